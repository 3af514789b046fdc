"""A laboratory with very many cases: a thousand written by the ORM, the rest multiplied from them by SQL."""

from __future__ import annotations

import datetime
import hashlib
from typing import TYPE_CHECKING, Final

from django.db import connection
from django.utils import timezone

from accounts.models import Laboratory, User
from cases.choices import CaseStatus, ImageFormat, Priority, Sex, Specimen
from cases.models import Case, Patient, Slide
from diagnostics.choices import AnalysisStatus, Outcome
from diagnostics.models import Analysis

if TYPE_CHECKING:
    from django.db.models import Model

FIRST: Final = 1000
STATUSES: Final = (
    CaseStatus.SIGNED_OUT,
    CaseStatus.AWAITING_REVIEW,
    CaseStatus.SIGNED_OUT,
    CaseStatus.REGISTERED,
    CaseStatus.SIGNED_OUT,
    CaseStatus.SIGNED_OUT,
    CaseStatus.AWAITING_REVIEW,
    CaseStatus.AMENDED,
    CaseStatus.SIGNED_OUT,
    CaseStatus.ANALYSING,
)
"""Four of ten cases are open."""

OUTCOMES: Final = (
    {"outcome": Outcome.CLASSIFIED, "label": "pre_b", "confidence": 0.97, "heatmap": "heatmap.png"},
    {"outcome": Outcome.UNCERTAIN, "heatmap": "heatmap.png"},
    {"outcome": Outcome.CLASSIFIED, "label": "benign", "confidence": 0.95, "heatmap": "heatmap.png"},
    {"outcome": Outcome.NOT_ANALYSABLE},
)


def fill(count: int) -> User:
    """Write `count` cases, a multiple of a thousand, each with a patient, a slide and an analysis."""
    laboratory = Laboratory.objects.create(name="Benchmark laboratory")
    user = User.objects.create_user("reader", laboratory=laboratory, role="pathologist")
    _write_first(laboratory, user)
    times = count // FIRST - 1
    if times:
        with connection.cursor() as cursor:
            _teach_derived(cursor)
        later = "CAST({} AS TEXT)"
        _multiply(Patient, times, mrn="mrn || '-' || " + later.format("n"))
        _multiply(Case, times, patient_id="derived(patient_id, n)", accession_number=_numbered())
        _multiply(Slide, times, case_id="derived(case_id, n)")
        _multiply(Analysis, times, slide_id="derived(slide_id, n)")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return user


def one_of(count: int) -> str:
    """The MRN of one patient in the middle of so many, part of no other's."""
    times = count // FIRST - 1
    return f"MRN-776-{times // 2}" if times else "MRN-776"


def _numbered() -> str:
    return "accession_number || '-' || CAST(n AS TEXT)"


def _write_first(laboratory: Laboratory, user: User) -> None:
    now = timezone.now()
    patients, cases, slides, analyses = [], [], [], []
    for number in range(FIRST):
        patient = Patient(
            laboratory=laboratory,
            mrn=f"MRN-{number}",
            family_name=f"Demo-{number % 97}",
            given_name="Invented",
            date_of_birth=datetime.date(1980, 1, 1),
            sex=Sex.UNKNOWN,
        )
        case = Case(
            laboratory=laboratory,
            patient=patient,
            accession_number=f"A-{number}",
            specimen=Specimen.PERIPHERAL_BLOOD,
            priority=Priority.STAT if number % 20 == 0 else Priority.ROUTINE,
            status=STATUSES[number % len(STATUSES)],
            received_at=now - datetime.timedelta(minutes=number),
            created_by=user,
        )
        slide = Slide(
            case=case,
            original="slides/benchmark.jpeg",
            sha256=hashlib.sha256(str(number).encode()).hexdigest(),
            size_bytes=1,
            width=224,
            height=224,
            format=ImageFormat.JPEG,
            uploaded_by=user,
        )
        analyses.append(_analysis(slide, number, now))
        patients.append(patient)
        cases.append(case)
        slides.append(slide)
    Patient.objects.bulk_create(patients)
    Case.objects.bulk_create(cases)
    Slide.objects.bulk_create(slides)
    Analysis.objects.bulk_create(analyses)


def _analysis(slide: Slide, number: int, now: datetime.datetime) -> Analysis:
    said = OUTCOMES[number % len(OUTCOMES)]
    shares = {} if said["outcome"] == Outcome.NOT_ANALYSABLE else {"probabilities": {"pre_b": 1.0}}
    return Analysis(
        slide=slide,
        status=AnalysisStatus.SUCCEEDED,
        requested_at=now,
        finished_at=now,
        attempts=1,
        leukaemia_probability=0.5,
        model_sha256="0" * 64,
        **said,
        **shares,
    )


def _teach_derived(cursor: object) -> None:
    """`derived(id, n)` gives the same new key for the same row and number wherever it is asked."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            "derived", 2, lambda key, n: hashlib.md5(f"{key}{n}".encode(), usedforsecurity=False).hexdigest()
        )
        return
    cursor.execute(  # type: ignore[attr-defined]
        "CREATE FUNCTION pg_temp.derived(key uuid, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE "
        "AS $$ SELECT md5(key::text || n::text)::uuid $$"
    )


def _multiply(model: type[Model], times: int, **changed: str) -> None:
    """Write every row `times` more, with a key of its own and the columns that `changed` says."""
    table = model._meta.db_table
    concrete = [field for field in model._meta.concrete_fields if not field.generated]
    columns = [str(field.column) for field in concrete]
    values = [{"id": "derived(id, n)", **changed}.get(column, f'"{column}"') for column in columns]
    numbers = f"generate_series(1, {times}) AS numbers(n)"
    if connection.vendor == "sqlite":
        counted = f"VALUES (1) UNION ALL SELECT n + 1 FROM counted LIMIT {times}"
        numbers = f"(WITH RECURSIVE counted(n) AS ({counted}) SELECT n FROM counted)"
    names = ", ".join(f'"{column}"' for column in columns)
    chosen = ", ".join(values)
    if connection.vendor == "postgresql":
        chosen = chosen.replace("derived(", "pg_temp.derived(")
    with connection.cursor() as cursor:
        # Names of our own tables and columns; nothing comes from outside.
        cursor.execute(f'INSERT INTO "{table}" ({names}) SELECT {chosen} FROM "{table}", {numbers}')
