"""What the benchmarks say of a figure, and that their JSON is nothing but JSON."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks import cli
from benchmarks.rounds import by_turns, ratio
from benchmarks.rows import Goal, Row, not_run

LOWER = Goal("cost", "this over that", 1.5, 1.2)
HIGHER = Goal("speed", "this over that", 15, 30, "higher")


@pytest.mark.parametrize(
    ("goal", "value", "holds", "reaches"),
    [
        (LOWER, 1.1, True, True),
        (LOWER, 1.5, True, False),
        (LOWER, 1.51, False, False),
        (HIGHER, 31, True, True),
        (HIGHER, 15, True, False),
        (HIGHER, 14.9, False, False),
        (LOWER, None, None, None),
    ],
)
def test_a_row_holds_where_its_floor_is_met(
    goal: Goal, value: float | None, holds: bool | None, reaches: bool | None
) -> None:
    row = Row(goal, value)
    assert (row.holds, row.reaches) == (holds, reaches)


def test_every_call_has_its_turn_in_every_round() -> None:
    turns: list[str] = []
    calls = {"over": lambda: turns.append("over"), "under": lambda: turns.append("under")}

    seconds = by_turns(calls, 3, repeats=2)

    assert turns == ["over", "over", "under", "under"] * 4  # the first round is not counted
    assert [len(own) for own in seconds.values()] == [3, 3]


def test_a_ratio_is_that_of_the_usual_round() -> None:
    seconds = {"over": [2.0, 3.0, 400.0], "under": [1.0, 1.0, 1.0]}
    assert ratio(seconds, "over", "under") == 3


def answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], rows: list[Row]
) -> tuple[int, Any]:
    """Exit code and JSON of the command, with a group that measures these rows and talks meanwhile."""

    def measure() -> list[Row]:
        print("Converting 53 nodes ...")  # noqa: T201 - as libraries do
        return rows

    group = SimpleNamespace(measure=measure)
    monkeypatch.setattr("benchmarks.cli.importlib.import_module", lambda _: group)
    code = cli.main(["inference", "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_the_json_says_what_was_measured_and_on_what(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    measured = [Row(LOWER, 1.25, {"over_ms": 5.0}), *not_run((HIGHER,), "no TensorFlow")]

    code, said = answer(monkeypatch, capsys, measured)

    assert code == 0
    assert said["environment"]["cores"] >= 1
    first, second = said["rows"]
    assert (first["name"], first["value"], first["holds"], first["better"]) == ("cost", 1.25, True, "lower")
    assert (second["value"], second["holds"], second["reason"]) == (None, None, "no TensorFlow")


def test_a_floor_that_is_missed_is_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = answer(monkeypatch, capsys, [Row(LOWER, 9.0)])

    assert code == 1
    assert said["rows"][0]["holds"] is False
