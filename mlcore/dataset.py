"""Folders of labelled images, their manifest, and splits that do not leak."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mlcore.labels import slug_for_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

MANIFEST: Final = "manifest.csv"
IMAGE_SUFFIXES: Final = frozenset({".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".bmp"})
FOLD_COUNT: Final = 5
BLOCK_LENGTH: Final = 40


class DatasetError(ValueError):
    """The folder or its manifest cannot be used as it stands; the message says what to mend."""


@dataclass(frozen=True)
class Item:
    """One labelled image: `file` relative to the data set's root, `cls` the slug of its class.

    `group` (for example the patient), `block` (images taken in a row) and `overlap_group` (images that show
    the same tissue) are empty where nobody knows them.
    """

    path: Path
    file: str
    cls: str
    group: str = ""
    block: str = ""
    overlap_group: str = ""


@dataclass(frozen=True)
class Dataset:
    """All images of one folder, in a fixed order."""

    root: Path
    items: tuple[Item, ...]

    def __iter__(self) -> Iterator[Item]:
        """Walk the items in order."""
        return iter(self.items)

    def __len__(self) -> int:
        """Count the images."""
        return len(self.items)

    @property
    def classes(self) -> tuple[str, ...]:
        """Slugs of the classes present, sorted."""
        return tuple(sorted({item.cls for item in self.items}))

    def folds(self, count: int = FOLD_COUNT) -> list[int]:
        """Fold (0 to count - 1) of every item, in the items' order.

        What belongs together stays together: items of one group, else of one block. Within each class the
        units are sorted by number, and the i-th is in fold i mod count.
        """
        fold_of: dict[tuple[str, str], int] = {}
        for cls in self.classes:
            units = {_unit(item) for item in self.items if item.cls == cls} - fold_of.keys()
            ordered = sorted(units, key=lambda unit: _natural(unit[1]))
            fold_of.update({unit: index % count for index, unit in enumerate(ordered)})
        return [fold_of[_unit(item)] for item in self.items]

    def split(self, fold: int, count: int = FOLD_COUNT) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
        """Training part, purged of everything that overlaps the test part, and test part `fold`."""
        if not 0 <= fold < count:
            message = f"There are {count} folds, 0 to {count - 1}; {fold} is none of them."
            raise DatasetError(message)
        folds = self.folds(count)
        test = tuple(item for item, own in zip(self.items, folds, strict=True) if own == fold)
        rest = tuple(item for item, own in zip(self.items, folds, strict=True) if own != fold)
        return purge(rest, test), test


def purge(train: Iterable[Item], test: Iterable[Item]) -> tuple[Item, ...]:
    """Items of `train` that share neither tissue nor group with any item of `test`."""
    tested = tuple(test)
    files = {item.file for item in tested}
    overlaps = {item.overlap_group for item in tested} - {""}
    groups = {item.group for item in tested} - {""}
    return tuple(
        item
        for item in train
        if item.file not in files and item.overlap_group not in overlaps and item.group not in groups
    )


def read_dataset(root: Path) -> Dataset:
    """Read `<class>/image` folders under `root`, described by an optional manifest.csv.

    The manifest has the columns file and class, and any of group, block and overlap_group. Without blocks,
    runs of 40 consecutive images of a folder stand in for them, so that neighbours are never split.

    Raises:
        DatasetError: no folder, no image, or a manifest that does not fit the folder.
    """
    if not root.is_dir():
        message = f"{root} is not a folder."
        raise DatasetError(message)
    manifest = root / MANIFEST
    items = _from_manifest(manifest) if manifest.is_file() else _from_folders(root)
    if not items:
        message = f"{root} holds no images in class folders."
        raise DatasetError(message)
    return Dataset(root, tuple(_with_blocks(items)))


def _from_manifest(manifest: Path) -> list[Item]:
    with manifest.open(newline="", encoding="utf-8-sig") as stream:
        rows = csv.DictReader(stream)
        missing = {"file", "class"} - set(rows.fieldnames or ())
        if missing:
            message = f"{manifest} lacks the column {', '.join(sorted(missing))}."
            raise DatasetError(message)
        return [_row_item(manifest.parent, row) for row in rows]


def _row_item(root: Path, row: dict[str, str]) -> Item:
    path = root / row["file"]
    if not path.resolve().is_relative_to(root.resolve()):
        message = f"The manifest names {row['file']}, which lies outside {root}."
        raise DatasetError(message)
    if not path.is_file():
        message = f"The manifest names {row['file']}, which is not there."
        raise DatasetError(message)
    extra = {key: row.get(key) or "" for key in ("group", "block", "overlap_group")}
    return Item(path, row["file"], slug_for_folder(row["class"]), **extra)


def _from_folders(root: Path) -> list[Item]:
    return [
        Item(path, path.relative_to(root).as_posix(), slug_for_folder(folder.name))
        for folder in sorted(root.iterdir())
        if folder.is_dir() and not folder.name.startswith(".")
        for path in sorted(folder.rglob("*"), key=lambda path: _natural(path.name))
        if path.suffix.lower() in IMAGE_SUFFIXES and path.is_file()
    ]


def _with_blocks(items: Sequence[Item]) -> Iterator[Item]:
    counts: dict[str, int] = {}
    for item in items:
        index = counts.get(item.cls, 0)
        counts[item.cls] = index + 1
        block = item.block or f"run {index // BLOCK_LENGTH}"
        yield Item(item.path, item.file, item.cls, item.group, block, item.overlap_group)


def _unit(item: Item) -> tuple[str, str]:
    """Key of the smallest set of items that must not be split: the group, or the block of the class."""
    return ("", item.group) if item.group else (item.cls, item.block)


def _natural(name: str) -> list[tuple[int, str]]:
    """Sorting key that puts `block 10` after `block 9`."""
    parts = re.findall(r"\d+|\D+", name)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]
