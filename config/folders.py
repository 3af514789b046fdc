"""The data folder: made on first use, closed to other users of the machine."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from pathlib import Path

KEY_BYTES = 50
_PARTS = ("", "media", "uploads", "broker", "broker/messages", "broker/processed", "broker/control", "logs")


def prepare(data: Path) -> None:
    """Make the folder and its parts. Raises ImproperlyConfigured where that is not possible."""
    try:
        for part in _PARTS:
            (data / part).mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        msg = f"The data folder {data} cannot be written ({error.strerror}): set LEUKOSCOPE_DATA to another."
        raise ImproperlyConfigured(msg) from error


def secret_key(data: Path) -> str:
    """The key kept in the data folder (mode 0600); a new one is drawn where there is none."""
    path = data / "secret_key"
    try:
        return path.read_text(encoding="ascii").strip() or _draw(path)
    except FileNotFoundError:
        return _draw(path)
    except OSError as error:
        msg = f"The secret key {path} cannot be read ({error.strerror})."
        raise ImproperlyConfigured(msg) from error


def _draw(path: Path) -> str:
    """Write a whole key or none: of two processes starting at once, both go on with the same one."""
    draft = path.with_name(f".secret_key.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(KEY_BYTES))
        try:
            os.link(draft, path)
        except FileExistsError:
            if not path.read_text(encoding="ascii").strip():
                draft.replace(path)
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        msg = f"The key {path} cannot be written ({error.strerror}): set LEUKOSCOPE_DATA to another folder."
        raise ImproperlyConfigured(msg) from error
    finally:
        draft.unlink(missing_ok=True)
