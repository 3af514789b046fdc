"""Which classes a data set has, in which order, and which of them are malignant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mlcore.labels import CLASSES, MALIGNANT
from mlcore.training.errors import TrainingError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from mlcore.dataset import Item

HARMLESS: Final = frozenset({"benign", "healthy", "normal", "control"})


@dataclass(frozen=True, slots=True)
class ClassList:
    """Slugs in the order of the network's outputs, and the malignant ones."""

    names: tuple[str, ...]
    malignant: frozenset[str]

    def truth(self, items: Sequence[Item]) -> npt.NDArray[np.int64]:
        """Index of every item's class [N]."""
        return np.array([self.names.index(item.cls) for item in items], np.int64)


def list_classes(present: Sequence[str], malignant: Sequence[str] = ()) -> ClassList:
    """Classes of the folders present: the published ones as they ripen, any others by name.

    `malignant` names the malignant ones; without it they are the published ones, or in a data set of other
    classes all that are not called benign, healthy, normal or control.

    Raises:
        TrainingError: fewer than two classes, or a malignant class without a folder.
    """
    if len(present) < 2:  # noqa: PLR2004
        message = f"Training needs folders of two classes or more; {', '.join(present) or 'none'} is there."
        raise TrainingError(message)
    unknown = set(malignant) - set(present)
    if unknown:
        message = f"No folder holds the malignant class {', '.join(sorted(unknown))}."
        raise TrainingError(message)
    published = set(present) <= set(CLASSES)
    names = tuple(name for name in CLASSES if name in present) if published else tuple(sorted(present))
    usual = MALIGNANT & set(present) if published else set(present) - HARMLESS
    return ClassList(names, frozenset(malignant or usual))
