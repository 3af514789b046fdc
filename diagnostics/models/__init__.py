"""The tables of the room."""

from diagnostics.models.analysis import Analysis
from diagnostics.models.diagnosis import Diagnosis

__all__ = ["Analysis", "Diagnosis"]
