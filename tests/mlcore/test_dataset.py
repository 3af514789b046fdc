"""Data sets: manifests, folds that keep together what belongs together, and purging."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mlcore.dataset import DatasetError, Item, purge, read_dataset
from mlcore.labels import slug_for_folder

if TYPE_CHECKING:
    from pathlib import Path


def data_set(root: Path, rows: list[str], header: str = "file,class,block,overlap_group") -> Path:
    """Folder with empty images and the manifest that names them."""
    for row in rows:
        path = root / row.split(",")[0]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (root / "manifest.csv").write_text("\n".join([header, *rows]) + "\n")
    return root


@pytest.mark.parametrize(
    ("folder", "slug"),
    [
        ("Benign", "benign"),
        ("Early", "early_pre_b"),
        ("Pre", "pre_b"),
        ("Pro", "pro_b"),
        ("pre_b", "pre_b"),
        ("L1 Blasts", "l1_blasts"),
    ],
)
def test_folders_name_classes(folder: str, slug: str) -> None:
    assert slug_for_folder(folder) == slug


def test_blocks_go_to_folds_in_turn_within_each_class(tmp_path: Path) -> None:
    rows = [f"Pre/{block}-{n}.jpg,Pre,{block},{block}{n}" for block in (9, 10, 2, 30, 31, 32) for n in (1, 2)]
    rows += ["Pro/a.jpg,Pro,77,x", "Pro/b.jpg,Pro,78,y"]

    dataset = read_dataset(data_set(tmp_path, rows))

    fold_of = {(item.cls, item.block): fold for item, fold in zip(dataset, dataset.folds(), strict=True)}
    assert {block: fold for (cls, block), fold in fold_of.items() if cls == "pre_b"} == {
        "2": 0,
        "9": 1,
        "10": 2,
        "30": 3,
        "31": 4,
        "32": 0,
    }
    assert fold_of["pro_b", "77"] == 0
    assert fold_of["pro_b", "78"] == 1


def test_a_patient_is_never_split_even_over_classes(tmp_path: Path) -> None:
    rows = [f"Pre/{n}.jpg,Pre,p{n % 7}" for n in range(30)] + [f"Pro/{n}.jpg,Pro,p{n % 7}" for n in range(30)]

    dataset = read_dataset(data_set(tmp_path, rows, "file,class,group"))

    folds: dict[str, set[int]] = {}
    for item, fold in zip(dataset, dataset.folds(), strict=True):
        folds.setdefault(item.group, set()).add(fold)
    assert all(len(own) == 1 for own in folds.values())
    assert set().union(*folds.values()) == {0, 1, 2, 3, 4}


def test_what_overlaps_the_test_part_is_not_trained_on(tmp_path: Path) -> None:
    rows = ["Pre/a.jpg,Pre,1,shared", "Pre/b.jpg,Pre,2,shared", "Pre/c.jpg,Pre,3,own", "Pre/d.jpg,Pre,4,"]

    train, test = read_dataset(data_set(tmp_path, rows)).split(0)

    assert [item.file for item in test] == ["Pre/a.jpg"]
    assert [item.file for item in train] == ["Pre/c.jpg", "Pre/d.jpg"]


def test_unknown_groups_are_not_one_group(tmp_path: Path) -> None:
    items = [Item(tmp_path, name, "pre_b", block=name) for name in "abc"]

    assert purge(items[1:], items[:1]) == tuple(items[1:])


def test_folders_without_a_manifest_are_read_in_natural_order(tmp_path: Path) -> None:
    for name in ("Pre/10.png", "Pre/9.jpg", "Pro/1.TIF", "Pro/notes.txt", ".hidden/1.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()

    dataset = read_dataset(tmp_path)

    assert [item.file for item in dataset] == ["Pre/9.jpg", "Pre/10.png", "Pro/1.TIF"]
    assert dataset.classes == ("pre_b", "pro_b")


def test_without_blocks_neighbours_stay_together(tmp_path: Path) -> None:
    (tmp_path / "Pre").mkdir()
    for number in range(100):
        (tmp_path / "Pre" / f"{number}.jpg").touch()

    assert read_dataset(tmp_path).folds() == [0] * 40 + [1] * 40 + [2] * 20


@pytest.mark.parametrize("fold", [-1, 5])
def test_there_is_no_sixth_fold(tmp_path: Path, fold: int) -> None:
    dataset = read_dataset(data_set(tmp_path, ["Pre/a.jpg,Pre,1,"]))

    with pytest.raises(DatasetError, match="folds"):
        dataset.split(fold)


def test_what_cannot_be_used_is_said(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="not a folder"):
        read_dataset(tmp_path / "nowhere")
    with pytest.raises(DatasetError, match="no images"):
        read_dataset(tmp_path)
    (tmp_path / "manifest.csv").write_text("name,class\n")
    with pytest.raises(DatasetError, match="column file"):
        read_dataset(tmp_path)
    (tmp_path / "manifest.csv").write_text("file,class\nPre/gone.jpg,Pre\n")
    with pytest.raises(DatasetError, match="not there"):
        read_dataset(tmp_path)
    (tmp_path / "manifest.csv").write_text("file,class\n../../etc/passwd,Pre\n")
    with pytest.raises(DatasetError, match="outside"):
        read_dataset(tmp_path)
