"""`python -m mlcore card`: write the card of a bundle."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mlcore.bundle import BundleError

if TYPE_CHECKING:
    from collections.abc import Sequence


def run(args: Sequence[str]) -> int:
    """Write the card of the bundle that the arguments name; 0, or 1 after a sentence of refusal."""
    parser = argparse.ArgumentParser(prog="python -m mlcore card", description="Write the card of a bundle.")
    parser.add_argument("bundle", type=Path, metavar="BUNDLE", help="folder of the bundle")
    folder = parser.parse_args(args).bundle
    from mlcore.card.writing import write_card  # noqa: PLC0415 - --help answers without waiting for matplotlib

    try:
        write_card(folder)
    except BundleError as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    return 0
