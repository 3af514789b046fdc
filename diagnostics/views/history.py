"""The history of a case in words, out of the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from accounts.models import User
from cases import selectors as cases
from cases.choices import CaseEvent, CaseStatus, Priority, Sex, Specimen
from diagnostics.choices import DiagnosisLabel, DiagnosticEvent, Meaning, Outcome

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import TextChoices

    from cases.models import AuditEvent, Case


def _words(*choices: type[TextChoices]) -> dict[str, str]:
    return {value: str(label) for kind in choices for value, label in kind.choices}


_EVENTS: Final = _words(CaseEvent, DiagnosticEvent)
_LONGEST: Final = 80
_FIELDS: Final = {"label": "Call", "other_text": "What it is", "error": "Earlier result"}
# Why an analysis has failed, by the code that the trail keeps.
_FAILURES: Final = {
    "damaged": "Image damaged or incomplete",
    "decoder_died": "Image could not be decoded",
    "image_altered": "Stored image altered",
    "image_missing": "Stored image not readable",
    "several_pictures": "Several pictures in one file",
    "slide_voided": "Slide voided",
    "too_large": "Image too large",
    "too_slow": "Image took too long to decode",
    "unexpected": "Stopped unexpectedly",
    "unsupported_format": "Kind of file not supported",
    "unsupported_pixels": "Pixels stored in an unusual way",
    "worker_lost": "Interrupted three times",
}
_VALUES: Final = _words(CaseStatus, Priority, Specimen, Sex, DiagnosisLabel, Meaning)
_RESULTS: Final = {**_words(Outcome), **_FAILURES}


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
    changes = [_change(field, old, new, people) for field, (old, new) in event.changes.items()]
    words = _EVENTS.get(event.action, event.action)
    return Entry(event.at, words, event.actor_name, changes, event.reason)


def _change(field: str, old: object, new: object, people: dict[str, str]) -> tuple[str, str, str]:
    if field == "error":  # of the run that was started again
        old, new = None, old
    words = _FIELDS.get(field, field.replace("_", " ").capitalize())
    known = _RESULTS if field in {"result", "error"} else {**_VALUES, **people}
    return words, _plain(old, known), _plain(new, known)


def _plain(value: object, known: dict[str, str]) -> str:
    """A stored value as people write it, nothing for none; long texts are cut."""
    if value is None or value == "":
        return ""
    text = str(value)
    text = known.get(text, text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
