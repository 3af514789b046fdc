"""Pictures of the same tissue are found where no manifest names them, and never parted by a split."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from mlcore.dataset import Dataset, read_dataset
from mlcore.training.overlaps import with_overlaps
from tests.mlcore.fields import field

if TYPE_CHECKING:
    from pathlib import Path

WINDOWS = ((0, 0), (90, 60), (180, 120))
"""Each overlaps the next; the first and the last share little, and belong together through the second."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """In each of two classes: three overlapping windows, a field of its own, and one saved twice."""
    root = tmp_path_factory.mktemp("fields")
    for seed, name in enumerate(("Sick", "Well")):
        (root / name).mkdir()
        whole = Image.fromarray(field(10 * seed, (448, 448)))
        for number, (x, y) in enumerate(WINDOWS):
            whole.crop((x, y, x + 224, y + 224)).save(root / name / f"window-{number}.png")
        alone, twice = (Image.fromarray(field(10 * seed + more)) for more in (1, 2))
        alone.save(root / name / "alone.png")
        twice.save(root / name / "twice-1.png")
        twice.save(root / name / "twice-2.bmp")
    return root


def groups(data: Dataset) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for item in data:
        if item.overlap_group:
            found.setdefault(item.overlap_group, set()).add(item.file)
    return found


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def test_shared_tissue_and_duplicates_are_grouped_and_nothing_else(folder: Path, cache: Path) -> None:
    found = groups(with_overlaps(read_dataset(folder), cache))

    expected = [
        {f"{name}/{file}" for file in files}
        for name in ("Sick", "Well")
        for files in (
            ("window-0.png", "window-1.png", "window-2.png"),
            ("twice-1.png", "twice-2.bmp"),
        )
    ]
    assert sorted(map(sorted, found.values())) == sorted(map(sorted, expected))


def test_what_is_tested_shares_no_tissue_with_what_is_learned_from(
    folder: Path, tmp_path: Path, cache: Path
) -> None:
    rows = [(item.file, item.cls, item.path.stem) for item in read_dataset(folder)]
    for item in read_dataset(folder):
        target = tmp_path / item.file
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(item.path.read_bytes())
    with (tmp_path / "manifest.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows([("file", "class", "block"), *rows])

    data = with_overlaps(read_dataset(tmp_path), cache)

    for fold in range(5):
        learning, testing = data.split(fold)
        tested = {item.overlap_group for item in testing} - {""}
        assert testing
        assert not tested & {item.overlap_group for item in learning}


def test_what_a_manifest_names_and_what_is_found_are_joined(folder: Path, cache: Path) -> None:
    """The manifest knows one pair that shows no common tissue, and misses all that do."""
    told = ("Sick/alone.png", "Sick/window-2.png")
    plain = read_dataset(folder)
    named = tuple(
        replace(item, overlap_group="told" if item.file in told else f"own {item.file}") for item in plain
    )

    found = groups(with_overlaps(replace(plain, items=named), cache))

    assert {"Sick/alone.png", *(f"Sick/window-{number}.png" for number in range(3))} in found.values()
    assert {"Well/twice-1.png", "Well/twice-2.bmp"} in found.values()


def test_what_was_found_is_kept_for_the_same_files_alone(
    folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    data = read_dataset(folder)
    first = with_overlaps(data, tmp_path)
    assert "Search" in capfd.readouterr().err

    assert with_overlaps(data, tmp_path) == first
    assert "Search" not in capfd.readouterr().err

    fewer = replace(data, items=data.items[:-1])
    assert len(with_overlaps(fewer, tmp_path)) == len(data) - 1
    assert "Search" in capfd.readouterr().err
