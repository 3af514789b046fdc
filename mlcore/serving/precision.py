"""In which form a network runs: with 32-bit arithmetic, or with 8-bit where that is allowed and fast."""

from __future__ import annotations

import os
import platform
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mlcore.bundle import BundleError

if TYPE_CHECKING:
    from mlcore.bundle import Bundle, Member

VARIABLE: Final = "LEUKOSCOPE_PRECISION"
DOT_PRODUCTS: Final = frozenset({"avx512_vnni", "avx_vnni", "asimddp"})
"""Instructions without which 8-bit sums are slow, or are cut off and give other answers (AVX2)."""

_LISTING: Final = Path("/proc/cpuinfo")


class Precision(StrEnum):
    """What may run."""

    AUTO = "auto"
    """8-bit where the bundle has it, which says that it answers alike, and the processor is made for it."""
    FP32 = "fp32"
    INT8 = "int8"


def wanted_precision() -> Precision:
    """What LEUKOSCOPE_PRECISION asks for, else what is fastest. Raises BundleError."""
    named = os.environ.get(VARIABLE, "").strip().lower() or Precision.AUTO
    try:
        return Precision(named)
    except ValueError as error:
        choices = ", ".join(Precision)
        raise BundleError(f"{VARIABLE} is {named!r}: set it to one of {choices}.") from error


def in_eight_bits(bundle: Bundle, precision: Precision) -> frozenset[str]:
    """Names of the members that run with 8-bit arithmetic here."""
    if precision is Precision.FP32 or (precision is Precision.AUTO and not has_dot_products()):
        return frozenset()
    return frozenset(member.name for member in bundle.field_members if member.int8)


def file_of(member: Member, eight_bit: frozenset[str]) -> str:
    """The file of the form that runs."""
    return member.int8.file if member.int8 and member.name in eight_bit else member.file


@cache
def has_dot_products() -> bool:
    """Whether this processor has instructions for 8-bit dot products."""
    if _LISTING.is_file():
        return not DOT_PRODUCTS.isdisjoint(_LISTING.read_text(encoding="utf-8").split())
    return platform.machine() == "arm64"  # Apple's processors all have them
