from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from accounts.models import Laboratory
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory, SlideFactory, colleague
from tests.factories.diagnostics import AnalysisFactory

if TYPE_CHECKING:
    from django.test import Client

    from accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client: Client) -> User:
    user: User = UserFactory(role="pathologist")
    client.force_login(user)
    return user


def case_of(user: User, number: str, **details: Any) -> Any:
    return CaseFactory(patient__laboratory=user.laboratory, accession_number=number, **details)


def listed(client: Client, **filters: str) -> list[str]:
    return [case.accession_number for case, _ in client.get("/", filters).context["rows"]]


def test_stat_stands_first_then_what_has_waited_longest(client: Client, reader: User) -> None:
    now = timezone.now()
    case_of(reader, "young", received_at=now)
    case_of(reader, "old", received_at=now - datetime.timedelta(days=2))
    case_of(reader, "urgent", priority="stat", received_at=now)
    assert listed(client) == ["urgent", "old", "young"]


def test_signed_cases_stand_in_a_view_of_their_own(client: Client, reader: User) -> None:
    case_of(reader, "open")
    case_of(reader, "signed", status="signed_out")
    case_of(reader, "amended", status="amended")
    assert listed(client) == ["open"]
    assert set(listed(client, status="signed")) == {"signed", "amended"}
    assert listed(client, status="amended") == ["amended"]
    assert len(listed(client, status="all")) == 3


def test_filters_of_the_address_narrow_the_list(client: Client, reader: User) -> None:
    case_of(reader, "mine", assignee=reader, priority="stat")
    case_of(reader, "theirs", assignee=UserFactory(laboratory=reader.laboratory))
    case_of(reader, "nobody's")
    assert listed(client, assignee="me") == ["mine"]
    assert listed(client, assignee="nobody") == ["nobody's"]
    assert listed(client, priority="stat") == ["mine"]
    assert listed(client, assignee="nobody", priority="stat") == []


@pytest.mark.parametrize("call", ["pre_b", "uncertain", "not_analysable", "failed"])
def test_the_call_filter_looks_at_the_latest_analysis_of_slides_that_count(
    client: Client, reader: User, call: str
) -> None:
    trait = {"pre_b": "classified"}.get(call, call)
    AnalysisFactory(slide__case=case_of(reader, "now so"), **{trait: True})
    overtaken = AnalysisFactory(slide__case=case_of(reader, "was so"), **{trait: True})
    other = "uncertain" if trait != "uncertain" else "classified"
    later = overtaken.requested_at + datetime.timedelta(seconds=1)
    AnalysisFactory(slide=overtaken.slide, requested_at=later, **{other: True})
    user = reader
    voided = {"voided_at": timezone.now(), "voided_by": user, "void_reason": "wrong case"}
    AnalysisFactory(slide=SlideFactory(case=case_of(reader, "voided"), **voided), **{trait: True})
    assert listed(client, outcome=call) == ["now so"]


def test_a_search_finds_by_accession_mrn_and_name(client: Client, reader: User) -> None:
    case_of(reader, "A-77", patient__mrn="M-12", patient__family_name="Demo-Esche")
    case_of(reader, "B-1")
    for words in ("a-77", "M-12", "esche", "esche a-77"):
        assert listed(client, q=words) == ["A-77"]


def test_a_filter_that_nobody_knows_is_not_applied(client: Client, reader: User) -> None:
    case_of(reader, "open")
    assert listed(client, status="nonsense", assignee="nobody at all", after="99") == ["open"]


def test_saved_views_count_what_they_show(client: Client, reader: User) -> None:
    case_of(reader, "1", assignee=reader, status="awaiting_review")
    AnalysisFactory(slide__case=case_of(reader, "2", priority="stat"), failed=True)
    case_of(reader, "3", status="signed_out")
    CaseFactory()
    views = client.get("/").context["views"]
    assert {view.words: view.count.number for view in views} == {
        "Open cases": 2,
        "My cases": 1,
        "STAT": 1,
        "Awaiting review": 1,
        "Uncertain": 0,
        "Analysis failed": 1,
        "Signed out": 1,
    }
    for view in views:
        assert len(client.get(f"/{view.query}").context["rows"]) == view.count.number


