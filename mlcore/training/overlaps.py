"""Finding which pictures of a data set show the same tissue, whether or not a manifest says so."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Final

from mlcore.dataset import Dataset
from mlcore.fingerprints import FingerprintIndex, fingerprint
from mlcore.training.pictures import files_digest, read_picture
from mlcore.training.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from mlcore.dataset import Item
    from mlcore.fingerprints import Fingerprint

    Pair = tuple[int, int]

SEARCH_VERSION: Final = 1
"""Raised when the search changes, so that no older cache is taken for a new one."""


def with_overlaps(data: Dataset, cache: Path) -> Dataset:
    """The data set with an `overlap_group` for duplicates and for pictures that share tissue.

    What a manifest names and what is found are joined: a bundle must not be refused on its own kept-out part
    for an overlap that the manifest has missed. What is found of the same files is kept in `cache`.
    """
    leaders = _leaders(len(data), chain(_named_pairs(data.items), _found_pairs(data.items, cache)))
    shared = {leader for index, leader in enumerate(leaders) if leader != index}
    items = (
        replace(item, overlap_group=f"shared {leader}") if leader in shared else item
        for item, leader in zip(data.items, leaders, strict=True)
    )
    return Dataset(data.root, tuple(items))


def _named_pairs(items: Sequence[Item]) -> Iterator[Pair]:
    """Each picture of a group that the manifest names, with the first of it."""
    first: dict[str, int] = {}
    for place, item in enumerate(items):
        if item.overlap_group:
            yield first.setdefault(item.overlap_group, place), place


def _found_pairs(items: Sequence[Item], cache: Path) -> list[Pair]:
    kept = cache / f"overlaps-{SEARCH_VERSION}-{files_digest([item.path for item in items])}.json"
    if kept.is_file():
        return [(one, other) for one, other in json.loads(kept.read_text())]
    pairs = list(_pairs(read_fingerprints(items, "pictures, to find what overlaps")))
    cache.mkdir(parents=True, exist_ok=True)
    unfinished = kept.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(pairs))
    unfinished.replace(kept)
    return pairs


def read_fingerprints(items: Sequence[Item], what: str) -> list[Fingerprint]:
    """Fingerprint of every picture, in the items' order."""
    progress = Progress(f"Fingerprints of {what}", len(items))
    found = []
    for item in items:
        found.append(fingerprint(read_picture(item.path)))
        progress.advance()
    return found


def _pairs(prints: Sequence[Fingerprint]) -> Iterator[Pair]:
    index = FingerprintIndex(prints)
    progress = Progress("Search for pictures that overlap", len(prints))
    for place, own in enumerate(prints):
        yield from ((match.index, place) for match in index.matches(own) if match.index != place)
        progress.advance()


def _leaders(count: int, pairs: Iterable[Pair]) -> list[int]:
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
