"""`bin/test`: sets up, checks cheapest first, then tests on SQLite and on PostgreSQL with Redis."""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from launcher import browser_libraries, packages, stamps
from launcher.commands import run, say
from launcher.faults import Fault
from launcher.trial import chromium, servers, suites
from launcher.trial.checks import all_checks
from launcher.trial.report import Report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from launcher.trial.checks import Check

TESTS = "tests"


def main(arguments: Sequence[str]) -> int:
    """Run what was asked for and return 0 where all of it passed."""
    with tempfile.TemporaryDirectory(prefix="leukoscope-trial-") as scratch:
        checks = all_checks(scratch)
        names = [*(check.name for check in checks), TESTS]
        options = _options(arguments, names)
        wanted = options.only or names
        with stamps.one_at_a_time():
            packages.install(packages.WHOLE, packages.DEV)
            browser_libraries.install()
        report = Report()
        for check in checks:
            if check.name in wanted:
                _perform(check, report)
        if TESTS in wanted:
            _test(Path(scratch), report)
        return report.close()


def _options(arguments: Sequence[str], names: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/test", description="Run every check and test of the project.")
    parser.add_argument(
        "--only", nargs="+", choices=names, metavar="NAME", help=f"only some of: {', '.join(names)}"
    )
    return parser.parse_args(arguments)


def _perform(check: Check, report: Report) -> None:
    started = time.monotonic()
    try:
        run(check.command, f"The check '{check.name}' failed.", check.env)
    except Fault as fault:
        say(str(fault))
        report.note(f"check {check.name}", good=False)
    else:
        say(f"{check.name:<14} ok  {time.monotonic() - started:5.1f} s")
        report.note(check.name, good=True)


def _test(scratch: Path, report: Report) -> None:
    browser = chromium.find()
    env = {chromium.VARIABLE: browser} if browser else {}
    suites.on_sqlite(env).run(scratch, report)
    with servers.running(scratch) as found:
        missing = [name for name, variable in servers.COMMANDS.items() if variable not in found]
        if missing:
            reason = f"no server answers and no package has one for this machine: {', '.join(missing)}"
            report.skips[f"the second run, on PostgreSQL and Redis: {reason}"] += 1
            return
        suites.on_servers({**env, **found}).run(scratch, report)
