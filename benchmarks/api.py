"""Lists among very many rows, and what the REST framework adds to a plain view."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks import rows
from benchmarks.asking import running
from benchmarks.databases import NoServerError, own_database
from benchmarks.rounds import milliseconds, ratio
from benchmarks.rows import Row, not_run

if TYPE_CHECKING:
    from benchmarks.asking import Child
    from benchmarks.rounds import Seconds
    from benchmarks.rows import Goal

GOALS: Final = (rows.WORKLIST_POSTGRESQL, rows.WORKLIST_SQLITE, rows.LIST)
PAGES: Final = "benchmarks.inside.pages"
FEW: Final = 1_000
MANY: Final = {"postgresql": 1_000_000, "sqlite": 100_000}
ROUNDS: Final = 40
WARM: Final = 5


def measure() -> list[Row]:
    """Measure the group."""
    with tempfile.TemporaryDirectory(prefix="leukoscope-benchmark-") as folder:
        try:
            postgresql = [_worklist(rows.WORKLIST_POSTGRESQL, "postgresql", Path(folder))]
        except NoServerError as error:
            postgresql = not_run((rows.WORKLIST_POSTGRESQL,), str(error))
        return [*postgresql, _worklist(rows.WORKLIST_SQLITE, "sqlite", Path(folder)), _list(Path(folder))]


def _worklist(goal: Goal, engine: str, folder: Path) -> Row:
    """The page among few cases and among many, in two portals that are asked by turns."""
    with ExitStack() as stack:
        children: dict[str, Child] = {}
        for name, count in (("few", FEW), ("many", MANY[engine])):
            env = {}
            if engine == "postgresql":
                env["DATABASE_URL"] = stack.enter_context(own_database(name))
            place = folder / f"{engine}-{name}"
            children[name] = stack.enter_context(running(PAGES, [str(count)], place, **env))
        seconds = _by_turns({name: (child, "worklist") for name, child in children.items()})
    return Row(goal, ratio(seconds, "many", "few"), milliseconds(seconds))


def _list(folder: Path) -> Row:
    with running(PAGES, [str(FEW)], folder / "list") as child:
        seconds = _by_turns({"api": (child, "api"), "plain": (child, "plain")})
    return Row(rows.LIST, ratio(seconds, "plain", "api"), milliseconds(seconds))


def _by_turns(asked: dict[str, tuple[Child, str]]) -> Seconds:
    seconds: Seconds = {name: [] for name in asked}
    for number in range(WARM + ROUNDS):
        for name, (child, request) in asked.items():
            taken = child.ask(request)
            if number >= WARM:
                seconds[name].append(taken)
    return seconds
