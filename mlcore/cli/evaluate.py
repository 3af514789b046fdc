"""`python -m mlcore evaluate`: figures of a bundle on a folder of labelled images."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlcore.bundle import BundleError
from mlcore.cli.options import command_parser
from mlcore.cli.output import note, print_json, refuse
from mlcore.dataset import DatasetError, read_dataset
from mlcore.evaluation.answers import EvaluationRefusedError, collect
from mlcore.evaluation.report import report
from mlcore.fingerprints import FingerprintIndex
from mlcore.serving import Classifier

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from mlcore.bundle import Bundle
    from mlcore.dataset import Item

PROGRESS_STEP = 50


def run(args: Sequence[str]) -> int:
    """Measure and print; exit status 1 where images leak from the training data or cannot be read."""
    options = _parser().parse_args(args)
    try:
        items = _items(options.folder, options.fold)
        classifier = Classifier.load(options.bundle)
        answers = collect(
            classifier, items, _training(classifier.bundle), _silent if options.json else _progress
        )
    except (BundleError, DatasetError) as error:
        return refuse(str(error))
    except EvaluationRefusedError as error:
        return refuse(str(error), files=error.files)
    figures = report(classifier.bundle, answers)
    print_json(figures)
    if not options.json:
        note(_summary(figures))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = command_parser("evaluate", "Measure a bundle on folders of images, one folder per class.")
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--fold", type=int, metavar="K", help="only this fold of the manifest's blocks")
    return parser


def _items(folder: Path, fold: int | None) -> tuple[Item, ...]:
    dataset = read_dataset(folder)
    if fold is None:
        return dataset.items
    items = dataset.split(fold)[1]
    if not items:
        raise DatasetError(f"Fold {fold} of {folder} is empty.")
    return items


def _training(bundle: Bundle) -> FingerprintIndex | None:
    return FingerprintIndex.load(bundle.locate(bundle.fingerprints.file)) if bundle.fingerprints else None


def _progress(done: int, total: int) -> None:
    if done % PROGRESS_STEP == 0 or done == total:
        note(f"{done}/{total}")


def _silent(done: int, total: int) -> None:
    """Say nothing: only JSON was asked for."""


def _summary(figures: dict[str, Any]) -> str:
    named = {key: value for key, value in figures.items() if isinstance(value, int | float)}
    return "  ".join(
        f"{key} {value:.4f}" if isinstance(value, float) else f"{key} {value}" for key, value in named.items()
    )
