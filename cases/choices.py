"""Words with a fixed list of values: what a field may say, and how it is written on a page."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sex(models.TextChoices):
    """Administrative sex, as laboratory systems send it."""

    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    OTHER = "other", _("Other")
    UNKNOWN = "unknown", _("Unknown")


class Specimen(models.TextChoices):
    """What the smear was made of."""

    PERIPHERAL_BLOOD = "peripheral_blood", _("Peripheral blood")
    BONE_MARROW = "bone_marrow", _("Bone marrow")


class Priority(models.TextChoices):
    """How soon the case must be read."""

    ROUTINE = "routine", _("Routine")
    STAT = "stat", _("STAT")


class Stain(models.TextChoices):
    """The stain of the smear, where the laboratory says it."""

    WRIGHT = "wright", _("Wright")
    GIEMSA = "giemsa", _("Giemsa")
    WRIGHT_GIEMSA = "wright_giemsa", _("Wright-Giemsa")
    MAY_GRUENWALD_GIEMSA = "may_gruenwald_giemsa", _("May-Grünwald-Giemsa")
    LEISHMAN = "leishman", _("Leishman")
    OTHER = "other", _("Other")


class ImageFormat(models.TextChoices):
    """Formats that are taken in; the value is Pillow's name in lower case."""

    JPEG = "jpeg", "JPEG"
    PNG = "png", "PNG"
    TIFF = "tiff", "TIFF"
    WEBP = "webp", "WebP"
    BMP = "bmp", "BMP"


class CaseStatus(models.TextChoices):
    """Where a case stands. The moves between the values are in `cases.services.lifecycle`."""

    REGISTERED = "registered", _("Registered")
    ANALYSING = "analysing", _("Analysing")
    AWAITING_REVIEW = "awaiting_review", _("Awaiting review")
    SIGNED_OUT = "signed_out", _("Signed out")
    AMENDED = "amended", _("Amended")

    @property
    def is_open(self) -> bool:
        """Whether the case has not been signed out yet."""
        return self in OPEN_STATUSES


OPEN_STATUSES = frozenset({CaseStatus.REGISTERED, CaseStatus.ANALYSING, CaseStatus.AWAITING_REVIEW})


class CaseEvent(models.TextChoices):
    """What the audit trail says of patients, cases and slides."""

    PATIENT_REGISTERED = "patient.registered", _("Patient registered")
    PATIENT_CORRECTED = "patient.corrected", _("Patient corrected")
    CASE_REGISTERED = "case.registered", _("Case registered")
    CASE_EDITED = "case.edited", _("Case details changed")
    CASE_ASSIGNED = "case.assigned", _("Case assigned")
    CASE_MOVED = "case.moved", _("Case status changed")
    SLIDE_RECEIVED = "slide.received", _("Slide received")
    SLIDE_VOIDED = "slide.voided", _("Slide voided")


# Fields are given functions, so that a new value does not ask for a migration.


def pairs(values: type[models.TextChoices]) -> list[tuple[str, str]]:
    """The values of an enum with their words, in the language of the moment."""
    return [(member.value, str(member.label)) for member in values]


def sex_choices() -> list[tuple[str, str]]:
    """The values of `Sex` with their words."""
    return pairs(Sex)


def specimen_choices() -> list[tuple[str, str]]:
    """The values of `Specimen` with their words."""
    return pairs(Specimen)


def priority_choices() -> list[tuple[str, str]]:
    """The values of `Priority` with their words."""
    return pairs(Priority)


def stain_choices() -> list[tuple[str, str]]:
    """The values of `Stain` with their words."""
    return pairs(Stain)


def image_format_choices() -> list[tuple[str, str]]:
    """The values of `ImageFormat` with their words."""
    return pairs(ImageFormat)


def case_status_choices() -> list[tuple[str, str]]:
    """The values of `CaseStatus` with their words."""
    return pairs(CaseStatus)
