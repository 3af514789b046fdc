"""Saving with every check that sits on the model, said as a refusal."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import CharField, Model, TextField

from accounts.exceptions import ValidationRefused
from cases.exceptions import NumberTaken
from cases.validators import tidy

_TAKEN: Final = "_taken"  # ends the code of a unique constraint's error; the name of its field stands before


def save_checked(row: Model) -> None:
    """Bring the texts into normal form, run the model's validators and constraints, then write the row.

    Raises NumberTaken where that is all that is wrong, else ValidationRefused, with the sentences by field;
    those about the whole row stand under `__all__`.
    """
    _tidy_texts(row)
    _check(row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        # Somebody else was faster by a moment. Their row can be seen now, and the check says what is wrong.
        _check(row)
        raise


def _check(row: Model) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        taken, other = _sorted(error)
        if other:
            general = other.get(NON_FIELD_ERRORS, [])
            raise ValidationRefused(" ".join(general) or None, fields=other | taken) from error
        sentences = [sentence for said in taken.values() for sentence in said]
        raise NumberTaken(" ".join(sentences), fields=taken) from error


def _sorted(error: ValidationError) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The sentences by field: of numbers that are taken, and the others."""
    taken: dict[str, list[str]] = {}
    other: dict[str, list[str]] = {}
    for name, errors in error.error_dict.items():
        for single in errors:
            code = str(single.code)
            kind, field = (taken, code.removesuffix(_TAKEN)) if code.endswith(_TAKEN) else (other, name)
            kind.setdefault(field, []).extend(single.messages)
    return taken, other


def _tidy_texts(row: Model) -> None:
    for field in row._meta.concrete_fields:
        if isinstance(field, CharField | TextField):
            value = getattr(row, field.attname)
            if isinstance(value, str):
                setattr(row, field.attname, tidy(value))
