"""What a task runs: take the most urgent slide, look at it, store what was found."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Final

from diagnostics import inference
from diagnostics.inference import ModelUnavailableError, PictureRefusedError
from diagnostics.models import Analysis
from diagnostics.services import pictures, queue, results
from diagnostics.services.leases import kept

if TYPE_CHECKING:
    from diagnostics.services.queue import Claim

logger = logging.getLogger(__name__)

UNEXPECTED: Final = (
    "The analysis stopped unexpectedly. Start it again; if it fails again, tell your administrator."
)


def run_next(*, light: bool = False) -> bool:
    """Analyse the most urgent queued slide; False where nothing waits or no model is there.

    `light` leaves one that is better done alone.

    A model that is missing or has a wrong hash costs no attempt: the row waits until the bundle is mended.
    A surprise marks the row as failed and is raised again. A worker that is told to leave gives the row back.
    """
    try:
        inference.warm_up()
    except ModelUnavailableError:
        logger.exception("No analysis can run: the model cannot be loaded")
        return False
    claim = queue.claim(light=light)
    if claim is None:
        return False
    with kept(claim):
        _answer(claim)
    return True


def _answer(claim: Claim) -> None:
    try:
        _look(claim)
    except PictureRefusedError as error:
        results.store_failure(claim, code=error.code, text=error.text)
    except SystemExit:
        queue.give_back(claim)
        raise
    except Exception:
        results.store_failure(claim, code="unexpected", text=UNEXPECTED)
        raise


def _look(claim: Claim) -> None:
    analysis = Analysis.objects.select_related("slide__case").get(pk=claim.analysis_id)
    slide = analysis.slide
    started = time.perf_counter()
    picture = inference.decode(pictures.read_original(slide))
    decoded = time.perf_counter()
    pictures.keep_copies(slide, display=picture.display, thumbnail=picture.thumbnail)
    finding = inference.classify(picture, specimen=slide.case.specimen)
    timings = {"decode": 1000 * (decoded - started), "total": 1000 * (time.perf_counter() - started)}
    results.store_finding(claim, finding, timings)
