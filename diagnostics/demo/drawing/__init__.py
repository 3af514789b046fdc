"""Drawn smears: pictures for the demo and the tests that contain nothing of any real specimen."""

from __future__ import annotations

from diagnostics.demo.drawing.recipes import SmearKind
from diagnostics.demo.drawing.smears import draw_smear

__all__ = ["SmearKind", "draw_smear"]
