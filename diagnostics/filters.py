"""What of the worklist is shown: the filters that stand in the address, and the saved views made of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django import forms
from django.db.models import Case as Choose
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, When

from cases import selectors as cases
from cases.choices import CaseStatus, Priority
from cases.forms import colleagues
from cases.models import Case, Slide
from cases.views.keyset import Count, count_up_to
from diagnostics.choices import OPEN_STATUSES, AnalysisStatus, DiagnosisLabel, Outcome
from diagnostics.models import Analysis
from diagnostics.selectors import WORKLIST_ORDER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.models import User

CALLS_COUNTED: Final = 500
"""Open cases that are looked at to count those with a call: each takes a look at its analyses."""

_STATUS: Final = {
    # A bare truth value finds no index on SQLite; one of a list does.
    "": Q(is_open__in=[True]),
    "signed": Q(is_open__in=[False]),
    "all": Q(),
}
_STATUS_CHOICES: Final = [
    ("", "Open cases"),
    *CaseStatus.choices,
    ("signed", "Signed out or amended"),
    ("all", "All cases"),
]
_CALLS: Final = (
    DiagnosisLabel.BENIGN,
    DiagnosisLabel.EARLY_PRE_B,
    DiagnosisLabel.PRE_B,
    DiagnosisLabel.PRO_B,
    Outcome.UNCERTAIN,
    Outcome.NOT_ANALYSABLE,
    AnalysisStatus.FAILED,
)


class WorklistFilter(forms.Form):
    """The filter bar. What is not understood is not applied, so that an old link still shows a list."""

    q = forms.CharField(required=False, label="Search", widget=forms.TextInput({"type": "search"}))
    status = forms.ChoiceField(required=False, choices=_STATUS_CHOICES)
    priority = forms.ChoiceField(required=False, choices=[("", "Any priority"), *Priority.choices])
    outcome = forms.ChoiceField(
        required=False,
        label="Model call",
        choices=[("", "Any call"), *((call.value, call.label) for call in _CALLS)],
    )
    assignee = forms.ChoiceField(required=False)

    def __init__(self, data: Mapping[str, Any], *, user: User) -> None:
        super().__init__(data)
        self.user = user
        self.fields["assignee"] = forms.ChoiceField(
            required=False,
            choices=[
                ("", "Anybody"),
                ("me", "Me"),
                ("nobody", "Nobody yet"),
                *((str(person.pk), person.printed_name) for person in colleagues(user) if person != user),
            ],
        )
        self.is_valid()

    def chosen(self) -> dict[str, str]:
        """The filters that are set."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    def search(self) -> str:
        """What is searched for."""
        return str(self.cleaned_data.get("q", ""))

    def apply(self, rows: QuerySet[Case]) -> QuerySet[Case]:
        """The cases that pass every filter."""
        chosen = self.chosen()
        status = chosen.get("status", "")
        rows = rows.filter(_STATUS.get(status, Q(status=status)))
        if priority := chosen.get("priority"):
            rows = rows.filter(priority=priority)
        if outcome := chosen.get("outcome"):
            rows = rows.filter(with_call(outcome))
        if assignee := chosen.get("assignee"):
            people = {"me": self.user.pk, "nobody": None}
            rows = rows.filter(assignee=people.get(assignee, assignee))
        return rows


def with_call(call: str) -> Q:
    """Cases with a slide whose latest analysis says so: the slug of a class, of an outcome, or `failed`.

    As in the list itself, a case that is still being analysed has no call yet.
    """
    slides = _slides_with_calls()
    still_open = slides.filter(call__in=sorted(OPEN_STATUSES))
    return Q(Exists(slides.filter(call=call))) & ~Q(Exists(still_open))


def _slides_with_calls() -> QuerySet[Any]:
    """The slides of the case around it, each with the `call` of its latest analysis."""
    latest = (
        Analysis.objects.filter(slide=OuterRef("pk"))
        .order_by("-requested_at", "-pk")
        .values(
            word=Choose(
                When(~Q(label=""), then=F("label")),
                When(~Q(outcome=""), then=F("outcome")),
                default=F("status"),
                output_field=CharField(),
            )
        )
    )
    return Slide.objects.filter(case=OuterRef("pk"), voided_at=None).annotate(call=Subquery(latest[:1]))


@dataclass(frozen=True, slots=True)
class SavedView:
    """A link to filters that are wanted every day, and how many cases it shows."""

    words: str
    query: str
    count: Count
    is_current: bool


def saved_views(user: User, chosen: Mapping[str, str]) -> list[SavedView]:
    """The views at the left of the worklist."""
    rows = cases.cases(user)
    opened = rows.filter(_STATUS[""])
    in_all = count_up_to(opened)
    views: list[tuple[str, dict[str, str], Count]] = [
        ("Open cases", {}, in_all),
        ("My cases", {"assignee": "me"}, count_up_to(opened.filter(assignee=user))),
        ("STAT", {"priority": "stat"}, count_up_to(opened.filter(priority=Priority.STAT))),
        (
            "Awaiting review",
            {"status": "awaiting_review"},
            count_up_to(rows.filter(status=CaseStatus.AWAITING_REVIEW)),
        ),
        ("Uncertain", {"outcome": "uncertain"}, _count_calls(opened, Outcome.UNCERTAIN, in_all)),
        ("Analysis failed", {"outcome": "failed"}, _count_calls(opened, AnalysisStatus.FAILED, in_all)),
        ("Signed out", {"status": "signed"}, count_up_to(rows.filter(_STATUS["signed"]))),
    ]
    return [
        SavedView(words, f"?{urlencode(filters)}", count, dict(chosen) == filters)
        for words, filters, count in views
    ]


def _count_calls(opened: QuerySet[Case], call: str, in_all: Count) -> Count:
    """How many of the open cases have this call; of very many the first of the worklist are looked at."""
    first = opened.order_by(*WORKLIST_ORDER).values("pk")[:CALLS_COUNTED]
    found = Case.objects.filter(pk__in=first).filter(with_call(call))
    return Count(found.count(), is_more=in_all.is_more or in_all.number > CALLS_COUNTED)
