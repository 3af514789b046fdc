"""What the commands share that measure a bundle on folders of labelled images."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mlcore.dataset import DatasetError, read_dataset
from mlcore.evaluation.answers import collect
from mlcore.seen import Seen

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from mlcore.dataset import Item
    from mlcore.evaluation.answers import Answers
    from mlcore.serving import Classifier


def add_folder(parser: argparse.ArgumentParser) -> None:
    """Add the folder to measure on, and which part of it."""
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--fold", type=int, metavar="K", help="only this fold of the manifest's blocks")


def read_items(folder: Path, fold: int | None) -> tuple[Item, ...]:
    """Images of a folder, or of one fold of it.

    Raises:
        DatasetError: there are none.
    """
    dataset = read_dataset(folder)
    if fold is None:
        return dataset.items
    items = dataset.split(fold)[1]
    if not items:
        raise DatasetError(f"Fold {fold} of {folder} is empty.")
    return items


def collect_unseen(
    classifier: Classifier, items: tuple[Item, ...], progress: Callable[[int, int], None]
) -> Answers:
    """Answers about images that the bundle has not been trained on.

    Raises:
        EvaluationRefusedError: it has been on some, or on what overlaps them; or they cannot be decoded.
    """
    return collect(classifier, items, Seen.by(classifier.bundle), progress)
