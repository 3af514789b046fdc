"""What of the worklist is shown: the filters that stand in the address, and the saved views made of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django import forms
from django.db.models import Case as Choose
from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When

from cases import selectors as cases
from cases.choices import OPEN_STATUSES as OPEN_CASES
from cases.choices import CaseStatus, Priority
from cases.forms import colleagues
from cases.models import Slide
from diagnostics.choices import OPEN_STATUSES, AnalysisStatus, DiagnosisLabel, Outcome
from diagnostics.models import Analysis

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.models import User
    from cases.models import Case

_STATUS: Final = {
    "": Q(status__in=sorted(OPEN_CASES)),
    "signed": Q(status__in=[CaseStatus.SIGNED_OUT, CaseStatus.AMENDED]),
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
    slides = Slide.objects.filter(case=OuterRef("pk"), voided_at=None).annotate(call=Subquery(latest[:1]))
    still_open = slides.filter(call__in=sorted(OPEN_STATUSES))
    return Q(Exists(slides.filter(call=call))) & ~Q(Exists(still_open))


@dataclass(frozen=True, slots=True)
class SavedView:
    """A link to filters that are wanted every day, and how many cases it shows."""

    words: str
    query: str
    count: int
    is_current: bool


def saved_views(user: User, chosen: Mapping[str, str]) -> list[SavedView]:
    """The views at the left of the worklist."""
    is_open = _STATUS[""]
    views: list[tuple[str, dict[str, str], Q]] = [
        ("Open cases", {}, is_open),
        ("My cases", {"assignee": "me"}, is_open & Q(assignee=user)),
        ("STAT", {"priority": "stat"}, is_open & Q(priority=Priority.STAT)),
        ("Awaiting review", {"status": "awaiting_review"}, Q(status=CaseStatus.AWAITING_REVIEW)),
        ("Uncertain", {"outcome": "uncertain"}, is_open & with_call(Outcome.UNCERTAIN)),
        ("Analysis failed", {"outcome": "failed"}, is_open & with_call(AnalysisStatus.FAILED)),
        ("Signed out", {"status": "signed"}, _STATUS["signed"]),
    ]
    counts = cases.cases(user).aggregate(
        **{f"view_{place}": Count("pk", filter=rows) for place, (_, _, rows) in enumerate(views)}
    )
    return [
        SavedView(words, f"?{urlencode(filters)}", counts[f"view_{place}"], dict(chosen) == filters)
        for place, (words, filters, _) in enumerate(views)
    ]
