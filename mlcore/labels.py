"""The classes of the shipped model, and how folders of a data set are named after them."""

from __future__ import annotations

import re
from typing import Final

DECISION_SUPPORT: Final = (
    "Pre-classification for review by a qualified morphologist; "
    "confirm by immunophenotyping; research use only."
)

BENIGN: Final = "benign"
EARLY_PRE_B: Final = "early_pre_b"
PRE_B: Final = "pre_b"
PRO_B: Final = "pro_b"

CLASSES: Final[tuple[str, ...]] = (BENIGN, EARLY_PRE_B, PRE_B, PRO_B)
MALIGNANT: Final[frozenset[str]] = frozenset({EARLY_PRE_B, PRE_B, PRO_B})

CLASS_NAMES: Final[dict[str, str]] = {
    BENIGN: "Benign (hematogones)",
    EARLY_PRE_B: "Early pre-B ALL",
    PRE_B: "Pre-B ALL",
    PRO_B: "Pro-B ALL",
}

NORMAL: Final = "normal"
"""What a member that looks at single cells calls a normal white cell: no class of a field."""

_FOLDERS: Final[dict[str, str]] = {"benign": BENIGN, "early": EARLY_PRE_B, "pre": PRE_B, "pro": PRO_B}


def slug_for_folder(name: str) -> str:
    """Slug of the class that a folder named `name` holds.

    `Benign`, `Early`, `Pre` and `Pro` are the folder names of the published set; any other name becomes
    lower case with underscores, so that a data set with other classes names its own slugs.
    """
    slug = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    return _FOLDERS.get(slug, slug)
