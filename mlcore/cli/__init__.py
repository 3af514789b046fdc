"""The commands: train, crossvalidate, evaluate, stress, predict, locate, verify and card.

JSON goes to standard output alone, everything else to standard error. What a command needs is imported when
it runs, so that none waits for the others' libraries.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS: Final[dict[str, str]] = {
    "train": "mlcore.training.cli",
    "crossvalidate": "mlcore.cli.crossvalidate",
    "evaluate": "mlcore.cli.evaluate",
    "stress": "mlcore.cli.stress",
    "predict": "mlcore.cli.predict",
    "locate": "mlcore.cli.locate",
    "verify": "mlcore.cli.verify",
    "card": "mlcore.card.cli",
}
USAGE_STATUS: Final = 2


def main(args: Sequence[str]) -> int:
    """Run the command that the first argument names on the others; its exit status."""
    if not args or args[0] not in COMMANDS:
        asked = bool(args) and args[0] in {"-h", "--help"}
        sys.stderr.write(f"usage: python -m mlcore {{{','.join(COMMANDS)}}} ... (--help after a command)\n")
        return 0 if asked else USAGE_STATUS
    # NumPy's own threads would fight the engine's; they must be told before NumPy is loaded.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        command = import_module(COMMANDS[args[0]])
        return int(command.run(args[1:]))
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("mlcore"):
            raise
        sys.stderr.write(f"{args[0]} needs {error.name}, which is not installed; install requirements.txt.\n")
        return 1
