"""Saving with every check that sits on the model, said as a refusal."""

from __future__ import annotations

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import CharField, Model, TextField

from accounts.exceptions import ValidationRefused
from cases.validators import tidy


def save_checked(row: Model) -> None:
    """Bring the texts into normal form, run the model's validators and constraints, then write the row.

    Raises ValidationRefused with the sentences by field; those about the whole row stand under `__all__`.
    """
    _tidy_texts(row)
    try:
        row.full_clean()
    except ValidationError as error:
        fields = {name: messages for name, messages in error.message_dict.items() if name != NON_FIELD_ERRORS}
        general = error.message_dict.get(NON_FIELD_ERRORS, [])
        raise ValidationRefused(" ".join(general) or None, fields=fields | _whole_row(general)) from error
    row.save()


def _whole_row(general: list[str]) -> dict[str, list[str]]:
    return {NON_FIELD_ERRORS: general} if general else {}


def _tidy_texts(row: Model) -> None:
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(field, CharField | TextField) and isinstance(value, str):
            setattr(row, field.attname, tidy(value))
