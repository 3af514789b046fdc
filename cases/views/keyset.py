"""Pages of long lists by position: the next rows are found by an index, however many there are.

The position is the key of a row: what rows are sorted by may be a name, which does not belong in an address.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest

Row = TypeVar("Row", bound=Model)

PAGE_SIZE: Final = 50
MOST_COUNTED: Final = 1000


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows there are; `number` of more of them, where not all were counted."""

    number: int
    is_more: bool = False

    def __str__(self) -> str:
        return f"{self.number}{'+' if self.is_more else ''}"


@dataclass(frozen=True, slots=True)
class KeysetPage(Generic[Row]):
    """Some rows of a list, and the keys from which to go on either way; empty where there is nothing."""

    rows: list[Row]
    before: str
    after: str
    count: Count

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def count_up_to(rows: QuerySet[Any], most: int = MOST_COUNTED) -> Count:
    """How many rows there are, without looking at more than one above `most`."""
    found = rows.order_by()[: most + 1].count()
    return Count(min(found, most), is_more=found > most)


def keyset_page(
    request: HttpRequest, rows: QuerySet[Row], *, among: QuerySet[Row], order: Sequence[str]
) -> KeysetPage[Row]:
    """The page behind `?after=` or before `?before=`, the first one where neither is understood.

    `order` ends with the primary key and names no column that may be null. The row that is named may have
    left the list meanwhile, so it is looked for `among` all that the user may see.
    """
    backwards = "after" not in request.GET and "before" in request.GET
    key = request.GET.get("before" if backwards else "after", "")
    place = _place(among, key, order) if key else None
    if place is not None:
        found = _beyond(rows, place, [_turned(name) for name in order] if backwards else order)
        if found:
            return _page(rows, found, backwards=backwards)
    found = list(rows.order_by(*order)[: PAGE_SIZE + 1])
    after = str(found[PAGE_SIZE - 1].pk) if len(found) > PAGE_SIZE else ""
    return KeysetPage(found[:PAGE_SIZE], "", after, count_up_to(rows))


def _page(rows: QuerySet[Row], found: list[Row], *, backwards: bool) -> KeysetPage[Row]:
    """The page of the rows next to a position; where it came from there is always something."""
    shown, is_more = found[:PAGE_SIZE], len(found) > PAGE_SIZE
    if backwards:
        shown.reverse()
    before = str(shown[0].pk) if is_more or not backwards else ""
    after = str(shown[-1].pk) if is_more or backwards else ""
    return KeysetPage(shown, before, after, count_up_to(rows))


def _place(among: QuerySet[Row], key: str, order: Sequence[str]) -> tuple[Any, ...] | None:
    """Where a row stands, by the columns of the order; None for one that is not there."""
    try:
        return among.filter(pk=key).values_list(*(name.removeprefix("-") for name in order)).first()
    except (ValidationError, ValueError):
        return None


def _beyond(rows: QuerySet[Row], place: tuple[Any, ...], order: Sequence[str]) -> list[Row]:
    """The next rows behind a place, one more than a page has.

    One query for the rows that differ in the last column only, then for those that differ in the one before
    it, and so on until the page is full: each is a range of the index that holds the list.
    """
    found: list[Row] = []
    for depth in reversed(range(len(order))):
        alike = {name.removeprefix("-"): value for name, value in zip(order[:depth], place, strict=False)}
        name = order[depth]
        side = f"{name.removeprefix('-')}__{'lt' if name.startswith('-') else 'gt'}"
        run = rows.filter(**alike, **{side: place[depth]}).order_by(*order)
        found += run[: PAGE_SIZE + 1 - len(found)]
        if len(found) > PAGE_SIZE:
            break
    return found


def _turned(name: str) -> str:
    return name.removeprefix("-") if name.startswith("-") else f"-{name}"
