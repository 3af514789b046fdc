"""Recipes: which cells a kind of smear shows, how many, and in which stain."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from diagnostics.demo.drawing.nuclei import NucleusHabit
from diagnostics.demo.drawing.red_cells import RedCellHabit
from diagnostics.demo.drawing.stains import DARK_TEAL, GREY_VIOLET, PALE_INDIGO, PALE_PINK, STEEL_BLUE, Stain
from diagnostics.demo.drawing.white_cells import WhiteCellHabit


class SmearKind(StrEnum):
    """What a drawn field is meant to look like."""

    BENIGN = "benign"
    EARLY_PRE_B = "early_pre_b"
    PRE_B = "pre_b"
    PRO_B = "pro_b"
    NORMAL = "normal"


@dataclass(frozen=True)
class Population:
    """One sort of white cell and the fewest and most of it in a field of 224 x 224 pixels."""

    habit: WhiteCellHabit
    fewest: int
    most: int


@dataclass(frozen=True)
class Recipe:
    """All that differs between kinds of smears. Pairs are (least, most) of a field."""

    stains: tuple[Stain, ...]
    white: tuple[Population, ...]
    red: tuple[RedCellHabit, ...]
    clinging: float
    smudges: tuple[int, int] = (0, 2)
    platelets: tuple[int, int] = (0, 3)
    specks: tuple[int, int] = (0, 6)


EARLY_BLAST = WhiteCellHabit(1.45, 0.1, 0.94, 0.5, dents=0.035, nucleus=NucleusHabit(0.95, 0.09, 0.06, 0.1))
PRE_BLAST = WhiteCellHabit(1.45, 0.15, 0.93, 0.6, dents=0.02, nucleus=NucleusHabit(0.95, 0.09, 0.06, 0.12))
PRO_BLAST = WhiteCellHabit(1.25, 0.16, 0.95, 0.35, dents=0.035, nucleus=NucleusHabit(0.95, 0.1, 0.06, 0.35))
HAEMATOGONE = WhiteCellHabit(
    0.95, 0.16, 0.95, 0.5, dents=0.035, nucleus=NucleusHabit(1.2, 0.06, 0.04, 0.03, 0)
)
LARGE_HAEMATOGONE = WhiteCellHabit(1.55, 0.16, 0.9, 0.7, nucleus=NucleusHabit(0.8, 0.1, 0.08, 0.18))
LYMPHOCYTE = WhiteCellHabit(1.05, 0.1, 0.85, 0.5, nucleus=NucleusHabit(1.1, 0.07, 0.1, 0.05, 0))
MONOCYTE = WhiteCellHabit(1.7, 0.08, 0.7, 0.45, dents=0.04, nucleus=NucleusHabit(0.8, 0.1, 0.12, 0.2, 0))
NEUTROPHIL = WhiteCellHabit(
    1.55, 0.07, 0.6, 0.12, 0.4, lobes=(3, 5), nucleus=NucleusHabit(0.8, 0.1, 0.08, 0.25, 0)
)

RECIPES: dict[SmearKind, Recipe] = {
    SmearKind.BENIGN: Recipe(
        stains=(PALE_INDIGO,),
        white=(
            Population(HAEMATOGONE, 5, 13),
            Population(LARGE_HAEMATOGONE, 2, 5),
            Population(NEUTROPHIL, 0, 3),
        ),
        red=(RedCellHabit(0.58, 0.24, 0.25, 0.3), RedCellHabit(0.5, 0.45, 0.3, 0.4)),
        clinging=0.35,
        smudges=(0, 3),
        specks=(2, 12),
    ),
    SmearKind.EARLY_PRE_B: Recipe(
        stains=(GREY_VIOLET,),
        white=(Population(EARLY_BLAST, 7, 13),),
        red=(RedCellHabit(0.55, 0.05, 0.12), RedCellHabit(0.52, 0.2, 0.2, 0.1, crenation=0.5)),
        clinging=0.4,
        platelets=(1, 5),
        specks=(4, 18),
    ),
    SmearKind.PRE_B: Recipe(
        stains=(STEEL_BLUE, STEEL_BLUE, DARK_TEAL),
        white=(Population(PRE_BLAST, 10, 20),),
        red=(RedCellHabit(0.38, 0.35, 0.25, 0.4), RedCellHabit(0.45, 0.2, 0.3, 0.3)),
        clinging=0.5,
        smudges=(1, 4),
    ),
    SmearKind.PRO_B: Recipe(
        stains=(PALE_PINK,),
        white=(Population(PRO_BLAST, 4, 9),),
        red=(RedCellHabit(0.42, 0.35, 0.3, 0.45), RedCellHabit(0.34, 0.2, 0.25, 0.3)),
        clinging=0.3,
    ),
    SmearKind.NORMAL: Recipe(
        stains=(GREY_VIOLET, PALE_INDIGO),
        white=(Population(NEUTROPHIL, 1, 3), Population(LYMPHOCYTE, 1, 3), Population(MONOCYTE, 0, 1)),
        red=(RedCellHabit(0.52, 0.32, 0.2, 0.4),),
        clinging=0.0,
        platelets=(4, 9),
        smudges=(0, 0),
    ),
}
