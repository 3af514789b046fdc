"""The tables of the room."""

from __future__ import annotations

from diagnostics.models.analysis import Analysis
from diagnostics.models.diagnosis import Diagnosis

__all__ = ["Analysis", "Diagnosis"]
