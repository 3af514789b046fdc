"""Reads. Each takes the user first and never gives a row of another laboratory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Count, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.exceptions import NotFound
from accounts.permissions import Permission, require, viewed_laboratory
from accounts.selectors import search_words
from cases.models import AuditEvent, Case, Patient, Slide
from cases.validators import tidy

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from accounts.models import User

Row = TypeVar("Row", bound=Model)

INDEXED_LETTERS: Final = 3
"""Letters of a word that trigrams can find."""


def patients(user: User, search: str = "") -> QuerySet[Patient]:
    """The patients of the user's laboratory; `search` looks at MRN, names and accession numbers."""
    rows = Patient.objects.filter(laboratory_id=viewed_laboratory(user))
    for word in search_words(search):
        numbered = _numbered(user, word).values("patient")
        rows = rows.filter(pk__in=_named(user, word).values("pk").union(numbered, all=True))
    return rows


def with_case_count(rows: QuerySet[Patient]) -> QuerySet[Patient]:
    """The same patients, each with `case_count`; counted for those alone that are fetched."""
    cases = Case.objects.filter(patient=OuterRef("pk")).order_by().values("patient")
    return rows.annotate(case_count=Coalesce(Subquery(cases.annotate(n=Count("pk")).values("n")), 0))


def namesakes(user: User, *, family_name: str, given_name: str, date_of_birth: date) -> QuerySet[Patient]:
    """The patients of the laboratory with this name and birth date: perhaps the same person."""
    return patients(user).filter(
        family_name__iexact=tidy(family_name),
        given_name__iexact=tidy(given_name),
        date_of_birth=date_of_birth,
    )


def cases(user: User, search: str = "") -> QuerySet[Case]:
    """The cases of the user's laboratory; `search` looks at accession number, MRN and names."""
    rows = Case.objects.filter(laboratory_id=viewed_laboratory(user)).select_related("patient", "assignee")
    for word in search_words(search):
        rows = rows.filter(_about(user, word))
    return rows


def slides(user: User) -> QuerySet[Slide]:
    """The slides of the user's laboratory, voided ones among them."""
    return Slide.objects.filter(case__laboratory_id=viewed_laboratory(user)).select_related("case")


def audit_trail(user: User, case: Case) -> QuerySet[AuditEvent]:
    """What happened to a case and to its patient, oldest first."""
    require(user, Permission.VIEW, laboratory_id=case.laboratory_id)
    about_patient = Q(patient_id=case.patient_id, case_id=None)
    return AuditEvent.objects.filter(about_patient | Q(case_id=case.pk), laboratory_id=case.laboratory_id)


def patient(user: User, pk: UUID | str) -> Patient:
    """One patient. Raises NotFound."""
    return one(patients(user), pk)


def case(user: User, pk: UUID | str) -> Case:
    """One case. Raises NotFound."""
    return one(cases(user), pk)


def slide(user: User, pk: UUID | str) -> Slide:
    """One slide. Raises NotFound."""
    return one(slides(user), pk)


def one(rows: QuerySet[Row], pk: UUID | str) -> Row:
    """The row with this key, or NotFound: in the same words for a foreign row as for none at all."""
    try:
        row = rows.filter(pk=pk).first()
    except (ValidationError, ValueError):
        row = None
    if row is None:
        raise NotFound
    return row


def _about(user: User, word: str) -> Q:
    """Condition for cases: the word in the accession number, or in the MRN or the names of the patient.

    One condition over both tables could use the indexes of neither, so each table is searched by itself. A
    short word is in so many rows that looking at them in turn finds a page of them sooner.
    """
    if len(word) < INDEXED_LETTERS:
        return Q(accession_number__icontains=word) | _names(word, "patient__")
    of_named = Case.objects.filter(patient__in=_named(user, word)).order_by().values("pk")
    return Q(pk__in=_numbered(user, word).values("pk").union(of_named, all=True))


def _named(user: User, word: str) -> QuerySet[Patient]:
    """Patients of the laboratory with the word in their MRN or names, in no order."""
    return Patient.objects.filter(_names(word), laboratory_id=viewed_laboratory(user)).order_by()


def _numbered(user: User, word: str) -> QuerySet[Case]:
    """Cases of the laboratory with the word in their accession number, in no order."""
    return Case.objects.filter(
        laboratory_id=viewed_laboratory(user), accession_number__icontains=word
    ).order_by()


def _names(word: str, prefix: str = "") -> Q:
    query = Q()
    for field in ("mrn", "family_name", "given_name"):
        query |= Q(**{f"{prefix}{field}__icontains": word})
    return query
