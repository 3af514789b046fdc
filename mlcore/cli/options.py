"""Options that several commands share."""

from __future__ import annotations

import argparse
from pathlib import Path


def command_parser(name: str, description: str) -> argparse.ArgumentParser:
    """Parser of a command that answers with a bundle."""
    parser = argparse.ArgumentParser(prog=f"python -m mlcore {name}", description=description)
    parser.add_argument(
        "--bundle", type=Path, help="folder of the model; else LEUKOSCOPE_BUNDLE, else the shipped one"
    )
    parser.add_argument("--json", action="store_true", help="print nothing but JSON: no progress, no summary")
    return parser
