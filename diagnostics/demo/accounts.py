"""The demo's three accounts. Their passwords are drawn at random and kept in the data folder, mode 0600."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING, Final

from accounts.choices import Role
from accounts.models import Laboratory, User

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME: Final = "demo_accounts"
_LETTERS: Final = "abcdefghijkmnpqrstuvwxyz23456789"
"""Without those that look alike."""


class AccountTakenError(Exception):
    """Somebody outside the demo has one of its user names."""


def draw_passwords() -> dict[Role, str]:
    """Return a new password for each account: 16 letters and digits, drawn at random."""
    return {role: "-".join(_four_letters() for _ in range(4)) for role in Role}


def read_passwords(data: Path) -> dict[Role, str]:
    """Return the passwords kept in the data folder; empty unless all of them are there."""
    path = data / FILE_NAME
    if not path.exists():
        return {}
    words = [line.split() for line in path.read_text(encoding="ascii").splitlines()]
    kept = {Role(line[0]): line[1] for line in words if len(line) == 2 and line[0] in Role.values}
    return kept if set(kept) == set(Role) else {}


def keep_passwords(data: Path, secret: dict[Role, str]) -> None:
    """Write the passwords into the data folder, whole or not at all. Raises OSError."""
    path = data / FILE_NAME
    draft = path.with_name(f".{FILE_NAME}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(
        os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii"
    ) as file:
        file.writelines(f"{role} {password}\n" for role, password in secret.items())
    draft.replace(path)


def make_users(laboratory: Laboratory, secret: dict[Role, str]) -> dict[Role, User]:
    """Make the accounts of the demo's laboratory; user names are the roles. Raises AccountTakenError."""
    taken = User.objects.filter(username__in=list(Role)).first()
    if taken is not None:
        message = f"The user name {taken.username} is taken by an account that is not the demo's."
        raise AccountTakenError(message)
    return {role: _make_user(laboratory, role, secret[role]) for role in Role}


def reset_passwords(laboratory: Laboratory, secret: dict[Role, str]) -> None:
    """Give the accounts that are still there new passwords, as when the file was lost."""
    for user in User.objects.filter(laboratory=laboratory, username__in=list(Role)):
        user.set_password(secret[Role(user.username)])
        user.save(update_fields=["password"])


def _make_user(laboratory: Laboratory, role: Role, password: str) -> User:
    user = User(username=role, role=role, laboratory=laboratory, first_name="Demo", last_name=str(role.label))
    user.set_password(password)
    user.save()
    return user


def _four_letters() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(4))
