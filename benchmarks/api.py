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

LISTS: Final = {
    "postgresql": (rows.WORKLIST_POSTGRESQL, rows.SEARCH_POSTGRESQL),
    "sqlite": (rows.WORKLIST_SQLITE, rows.SEARCH_SQLITE),
}
GOALS: Final = (*LISTS["postgresql"], *LISTS["sqlite"], rows.LIST)
PAGES: Final = "benchmarks.inside.pages"
FEW: Final = 1_000
MANY: Final = {"postgresql": 1_000_000, "sqlite": 100_000}
ROUNDS: Final = 40
WARM: Final = 5


def measure() -> list[Row]:
    """Measure the group."""
    with tempfile.TemporaryDirectory(prefix="leukoscope-benchmark-") as folder:
        try:
            postgresql = _worklist("postgresql", Path(folder))
        except NoServerError as error:
            postgresql = not_run(LISTS["postgresql"], str(error))
        return [*postgresql, *_worklist("sqlite", Path(folder)), _list(Path(folder))]


def _worklist(engine: str, folder: Path) -> list[Row]:
    """The page as it opens, and searched, among few cases and many: two portals, asked by turns."""
    with ExitStack() as stack:
        children: dict[str, Child] = {}
        for name, count in (("few", FEW), ("many", MANY[engine])):
            env = {}
            if engine == "postgresql":
                env["DATABASE_URL"] = stack.enter_context(own_database(name))
            place = folder / f"{engine}-{name}"
            children[name] = stack.enter_context(running(PAGES, [str(count)], place, **env))
        asked = [
            _by_turns({name: (child, request) for name, child in children.items()})
            for request in ("worklist", "search")
        ]
    return [
        Row(goal, ratio(seconds, "many", "few"), milliseconds(seconds))
        for goal, seconds in zip(LISTS[engine], asked, strict=True)
    ]


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
