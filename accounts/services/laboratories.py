"""New laboratories."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.choices import Role
from accounts.exceptions import ValidationRefused
from accounts.models import Laboratory, User
from accounts.services.people import create_user


@transaction.atomic
def create_laboratory(
    *,
    name: str,
    username: str,
    password: str,
    first_name: str = "",
    last_name: str = "",
) -> User:
    """Store a laboratory and its first administrator, both or neither; return the administrator.

    Raises ValidationRefused with the wrong fields.
    """
    laboratory = Laboratory(name=name.strip())
    try:
        laboratory.full_clean()
    except ValidationError as error:
        raise ValidationRefused(fields=error.message_dict) from error
    laboratory.save(force_insert=True)
    return create_user(
        laboratory=laboratory,
        role=Role.ADMINISTRATOR,
        username=username,
        password=password,
        first_name=first_name,
        last_name=last_name,
    )
