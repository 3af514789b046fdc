"""`python -m mlcore stress`: what a bundle's answers rest on, and what changes of colour cost it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mlcore.bundle import BundleError
from mlcore.cli.labelled import add_folder, collect_unseen, read_items
from mlcore.cli.options import command_parser
from mlcore.cli.output import note, print_json, progress, refuse, silent
from mlcore.dataset import DatasetError
from mlcore.evaluation.answers import EvaluationRefusedError
from mlcore.evaluation.faithfulness import measure_faithfulness
from mlcore.evaluation.stress import check_classes, measure_stress
from mlcore.serving import Classifier

if TYPE_CHECKING:
    from collections.abc import Sequence


def run(args: Sequence[str]) -> int:
    """Measure and print; exit status 1 where images leak from the training data or cannot be used."""
    parser = command_parser("stress", "Measure what a bundle's answers rest on, on one folder per class.")
    add_folder(parser)
    options = parser.parse_args(args)
    said = silent if options.json else progress
    try:
        items = read_items(options.folder, options.fold, options.half)
        classifier = Classifier.load(options.bundle)
        check_classes(classifier.bundle, items)
        answers = collect_unseen(classifier, items, said)
    except (BundleError, DatasetError) as error:
        return refuse(str(error))
    except EvaluationRefusedError as error:
        return refuse(str(error), files=error.files)
    figures = measure_stress(classifier, answers, said)
    figures["heatmaps"] = measure_faithfulness(classifier, answers, said)
    print_json(figures)
    if not options.json:
        note(_summary(figures))
    return 0


def _summary(figures: dict[str, Any]) -> str:
    shortcuts = "  ".join(f"{name} {share:.4f}" for name, share in figures["shortcuts"].items())
    plain = f"accuracy {figures['as_is']['accuracy']:.4f}  worst_loss {figures['worst_loss']:.2f} points"
    heat = figures["heatmaps"]
    if not heat:
        return f"{plain}  {shortcuts}"
    ratio = heat["heat_on_nuclei"]["median"]
    nuclei = "" if ratio is None else f"  heat_on_nuclei {ratio:.2f}"
    return f"{plain}  {shortcuts}  beats_random {heat['deletion']['beats_random']:.4f}{nuclei}"