def test_of_very_many_cases_only_the_first_thousand_are_counted(
    client: Client, reader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cases.views.keyset.count_up_to.__defaults__", (3,))
    for number in range(5):
        case_of(reader, f"A-{number}")
    page = client.get("/")
    counts = {view.words: str(view.count) for view in page.context["views"]}
    assert counts["Open cases"] == "3+"
    assert counts["Signed out"] == "0"
    assert len(page.context["rows"]) == 5


def test_the_view_that_is_open_is_marked(client: Client, reader: User) -> None:
    def marked(**filters: str) -> list[str]:
        return [view.words for view in client.get("/", filters).context["views"] if view.is_current]

    assert marked() == ["Open cases"]
    assert marked(assignee="me") == ["My cases"]
    assert marked(assignee="me", priority="stat") == []


def test_the_model_call_counts_slides_that_differ(client: Client, reader: User) -> None:
    case = case_of(reader, "A-1")
    AnalysisFactory(slide__case=case, classified=True)
    AnalysisFactory(slide__case=case, uncertain=True)
    page = client.get("/").content.decode()
    assert "Mixed: 1 Pre-B ALL, 1 uncertain" in page
    assert "confidence," not in page
    assert listed(client, outcome="pre_b") == listed(client, outcome="uncertain") == ["A-1"]


def test_a_case_that_is_still_analysed_has_no_call_to_be_filtered_by(client: Client, reader: User) -> None:
    case = case_of(reader, "A-1")
    AnalysisFactory(slide__case=case, uncertain=True)
    AnalysisFactory(slide__case=case)
    assert listed(client, outcome="uncertain") == []
    views = {view.words: view.count.number for view in client.get("/").context["views"]}
    assert (views["Open cases"], views["Uncertain"]) == (1, 0)


def test_a_part_of_the_page_gets_the_list_alone(client: Client, reader: User) -> None:
    case_of(reader, "A-1")
    part = client.get("/", headers={"hx-request": "true"}).content.decode()
    assert "A-1" in part
    assert "<html" not in part


def test_the_list_asks_again_only_while_an_analysis_runs(client: Client, reader: User) -> None:
    case = case_of(reader, "A-1", status="analysing")
    assert "every 4s" in client.get("/").content.decode()
    type(case).objects.update(status="awaiting_review")
    assert "every 4s" not in client.get("/").content.decode()


def test_an_empty_worklist_says_what_to_do_and_an_empty_filter_how_to_get_out(
    client: Client, reader: User
) -> None:
    assert "The worklist is empty" in client.get("/").content.decode()
    assert "No case fits these filters" in client.get("/", {"q": "x"}).content.decode()


def test_cases_of_another_laboratory_are_not_there(client: Client, reader: User) -> None:
    foreign = CaseFactory(accession_number="foreign")
    assert listed(client, status="all") == []
    assert client.get(f"/cases/{foreign.pk}/").status_code == 404
    assert colleague(foreign).laboratory != reader.laboratory


def test_queries_do_not_grow_with_the_list(
    client: Client, reader: User, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    AnalysisFactory(slide__case=case_of(reader, "first"), classified=True)
    client.get("/")  # the first request of a session writes it down
    with django_assert_max_num_queries(20) as few:
        assert len(listed(client)) == 1
    for number in range(12):
        AnalysisFactory(slide__case=case_of(reader, f"A-{number}"), classified=True)
    with django_assert_num_queries(len(few)):
        assert len(listed(client)) == 13


@pytest.mark.parametrize(
    ("priority", "minutes", "words"),
    [
        ("stat", 20, None),
        ("stat", 50, "due in 9 min"),
        ("stat", 90, "late by 30 min"),
        ("routine", 90, None),
        ("routine", 20 * 60, "due in 3 h"),
        ("routine", 27 * 60, "late by 3 h"),
    ],
)
def test_the_clock_speaks_when_time_grows_short(
    client: Client, reader: User, priority: str, minutes: int, words: str | None
) -> None:
    received = timezone.now() - datetime.timedelta(minutes=minutes, seconds=5)
    case_of(reader, "one", priority=priority, received_at=received)

    page = client.get("/").content.decode()

    assert (words or "one") in page
    assert ('data-clock="due"' in page) == bool(words)


def test_the_laboratory_sets_the_clock_and_a_signature_stops_it(client: Client, reader: User) -> None:
    received = timezone.now() - datetime.timedelta(minutes=90, seconds=5)
    case_of(reader, "open", received_at=received)
    case_of(reader, "signed", received_at=received, status="signed_out")
    Laboratory.objects.update(routine_minutes=100)

    assert "due in 9 min" in client.get("/").content.decode()
    assert 'data-clock="due"' not in client.get("/?status=signed").content.decode()
