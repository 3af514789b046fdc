"""`python -m mlcore evaluate`: figures of a bundle on a folder of labelled images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mlcore.bundle import BundleError
from mlcore.cli.labelled import add_folder, collect_unseen, read_items
from mlcore.cli.options import command_parser
from mlcore.cli.output import note, print_json, progress, refuse, silent
from mlcore.dataset import DatasetError
from mlcore.evaluation.answers import EvaluationRefusedError
from mlcore.evaluation.report import report
from mlcore.serving import Classifier

if TYPE_CHECKING:
    from collections.abc import Sequence


def run(args: Sequence[str]) -> int:
    """Measure and print; exit status 1 where images leak from the training data or cannot be read."""
    parser = command_parser("evaluate", "Measure a bundle on folders of images, one folder per class.")
    add_folder(parser)
    options = parser.parse_args(args)
    try:
        items = read_items(options.folder, options.fold, options.half)
        classifier = Classifier.load(options.bundle)
        answers = collect_unseen(classifier, items, silent if options.json else progress)
    except (BundleError, DatasetError) as error:
        return refuse(str(error))
    except EvaluationRefusedError as error:
        return refuse(str(error), files=error.files)
    figures = report(classifier.bundle, answers)
    print_json(figures)
    if not options.json:
        note(_summary(figures))
    return 0


def _summary(figures: dict[str, Any]) -> str:
    named = {key: value for key, value in figures.items() if isinstance(value, int | float)}
    return "  ".join(
        f"{key} {value:.4f}" if isinstance(value, float) else f"{key} {value}" for key, value in named.items()
    )
