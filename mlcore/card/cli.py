"""`python -m mlcore card`: write the card of a bundle, maybe with figures that were measured afterwards."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlcore.bundle import BundleError

if TYPE_CHECKING:
    from collections.abc import Sequence


def run(args: Sequence[str]) -> int:
    """Write the card of the bundle that the arguments name; 0, or 1 after a sentence of refusal."""
    parser = argparse.ArgumentParser(prog="python -m mlcore card", description="Write the card of a bundle.")
    parser.add_argument("bundle", type=Path, metavar="BUNDLE", help="folder of the bundle")
    parser.add_argument(
        "--figures",
        action="append",
        default=[],
        type=_heading_and_file,
        metavar="HEADING=FILE",
        help="what evaluate, crossvalidate, stress or locate printed with --json, under a heading of its own",
    )
    options = parser.parse_args(args)
    from mlcore.card.writing import write_card  # noqa: PLC0415 - --help answers without waiting for matplotlib

    try:
        write_card(options.bundle, {heading: _read(file) for heading, file in options.figures})
    except (BundleError, OSError, ValueError) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    return 0


def _heading_and_file(text: str) -> tuple[str, Path]:
    heading, found, file = text.rpartition("=")
    if not found or not heading:
        message = f"{text} is not HEADING=FILE"
        raise argparse.ArgumentTypeError(message)
    return heading, Path(file)


def _read(file: Path) -> dict[str, Any]:
    """Figures of a JSON file.

    Raises:
        OSError, ValueError: it cannot be read, or holds no figures.
    """
    figures = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(figures, dict):
        message = f"{file} holds no figures."
        raise ValueError(message)  # noqa: TRY004 - what is wrong is the value of the file
    return figures
