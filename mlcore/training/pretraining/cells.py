"""Pictures of single cells, read once into memory."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mlcore.dataset import read_dataset
from mlcore.gatefit import for_fitting
from mlcore.training.errors import TrainingError
from mlcore.training.pictures import files_digest, read_square

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from mlcore.dataset import Item
    from mlcore.training.augmentation.values import Pixels

LEAST_CLASSES: Final = 2
LEAST_PICTURES: Final = 10
"""Of every class, so that one in ten can be set aside."""
READING_THREADS: Final = 2


@dataclass(frozen=True, eq=False)
class Listed:
    """The files to learn from, by class."""

    items: tuple[Item, ...]

    @property
    def classes(self) -> tuple[str, ...]:
        """Slugs of the classes, sorted."""
        return tuple(sorted({item.cls for item in self.items}))

    @property
    def truth(self) -> npt.NDArray[np.int64]:
        """Index [N] of the class of every picture."""
        index = {name: number for number, name in enumerate(self.classes)}
        return np.array([index[item.cls] for item in self.items])

    def digest(self) -> str:
        """Hash of all pictures and of the class of each."""
        classes = "\n".join(item.cls for item in self.items)
        contents = files_digest([item.path for item in self.items])
        return hashlib.sha256(f"{classes}\n{contents}".encode()).hexdigest()

    def read(self, side: int) -> Pixels:
        """Pixels [N, side, side, 3] uint8 of all pictures."""
        with ThreadPoolExecutor(READING_THREADS) as pool:
            return np.stack(list(pool.map(lambda item: read_square(item.path, side), self.items)))


def list_cells(folder: Path) -> Listed:
    """Pictures of a folder that are for fitting; those with an odd SHA-256 stay unseen, for reporting.

    Raises:
        DatasetError: the folder is missing, or holds no pictures in class folders.
        TrainingError: fewer than two classes, or fewer than ten pictures for fitting of one of them.
    """
    listed = Listed(tuple(item for item in read_dataset(folder) if for_fitting(item.path)))
    counts = np.bincount(listed.truth) if listed.items else np.zeros(0, int)
    if len(counts) < LEAST_CLASSES or counts.min() < LEAST_PICTURES:
        message = (
            f"Pre-training on {folder} needs {LEAST_CLASSES} classes or more, and of each {LEAST_PICTURES} "
            "pictures or more whose SHA-256 is even."
        )
        raise TrainingError(message)
    return listed


def set_aside(truth: npt.NDArray[np.int64], seed: int) -> npt.NDArray[np.bool_]:
    """Mask [N] of a tenth of every class, drawn by the seed, to watch the training with."""
    draw = np.random.default_rng(seed)
    watching = np.zeros(len(truth), bool)
    for cls in np.unique(truth):
        own = draw.permutation(np.flatnonzero(truth == cls))
        watching[own[: max(1, round(len(own) / 10))]] = True
    return watching
