"""Figures and slugs as a reader sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlcore.labels import CLASS_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def class_name(slug: str) -> str:
    """Name of a class; one that is not published is named after its folder."""
    return CLASS_NAMES.get(slug, slug.replace("_", " "))


def percent(share: float | None) -> str:
    """A share in per cent with one decimal."""
    return "not known" if share is None else f"{100 * share:.1f} %"


def interval(bounds: Sequence[float]) -> str:
    """A 95 % interval in per cent."""
    low, high = bounds
    return f"{100 * low:.1f} to {100 * high:.1f} %"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def paragraph(*sentences: str) -> str:
    """Sentences as one paragraph."""
    return " ".join(sentence for sentence in sentences if sentence)


def blocks(*parts: str) -> str:
    """Paragraphs, headings and tables below each other."""
    return "\n\n".join(part for part in parts if part)
