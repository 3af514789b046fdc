"""Figures of the cell finders, on boxed fields drawn here and on those that stand beside the checkout."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from mlcore.cli import main
from mlcore.evaluation.locating import matched, overlap
from tests.mlcore.cells.drawn import Slide, draw
from tests.mlcore.fields import save

if TYPE_CHECKING:
    from pathlib import Path


def annotation(size: tuple[int, int], boxes: list[tuple[str, int, int, int, int]]) -> str:
    objects = "".join(
        f"<object><name>{name}</name><bndbox><xmin>{left}</xmin><ymin>{top}</ymin>"
        f"<xmax>{right}</xmax><ymax>{bottom}</ymax></bndbox></object>"
        for name, left, top, right, bottom in boxes
    )
    width, height = size
    return f"<annotation><size><width>{width}</width><height>{height}</height></size>{objects}</annotation>"


@pytest.fixture
def boxed(tmp_path: Path) -> Path:
    """Two fields with red cells 18 pixels wide, boxed at 20, and one white cell each."""
    (tmp_path / "annotations").mkdir()
    for seed in range(2):
        save(draw(Slide(nuclei=((5.0, 5.0, 0.8),)), seed), tmp_path / "images" / f"{seed}.png")
        boxes = [
            ("RBC", 20, 20, 40, 40),
            ("RBC", 0, 90, 9, 110),
            ("WBC", 74, 74, 106, 106),
            ("Platelets", 1, 1, 9, 9),
        ]
        (tmp_path / "annotations" / f"{seed}.xml").write_text(annotation((224, 224), boxes))
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *args: object) -> tuple[int, dict[str, Any], str]:
    status = main(["locate", *map(str, args)])
    captured = capsys.readouterr()
    return status, json.loads(captured.out), captured.err


def test_locate_gives_the_figures(capsys: pytest.CaptureFixture[str], boxed: Path) -> None:
    status, figures, said = run(capsys, boxed, "--half", "all", "--json")

    assert (status, said) == (0, "")
    assert figures["fields"] == figures["white_cells"] == figures["white_cells_found"] == 2
    assert figures["white_cell_recall"] == figures["white_cell_precision"] == 1
    assert figures["without_ruler"] == 0
    assert figures["ruler_ratio"] == pytest.approx(0.9, abs=0.06)
    assert figures["ruler_error"] < 0.07


def test_locate_says_it_to_people_too(capsys: pytest.CaptureFixture[str], boxed: Path) -> None:
    _, _, said = run(capsys, boxed, "--half", "all")

    assert "2/2" in said
    assert "white_cell_recall 1.0" in said


def test_locate_refuses_what_it_cannot_use(capsys: pytest.CaptureFixture[str], boxed: Path) -> None:
    nowhere = run(capsys, boxed / "nowhere", "--json")
    (boxed / "annotations" / "1.xml").write_text("<annotation>")
    broken = run(capsys, boxed, "--half", "all", "--json")

    assert nowhere[0] == broken[0] == 1
    assert "images and annotations" in nowhere[1]["error"]
    assert "1.xml" in broken[1]["error"]


def test_each_box_is_matched_once() -> None:
    true = [(0, 0, 10, 10), (20, 0, 30, 10)]

    assert matched(true, [(0, 0, 10, 9), (1, 0, 10, 10), (50, 0, 60, 10)]) == 1
    assert matched(true, [(21, 0, 31, 10), (0, 0, 10, 10)]) == 2
    assert matched([], true) == matched(true, []) == 0
    assert overlap(true[0], (5, 0, 15, 10)) == pytest.approx(1 / 3)
    assert overlap(true[0], true[1]) == 0


@pytest.mark.needs_data("bccd")
def test_real_fields_reach_the_figures_stated(capsys: pytest.CaptureFixture[str], image_sets: Path) -> None:
    _, figures, _ = run(capsys, image_sets / "bccd", "--half", "odd", "--json")

    assert figures["fields"] > 150
    assert figures["without_ruler"] <= 0.05
    assert figures["ruler_error"] <= 0.06
    assert figures["white_cell_recall"] >= 0.95
    assert figures["white_cell_precision"] >= 0.95
