"""The analysis: one run of one model on one slide. The row is also the queue."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from diagnostics import choices
from diagnostics.choices import AnalysisStatus, Outcome


def heatmap_path(analysis: Analysis, filename: str) -> str:
    """Where the heatmap lies."""
    return f"analyses/{analysis.pk}/{filename}"


MOST_CELLS = 500
"""White cells kept of one slide."""

_WITHOUT_LEASE = Q(lease_token=None, lease_until=None)
_NO_ANSWER = Q(outcome="", label="", confidence=None, heatmap="")


class Analysis(models.Model):
    """From `queued` to an answer or a reason. Impossible rows are refused by the database."""

    PERSONAL_FIELDS: ClassVar = frozenset({"heatmap"})
    IMPERSONAL_FIELDS: ClassVar = frozenset(
        {
            "id",
            "slide",
            "status",
            "requested_at",
            "attempts",
            "lease_token",
            "lease_until",
            "started_at",
            "finished_at",
        }
        | {
            "outcome",
            "label",
            "confidence",
            "probabilities",
            "prediction_set",
            "leukaemia_probability",
            "reasons",
        }
        | {"quality", "votes", "tiles", "cells", "model_name", "model_version", "model_sha256", "timings"}
        | {"error_code", "error"},
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slide = models.ForeignKey("cases.Slide", on_delete=models.PROTECT, related_name="analyses")
    status = models.CharField(
        _("status"), max_length=16, choices=choices.analysis_status_choices, default=AnalysisStatus.QUEUED
    )
    requested_at = models.DateTimeField(_("requested at"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    outcome = models.CharField(_("outcome"), max_length=16, choices=choices.outcome_choices, blank=True)
    label = models.CharField(_("class"), max_length=64, blank=True)
    confidence = models.FloatField(_("confidence"), null=True, blank=True)
    probabilities = models.JSONField(_("probability per class"), null=True, blank=True)
    prediction_set = models.JSONField(_("classes that remain possible"), null=True, blank=True)
    leukaemia_probability = models.FloatField(_("probability of leukaemia"), null=True, blank=True)
    reasons = models.JSONField(_("reasons"), default=list, blank=True)
    quality = models.JSONField(_("quality measures"), default=dict, blank=True)
    votes = models.JSONField(_("votes of the members"), default=dict, blank=True)
    tiles = models.JSONField(_("tiles of a large field"), default=list, blank=True)
    cells = models.JSONField(_("white cells"), default=list, blank=True)
    heatmap = models.FileField(upload_to=heatmap_path, max_length=200, blank=True)
    model_name = models.CharField(_("model"), max_length=100, blank=True)
    model_version = models.CharField(_("model version"), max_length=50, blank=True)
    model_sha256 = models.CharField(_("SHA-256 of the model"), max_length=64, blank=True)
    timings = models.JSONField(_("milliseconds by step"), default=dict, blank=True)
    error_code = models.CharField(max_length=64, blank=True)
    error = models.CharField(_("what went wrong"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("analysis")
        verbose_name_plural = _("analyses")
        ordering = ("requested_at", "id")
        indexes = (
            models.Index(
                fields=("status", "requested_at"),
                name="analysis_queue",
                condition=Q(status__in=sorted(choices.OPEN_STATUSES)),
            ),
            models.Index(fields=("slide", "-requested_at"), name="analysis_of_slide"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(status__in=AnalysisStatus.values), name="analysis_status_known"
            ),
            models.UniqueConstraint(
                fields=("slide",),
                condition=Q(status__in=sorted(choices.OPEN_STATUSES)),
                name="analysis_one_open_per_slide",
            ),
            models.CheckConstraint(
                condition=~Q(status="queued") | (_WITHOUT_LEASE & _NO_ANSWER & Q(finished_at=None, error="")),
                name="analysis_queued_is_blank",
            ),
            models.CheckConstraint(
                condition=~Q(status="running")
                | (
                    Q(lease_token__isnull=False, lease_until__isnull=False, started_at__isnull=False)
                    & Q(finished_at=None, error="", attempts__gte=1)
                    & _NO_ANSWER
                ),
                name="analysis_running_is_leased",
            ),
            models.CheckConstraint(
                condition=~Q(status="succeeded")
                | (
                    _WITHOUT_LEASE
                    & Q(finished_at__isnull=False, error="", outcome__in=Outcome.values)
                    & Q(leukaemia_probability__isnull=False)
                    & ~Q(model_sha256="")
                ),
                name="analysis_succeeded_has_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(status="failed")
                | (_WITHOUT_LEASE & _NO_ANSWER & Q(finished_at__isnull=False) & ~Q(error="")),
                name="analysis_failed_has_error",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="classified")
                | (~Q(label="") & Q(confidence__isnull=False, probabilities__isnull=False) & ~Q(heatmap="")),
                name="analysis_classified_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="uncertain")
                | (Q(label="", confidence=None, probabilities__isnull=False) & ~Q(heatmap="")),
                name="analysis_uncertain_has_no_label",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="not_analysable")
                | Q(
                    label="",
                    confidence=None,
                    heatmap="",
                    probabilities__isnull=True,
                    prediction_set__isnull=True,
                ),
                name="analysis_not_analysable_is_blank",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="") | Q(cells=[]), name="analysis_cells_have_an_outcome"
            ),
            models.CheckConstraint(
                condition=(Q(confidence=None) | Q(confidence__gte=0, confidence__lte=1))
                & (
                    Q(leukaemia_probability=None)
                    | Q(leukaemia_probability__gte=0, leukaemia_probability__lte=1)
                ),
                name="analysis_probabilities_in_range",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def state(self) -> AnalysisStatus:
        """The status as a member of the enum."""
        return AnalysisStatus(self.status)

    @property
    def is_validated(self) -> bool:
        """Whether the model was validated on this kind of specimen; if not, no page shows its figures."""
        return all(reason["code"] != choices.NOT_VALIDATED for reason in self.reasons)

    @property
    def is_calibrated(self) -> bool:
        """Whether the model's figures mean what they say about an image like this one."""
        return self.is_validated and not choices.UNCALIBRATED & {reason["code"] for reason in self.reasons}

    @property
    def shown_reasons(self) -> list[dict[str, str]]:
        """The reasons for the reader: where the specimen was not validated, that one alone."""
        told = [reason for reason in self.reasons if reason["code"] == choices.NOT_VALIDATED]
        return told if told and self.outcome == Outcome.UNCERTAIN else list(self.reasons)

    @property
    def may_yet_succeed(self) -> bool:
        """Whether it failed for a reason that another attempt can get over."""
        return self.state == AnalysisStatus.FAILED and self.error_code not in choices.LASTING_FAILURES
