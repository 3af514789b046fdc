"""What the demo's story is made of: patients, cases, slides and statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.choices import Priority, Sex, Specimen

if TYPE_CHECKING:
    import datetime

    from diagnostics.choices import DiagnosisLabel
    from diagnostics.demo.drawing import SmearKind


@dataclass(frozen=True)
class DemoPatient:
    """Somebody who does not exist."""

    number: int
    family_name: str
    given_name: str
    date_of_birth: datetime.date
    sex: Sex

    @property
    def mrn(self) -> str:
        """Return the medical record number."""
        return f"DEMO-{self.number}"


@dataclass(frozen=True)
class DemoSlide:
    """A smear to be drawn and uploaded; `blur` is its defocus, `cut` leaves half of the file away."""

    seed: int
    kind: SmearKind
    blur: float = 0.0
    cut: bool = False
    void_reason: str = ""
    size: tuple[int, int] = (224, 224)


@dataclass(frozen=True)
class Statement:
    """What the pathologist said; `amends` is the reason where it replaces the statement before it."""

    label: DiagnosisLabel
    comment: str
    signed: bool = True
    amends: str = ""


@dataclass(frozen=True)
class DemoCase:
    """One case: `hours` is how long ago it was received, `assigned` whether the pathologist has it."""

    number: int
    patient: DemoPatient
    hours: float
    notes: str
    priority: Priority = Priority.ROUTINE
    specimen: Specimen = Specimen.PERIPHERAL_BLOOD
    assigned: bool = False
    slides: tuple[DemoSlide, ...] = ()
    statements: tuple[Statement, ...] = ()

    @property
    def accession_number(self) -> str:
        """Return the number under which the case was registered."""
        return f"DEMO-{self.number:04}"
