"""What the commands share that measure a bundle on folders of labelled images."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mlcore.dataset import DatasetError, read_dataset
from mlcore.evaluation.answers import collect
from mlcore.gatefit import for_fitting
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
    halves = "only files whose SHA-256 is even (training may use them) or odd (kept to report on)"
    parser.add_argument("--half", choices=("even", "odd"), help=halves)


def read_items(folder: Path, fold: int | None, half: str | None = None) -> tuple[Item, ...]:
    """Images of a folder, of one fold of it, or of the files that training may use (even) or not (odd).

    Raises:
        DatasetError: there are none.
    """
    dataset = read_dataset(folder)
    items = dataset.items if fold is None else dataset.split(fold)[1]
    if half is not None:
        items = tuple(item for item in items if for_fitting(item.path) == (half == "even"))
    if not items:
        raise DatasetError(f"That part of {folder} is empty.")
    return items


def collect_unseen(
    classifier: Classifier, items: tuple[Item, ...], progress: Callable[[int, int], None]
) -> Answers:
    """Answers about images that the bundle has not been trained on.

    Raises:
        EvaluationRefusedError: it has been on some, or on what overlaps them; or they cannot be decoded.
    """
    return collect(classifier, items, Seen.by(classifier.bundle), progress)
