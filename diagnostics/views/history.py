"""The history of a case in words, out of the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from accounts.models import User
from cases import selectors as cases
from cases.choices import CaseEvent, CaseStatus, Priority, Sex, Specimen
from diagnostics.choices import DiagnosisLabel, DiagnosticEvent, Meaning

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import TextChoices

    from cases.models import AuditEvent, Case


def _words(*choices: type[TextChoices]) -> dict[str, str]:
    return {value: str(label) for kind in choices for value, label in kind.choices}


_EVENTS: Final = _words(CaseEvent, DiagnosticEvent)
_VALUES: Final = _words(CaseStatus, Priority, Specimen, Sex, DiagnosisLabel, Meaning)
_LONGEST: Final = 80


@dataclass(frozen=True, slots=True)
class Entry:
    """One event: what was done, by whom and when, and what became different."""

    at: dt.datetime
    words: str
    person: str
    changes: list[tuple[str, str, str]]
    reason: str


def history(user: User, case: Case) -> list[Entry]:
    """What happened to the case and to its patient, the latest first."""
    events = list(cases.audit_trail(user, case).order_by("-id"))
    people = {
        str(person.pk): person.printed_name for person in User.objects.filter(laboratory=case.laboratory_id)
    }
    return [_entry(event, people) for event in events]


def _entry(event: AuditEvent, people: dict[str, str]) -> Entry:
    changes = [
        (field.replace("_", " ").capitalize(), _plain(old, people), _plain(new, people))
        for field, (old, new) in event.changes.items()
    ]
    words = _EVENTS.get(event.action, event.action)
    return Entry(event.at, words, event.actor_name, changes, event.reason)


def _plain(value: object, people: dict[str, str]) -> str:
    """A stored value as people write it, nothing for none; long texts are cut."""
    if value is None or value == "":
        return ""
    text = str(value)
    text = people.get(text) or _VALUES.get(text, text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
