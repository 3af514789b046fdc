"""New accounts."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.choices import Role
from accounts.exceptions import ValidationRefused
from accounts.models import Laboratory, User


def create_user(
    *,
    laboratory: Laboratory,
    role: Role,
    username: str,
    password: str,
    first_name: str = "",
    last_name: str = "",
) -> User:
    """Store a person of the laboratory. Raises ValidationRefused with the wrong fields."""
    user = User(
        laboratory=laboratory,
        role=role,
        username=User.normalize_username(username),
        first_name=first_name,
        last_name=last_name,
        is_staff=role == Role.ADMINISTRATOR,
    )
    _refuse_invalid(user, password)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationRefused(
            fields={"username": ["Somebody else has just taken this username."]}
        ) from error
    return user


def _refuse_invalid(user: User, password: str) -> None:
    wrong: dict[str, list[str]] = {}
    try:
        user.full_clean(exclude={"password"})
    except ValidationError as error:
        wrong |= error.message_dict
    try:
        validate_password(password, user)
    except ValidationError as error:
        wrong["password"] = list(error.messages)
    if wrong:
        raise ValidationRefused(fields=wrong)
