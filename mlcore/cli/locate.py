"""`python -m mlcore locate`: how well red and white cells are found where people have drawn boxes."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from mlcore.cli.output import note, print_json, progress, refuse, silent
from mlcore.dataset import DatasetError
from mlcore.evaluation.boxed import read_boxed
from mlcore.evaluation.locating import measure_located
from mlcore.gatefit import for_fitting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlcore.evaluation.boxed import BoxedField


def run(args: Sequence[str]) -> int:
    """Measure and print; exit status 1 where the folder cannot be used."""
    options = _parser().parse_args(args)
    try:
        fields = _half(read_boxed(options.folder), options.half)
        figures = measure_located(fields, silent if options.json else progress)
    except DatasetError as error:
        return refuse(str(error))
    print_json({"half": options.half, **figures})
    if not options.json:
        note("  ".join(f"{name} {value}" for name, value in figures.items()))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m mlcore locate", description="Measure the cell finders on boxes drawn by people."
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="holds images and annotations (Pascal VOC)")
    parser.add_argument(
        "--half",
        choices=("even", "odd", "all"),
        default="odd",
        help="by SHA-256 of the picture: rules were fitted on even ones; default %(default)s",
    )
    parser.add_argument("--json", action="store_true", help="print nothing but JSON: no progress, no summary")
    return parser


def _half(fields: list[BoxedField], half: str) -> list[BoxedField]:
    own = [field for field in fields if half == "all" or for_fitting(field.path) == (half == "even")]
    if not own:
        raise DatasetError(f"No picture is of the {half} half.")
    return own
