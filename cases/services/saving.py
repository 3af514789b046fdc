"""Saving with every check that sits on the model, said as a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from accounts.exceptions import ValidationRefused

if TYPE_CHECKING:
    from django.db.models import Model


def save_checked(row: Model) -> None:
    """Run the model's validators and constraints, then write the row.

    Raises ValidationRefused with the sentences by field; those about the whole row stand under `__all__`.
    """
    try:
        row.full_clean()
    except ValidationError as error:
        fields = {name: messages for name, messages in error.message_dict.items() if name != NON_FIELD_ERRORS}
        general = error.message_dict.get(NON_FIELD_ERRORS, [])
        raise ValidationRefused(" ".join(general) or None, fields=fields | _whole_row(general)) from error
    row.save()


def _whole_row(general: list[str]) -> dict[str, list[str]]:
    return {NON_FIELD_ERRORS: general} if general else {}
