"""Finding which pictures of a data set show the same tissue, where no manifest says so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mlcore.dataset import Dataset
from mlcore.fingerprints import FingerprintIndex, fingerprint
from mlcore.training.pictures import read_picture
from mlcore.training.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mlcore.dataset import Item
    from mlcore.fingerprints import Fingerprint


def with_overlaps(data: Dataset) -> Dataset:
    """The data set with an `overlap_group` for duplicates and for pictures that share tissue.

    A data set whose manifest names overlap groups comes back as it is.
    """
    if any(item.overlap_group for item in data):
        return data
    prints = read_fingerprints(data.items, "pictures, to find what overlaps")
    leaders = _leaders(len(data), _pairs(prints))
    shared = {leader for index, leader in enumerate(leaders) if leader != index}
    items = (
        replace(item, overlap_group=f"shared {leader}") if leader in shared else item
        for item, leader in zip(data.items, leaders, strict=True)
    )
    return Dataset(data.root, tuple(items))


def read_fingerprints(items: Sequence[Item], what: str) -> list[Fingerprint]:
    """Fingerprint of every picture, in the items' order."""
    progress = Progress(f"Fingerprints of {what}", len(items))
    found = []
    for item in items:
        found.append(fingerprint(read_picture(item.path)))
        progress.advance()
    return found


def _pairs(prints: Sequence[Fingerprint]) -> Iterator[tuple[int, int]]:
    index = FingerprintIndex(prints)
    progress = Progress("Search for pictures that overlap", len(prints))
    for place, own in enumerate(prints):
        yield from ((match.index, place) for match in index.matches(own) if match.index != place)
        progress.advance()


def _leaders(count: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """First member of each one's cluster: what overlaps one of a cluster belongs to it (union-find)."""
    leaders = list(range(count))

    def find(place: int) -> int:
        while leaders[place] != place:
            leaders[place] = leaders[leaders[place]]
            place = leaders[place]
        return place

    for one, other in pairs:
        first, second = sorted((find(one), find(other)))
        leaders[second] = first
    return [find(place) for place in range(count)]
