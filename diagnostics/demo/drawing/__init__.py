"""Drawn smears: pictures for the demo and the tests that contain nothing of any real specimen."""

from __future__ import annotations

from diagnostics.demo.drawing.encoding import encode
from diagnostics.demo.drawing.recipes import SmearKind
from diagnostics.demo.drawing.scenes import draw_empty_field, draw_landscape
from diagnostics.demo.drawing.smears import RED_CELL, draw_smear

__all__ = ["RED_CELL", "SmearKind", "draw_empty_field", "draw_landscape", "draw_smear", "encode"]
