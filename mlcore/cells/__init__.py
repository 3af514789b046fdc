"""Cells found by classical image analysis: red cells as a ruler, white cells as boxes.

Nothing here is trained. Sizes are stated in red-cell diameters wherever they can be, so that the same numbers
hold for every camera and magnification.
"""

from __future__ import annotations

import cv2

from mlcore.cells.field import NO_CELLS, Cells, find_cells
from mlcore.cells.ruler import Ruler
from mlcore.cells.white import WhiteCell

# The copies worked on are small: threads of its own would cost more than they save, and fight the engine's.
cv2.setNumThreads(1)

__all__ = ["NO_CELLS", "Cells", "Ruler", "WhiteCell", "find_cells"]
