"""The command: which groups, and how the rows are told."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Final

from benchmarks.asking import ROOT
from benchmarks.machine import describe_machine
from benchmarks.rows import not_run
from benchmarks.table import as_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.rows import Row

GROUPS: Final = ("inference", "preprocess", "tiles", "portal", "api", "train")


def main(arguments: Sequence[str]) -> int:
    """Measure and tell; 0 where every floor that was measured holds."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("group", nargs="*", help=f"{', '.join(GROUPS)}; default: all of them")
    parser.add_argument("--json", action="store_true", help="print nothing but JSON on standard output")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.group if name not in GROUPS]
    if unknown:
        parser.error(f"There is no group {unknown[0]}; choose from {', '.join(GROUPS)}.")
    wanted = options.group or list(GROUPS)
    found = _measured_here(wanted[0]) if len(wanted) == 1 else _measured_apart(wanted)
    told = {"environment": describe_machine(), "rows": found}
    print(json.dumps(told, indent=1) if options.json else as_text(told))
    return 0 if all(row["holds"] is not False for row in found) else 1


def _measured_here(group: str) -> list[dict[str, Any]]:
    """The rows of one group; whatever else is printed meanwhile goes to standard error."""
    with contextlib.redirect_stdout(sys.stderr):
        measured: list[Row] = importlib.import_module(f"benchmarks.{group}").measure()
    return [row.as_json() for row in measured]


def _measured_apart(groups: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of several, each measured in a process of its own: what one loads does not burden the next."""
    found: list[dict[str, Any]] = []
    for group in groups:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks", group, "--json"],
            cwd=ROOT,
            env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
            stdout=subprocess.PIPE,
            check=False,
        )
        try:
            found += json.loads(done.stdout)["rows"]
        except ValueError:
            goals = importlib.import_module(f"benchmarks.{group}").GOALS
            reason = f"the group ended with {done.returncode}: see what it said above"
            found += [row.as_json() for row in not_run(goals, reason)]
    return found
