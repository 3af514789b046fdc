"""Words with a fixed list of values."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.choices import pairs


class AnalysisStatus(models.TextChoices):
    """Where one run of the model stands."""

    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    SUCCEEDED = "succeeded", _("Done")
    FAILED = "failed", _("Failed")

    @property
    def is_open(self) -> bool:
        """Whether an answer is still to come."""
        return self in OPEN_STATUSES


OPEN_STATUSES = frozenset({AnalysisStatus.QUEUED, AnalysisStatus.RUNNING})


# Codes of the model's reasons on which a page depends.
NOT_VALIDATED = "specimen_not_validated"

# The model's figures were never measured on images for which it says one of these.
UNCALIBRATED = frozenset({"normal_cells", "magnification", "no_ruler", "unlike_training"})

# Failures that come again however often the same bytes are looked at.
LASTING_FAILURES = frozenset(
    {
        "damaged",
        "several_pictures",
        "slide_voided",
        "too_large",
        "unsupported_format",
        "unsupported_pixels",
    }
)


class Outcome(models.TextChoices):
    """What the model answered."""

    CLASSIFIED = "classified", _("Classified")
    UNCERTAIN = "uncertain", _("Uncertain")
    NOT_ANALYSABLE = "not_analysable", _("Not analysable")


class DiagnosisLabel(models.TextChoices):
    """What a pathologist may call a case."""

    BENIGN = "benign", _("Benign (hematogones)")
    EARLY_PRE_B = "early_pre_b", _("Early pre-B ALL")
    PRE_B = "pre_b", _("Pre-B ALL")
    PRO_B = "pro_b", _("Pro-B ALL")
    NORMAL = "normal", _("Normal")
    OTHER = "other", _("Other")
    NOT_ASSESSABLE = "not_assessable", _("Not assessable")


class Meaning(models.TextChoices):
    """What a signature means (21 CFR 11.50)."""

    AUTHORSHIP = "authorship", _("I made this diagnosis")
    REVIEW = "review", _("I reviewed this diagnosis")
    APPROVAL = "approval", _("I approve this diagnosis")


class DiagnosticEvent(models.TextChoices):
    """What the audit trail says of analyses and diagnoses."""

    ANALYSIS_QUEUED = "analysis.queued", _("Analysis queued")
    ANALYSIS_SUCCEEDED = "analysis.succeeded", _("Analysis done")
    ANALYSIS_FAILED = "analysis.failed", _("Analysis failed")
    ANALYSIS_TAKEN_BACK = "analysis.taken_back", _("Analysis taken back from a lost worker")
    ANALYSIS_RETRIED = "analysis.retried", _("Analysis started again")
    DIAGNOSIS_RECORDED = "diagnosis.recorded", _("Diagnosis recorded")
    DIAGNOSIS_REVISED = "diagnosis.revised", _("Diagnosis changed before sign-out")
    DIAGNOSIS_SIGNED = "diagnosis.signed", _("Diagnosis signed")
    AMENDMENT_RECORDED = "diagnosis.amendment_recorded", _("Amendment recorded")
    AMENDMENT_SIGNED = "diagnosis.amendment_signed", _("Amendment signed")
    SIGN_OUT_REFUSED = "diagnosis.sign_out_refused", _("Sign-out refused: wrong password")


# Fields are given functions, so that a new value does not ask for a migration.


def analysis_status_choices() -> list[tuple[str, str]]:
    """The values of `AnalysisStatus` with their words."""
    return pairs(AnalysisStatus)


def outcome_choices() -> list[tuple[str, str]]:
    """The values of `Outcome` with their words."""
    return pairs(Outcome)


def diagnosis_label_choices() -> list[tuple[str, str]]:
    """The values of `DiagnosisLabel` with their words."""
    return pairs(DiagnosisLabel)


def meaning_choices() -> list[tuple[str, str]]:
    """The values of `Meaning` with their words."""
    return pairs(Meaning)
