"""Validators that sit on the model fields; forms, serializers and the admin run the same ones."""

from __future__ import annotations

import datetime
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

OLDEST_AGE_YEARS = 130
FIRST_MOMENT = datetime.datetime(1900, 1, 1, tzinfo=datetime.UTC)

identifier = RegexValidator(
    regex=r"\A[^\W_][\w./:+ -]*\Z",
    message=_("Use letters, digits and . / : + - only, beginning with a letter or a digit."),
    code="identifier",
)


def printable(value: str) -> None:
    """Refuse control characters (NUL among them), surrogates and direction overrides in a one-line text."""
    if any(
        unicodedata.category(character) in {"Cc", "Cs"} or character in "\u202a\u202b\u202d\u202e"
        for character in value
    ):
        raise ValidationError(_("Remove the control characters from this text."), code="control_characters")


def printable_lines(value: str) -> None:
    """The same for a text of several lines: line breaks and tabs are allowed."""
    printable(value.translate({9: None, 10: None, 13: None}))


def born(value: datetime.date) -> None:
    """Refuse a birth date in the future or more than 130 years ago."""
    today = timezone.localdate()
    if value > today:
        raise ValidationError(_("The date of birth is in the future."), code="future")
    if value.year < today.year - OLDEST_AGE_YEARS:
        raise ValidationError(_("The date of birth is more than 130 years ago."), code="too_old")


def not_in_future(value: datetime.datetime) -> None:
    """Refuse a time that has not come yet; five minutes are allowed for clocks that differ.

    A time before 1900 is refused too: it is a slip of the hand, and some of them no clock can show.
    """
    if value < FIRST_MOMENT:
        raise ValidationError(_("This time is before the year 1900."), code="too_early")
    if value > timezone.now() + datetime.timedelta(minutes=5):
        raise ValidationError(_("This time is in the future."), code="future")


def tidy(value: str) -> str:
    """The text in Unicode normal form C without white space around it, so that equal names compare equal."""
    return unicodedata.normalize("NFC", value).strip()
