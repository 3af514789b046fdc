"""The demo's story: which patients there are, what was sent in for them, and what was said of it.

Everybody in it is invented; the family names are trees.
"""

from __future__ import annotations

import datetime

from cases.choices import Priority, Sex, Specimen
from diagnostics.choices import DiagnosisLabel
from diagnostics.demo.drawing import SmearKind
from diagnostics.demo.parts import DemoCase, DemoPatient, DemoSlide, Statement

STAT = Priority.STAT


def _born(year: int, month: int, day: int) -> datetime.date:
    return datetime.date(year, month, day)


AHORN = DemoPatient(1001, "Demo-Ahorn", "Ada", _born(2019, 4, 12), Sex.FEMALE)
BIRKE = DemoPatient(1002, "Demo-Birke", "Bruno", _born(2016, 9, 3), Sex.MALE)
BUCHE = DemoPatient(1003, "Demo-Buche", "Clara", _born(1988, 1, 27), Sex.FEMALE)
EIBE = DemoPatient(1004, "Demo-Eibe", "David", _born(2021, 6, 30), Sex.MALE)
ERLE = DemoPatient(1005, "Demo-Erle", "Emma", _born(2012, 11, 18), Sex.FEMALE)
ESCHE = DemoPatient(1006, "Demo-Esche", "Felix", _born(1974, 3, 8), Sex.MALE)
FICHTE = DemoPatient(1007, "Demo-Fichte", "Greta", _born(2018, 7, 21), Sex.FEMALE)
KIEFER = DemoPatient(1008, "Demo-Kiefer", "Hugo", _born(2014, 12, 5), Sex.MALE)
LINDE = DemoPatient(1009, "Demo-Linde", "Ida", _born(1996, 5, 14), Sex.FEMALE)
TANNE = DemoPatient(1010, "Demo-Tanne", "Jonas", _born(2020, 2, 9), Sex.MALE)
ULME = DemoPatient(1011, "Demo-Ulme", "Kim", _born(2005, 10, 1), Sex.UNKNOWN)

CASES: tuple[DemoCase, ...] = (
    DemoCase(
        1,
        AHORN,
        5.5,
        "Fever for two weeks, pallor, petechiae on both legs. WBC 48 G/l, platelets 21 G/l.",
        STAT,
        assigned=True,
        slides=(DemoSlide(11, SmearKind.PRE_B), DemoSlide(12, SmearKind.PRE_B, size=(672, 504))),
    ),
    DemoCase(
        2,
        BIRKE,
        2.2,
        "Bone pain at night, hepatosplenomegaly. WBC 19 G/l.",
        STAT,
        slides=(DemoSlide(21, SmearKind.EARLY_PRE_B),),
    ),
    DemoCase(
        3,
        ESCHE,
        19.0,
        "Tired, night sweats; blasts reported by the analyser.",
        assigned=True,
        slides=(DemoSlide(31, SmearKind.PRO_B),),
        statements=(Statement(DiagnosisLabel.PRO_B, "Blasts with scanty cytoplasm.", signed=False),),
    ),
    DemoCase(
        4,
        LINDE,
        27.0,
        "Lymphocytosis after a viral infection.",
        slides=(DemoSlide(41, SmearKind.NORMAL),),
    ),
    DemoCase(
        5,
        EIBE,
        44.0,
        "Recovery after chemotherapy, day 30.",
        assigned=True,
        slides=(DemoSlide(51, SmearKind.BENIGN),),
        statements=(
            Statement(
                DiagnosisLabel.BENIGN,
                "Small lymphoid cells with condensed chromatin, in keeping with haematogones. "
                "Immunophenotyping requested.",
            ),
        ),
    ),
    DemoCase(
        6,
        KIEFER,
        47.0,
        "WBC 32 G/l, mediastinal mass ruled out.",
        STAT,
        assigned=True,
        slides=(DemoSlide(61, SmearKind.EARLY_PRE_B), DemoSlide(62, SmearKind.EARLY_PRE_B)),
        statements=(
            Statement(DiagnosisLabel.EARLY_PRE_B, "Blasts of medium size."),
            Statement(
                DiagnosisLabel.PRE_B,
                "Cytoplasmic mu chains positive.",
                amends="The immunophenotype arrived after sign-out.",
            ),
        ),
    ),
    DemoCase(
        7,
        ERLE,
        8.0,
        "Control after induction.",
        slides=(DemoSlide(71, SmearKind.BENIGN, cut=True),),
    ),
    DemoCase(
        8,
        BUCHE,
        11.5,
        "Smear prepared in the practice.",
        slides=(DemoSlide(81, SmearKind.PRE_B, blur=4.5),),
    ),
    DemoCase(
        9,
        FICHTE,
        23.5,
        "Marrow aspirate, iliac crest.",
        STAT,
        Specimen.BONE_MARROW,
        slides=(DemoSlide(91, SmearKind.PRE_B),),
    ),
    DemoCase(10, TANNE, 0.8, "Smear announced, still in the stainer.", STAT),
    DemoCase(
        11,
        ULME,
        30.5,
        "Anaemia, no lymph nodes.",
        slides=(
            DemoSlide(111, SmearKind.PRO_B),
            DemoSlide(112, SmearKind.PRO_B, void_reason="Smear of another patient, uploaded by mistake."),
        ),
    ),
    DemoCase(12, AHORN, 46.0, "First visit. No smear was made; blood count only."),
)
