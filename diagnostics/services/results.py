"""Storing what came of an analysis: all of it in one transaction, and only while the claim holds."""

from __future__ import annotations

import logging
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.functions import Now

from cases.services.audit import record
from cases.services.lifecycle import lock
from diagnostics import inference
from diagnostics.choices import AnalysisStatus, DiagnosticEvent
from diagnostics.models import Analysis
from diagnostics.models.analysis import MOST_CELLS
from diagnostics.services import queue
from diagnostics.services.progress import settle_case

if TYPE_CHECKING:
    from diagnostics.inference import Finding
    from diagnostics.services.queue import Claim

logger = logging.getLogger(__name__)

_PLACES: Final = 4


def store_finding(claim: Claim, finding: Finding, timings: dict[str, float]) -> bool:
    """Store the model's answer; False where the claim was lost, and then nothing is left behind."""
    analysis = Analysis.objects.select_related("slide__case").get(pk=claim.analysis_id)
    heatmap = _save_heatmap(analysis, claim, finding)
    fields: dict[str, object] = {
        "status": AnalysisStatus.SUCCEEDED,
        "outcome": str(finding.outcome),
        "label": finding.label or "",
        "confidence": finding.confidence,
        "probabilities": finding.probabilities,
        "prediction_set": finding.prediction_set,
        "leukaemia_probability": finding.leukaemia_probability,
        "reasons": [{"code": str(reason.code), "text": reason.text} for reason in finding.reasons],
        "quality": finding.quality,
        "votes": finding.votes,
        "tiles": finding.tiles,
        "cells": _cells(finding),
        "heatmap": heatmap,
        "model_name": finding.model.name,
        "model_version": finding.model.version,
        "model_sha256": finding.model.sha256,
        "timings": {**finding.milliseconds, **timings},
    }
    stored = False
    try:
        stored = _finish(claim, analysis, DiagnosticEvent.ANALYSIS_SUCCEEDED, fields)
    finally:
        if heatmap and not stored:
            analysis.heatmap.storage.delete(heatmap)
    return stored


def store_failure(claim: Claim, *, code: str, text: str) -> bool:
    """Store why there is no answer; False where the claim was lost."""
    analysis = Analysis.objects.select_related("slide__case").get(pk=claim.analysis_id)
    fields: dict[str, object] = {"status": AnalysisStatus.FAILED, "error_code": code, "error": text}
    return _finish(claim, analysis, DiagnosticEvent.ANALYSIS_FAILED, fields)


def _finish(claim: Claim, analysis: Analysis, event: DiagnosticEvent, fields: dict[str, object]) -> bool:
    with transaction.atomic():
        case = lock(analysis.slide.case)
        stored = queue.held(claim).update(**fields, lease_token=None, lease_until=None, finished_at=Now())
        if stored:
            word = fields.get("outcome") or fields["error_code"]
            record(action=event, actor=None, about=analysis, changes={"result": (None, word)})
            settle_case(case)
    if not stored:
        logger.warning("Analysis %s was taken back before its result came", claim.analysis_id)
    return bool(stored)


def _cells(finding: Finding) -> list[dict[str, Any]]:
    """The white cells as they are kept; where there are too many, those that were judged go first."""
    kept = sorted(finding.cells, key=lambda cell: cell.probabilities is None)[:MOST_CELLS]
    return [{**asdict(cell), "probabilities": _rounded(cell.probabilities)} for cell in kept]


def _rounded(shares: dict[str, float] | None) -> dict[str, float] | None:
    return shares and {slug: round(share, _PLACES) for slug, share in shares.items()}


def _save_heatmap(analysis: Analysis, claim: Claim, finding: Finding) -> str:
    """Write the heatmap under a name of this attempt's own, so that a late worker overwrites nothing."""
    png = inference.heatmap_png(finding)
    if png is None:
        return ""
    name = f"analyses/{analysis.pk}/heatmap-{claim.token}.png"
    return str(analysis.heatmap.storage.save(name, ContentFile(png)))
