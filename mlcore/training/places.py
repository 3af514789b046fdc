"""Where a run reads and writes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Others:
    """Folders of pictures beside the training set, half of which are used; pictures may lie deeper down."""

    foreign: tuple[Path, ...] = ()
    """Pictures that are no smear."""
    smears: tuple[Path, ...] = ()
    """Smears by other laboratories, of any kind of cell."""
    normal_cells: tuple[Path, ...] = ()
    """Smears of normal blood by other laboratories: what their white cells look like is learned from."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where a run reads and writes."""

    data: Path
    out: Path
    cache: Path
    others: Others = field(default_factory=Others)
    about: Path | None = None
    """Text (Markdown) on the origin and the terms of the data, for the card."""
