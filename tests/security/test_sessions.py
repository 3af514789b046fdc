"""The cookie of the session."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.api import client_of
from tests.factories.cases import CaseFactory
from tests.factories.diagnostics import AnalysisFactory

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def sign_in(client: Client) -> None:
    client.post("/accounts/sign-in/", {"username": UserFactory().username, "password": PASSWORD})


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites_and_goes_with_the_browser(
    client: Client,
) -> None:
    sign_in(client)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["max-age"]
    assert not cookie["expires"]


def test_a_session_ends_after_a_shift(client: Client) -> None:
    sign_in(client)
    for minutes in range(25, 12 * 60, 25):
        with after(minutes):
            assert client.get("/accounts/password/").status_code == 200
    with after(12 * 60 + 1):
        assert ended(client.get("/accounts/password/")) == "shift"


def after(minutes: float) -> time_machine.travel:
    return time_machine.travel(timezone.now() + datetime.timedelta(minutes=minutes), tick=False)


def ended(response: Any) -> str:
    """Why the person is sent to the sign-in page; nothing where they are not."""
    address = urlsplit(response.get("Location", ""))
    return parse_qs(address.query).get("ended", [""])[0] if address.path == "/accounts/sign-in/" else ""


def test_a_session_without_a_request_ends_and_the_sign_in_page_says_why(client: Client) -> None:
    sign_in(client)
    with after(29):
        assert client.get("/patients/").status_code == 200
    with after(58):
        assert client.get("/patients/").status_code == 200
    with after(88.5):
        response = client.get("/patients/?q=M1")
        assert ended(response) == "idle"
        page = client.get(response["Location"]).content.decode()
        assert "nothing happened for 30 minutes" in page
        assert 'name="next" value="/patients/?q=M1"' in page
        assert client.get("/patients/")["Location"] == "/accounts/sign-in/?next=/patients/"


def test_what_a_page_asks_for_by_itself_keeps_no_session_alive(client: Client) -> None:
    analysis = AnalysisFactory()
    case = analysis.slide.case
    client.force_login(case.created_by)
    polled = [
        (f"/cases/{case.pk}/progress/", "case-slides"),
        (f"/slides/{analysis.slide.pk}/progress/", "slide-result"),
        ("/", "worklist-results"),
    ]
    client.get("/")
    with after(20):
        for path, part in polled:
            assert "HX-Refresh" not in client.get(path, headers=trigger(part))
    with after(31):
        for path, part in polled:
            assert client.get(path, headers=trigger(part))["HX-Refresh"] == "true"
        assert ended(client.get(f"/cases/{case.pk}/")) == "idle"


def trigger(part: str) -> dict[str, str]:
    return {"hx-request": "true", "hx-trigger": part}


def test_a_person_who_filters_the_list_is_there(client: Client) -> None:
    client.force_login(UserFactory())
    client.get("/")
    with after(20):
        client.get("/?priority=stat", headers={"hx-request": "true"})
    with after(40):
        assert client.get("/").status_code == 200


def test_a_form_sent_too_late_is_not_carried_out_and_leads_back_to_its_page(client: Client) -> None:
    case = CaseFactory()
    client.force_login(case.created_by)
    page = f"http://testserver/cases/{case.pk}/edit/"
    client.get(page)
    with after(31):
        response = client.post(page, {"accession_number": "A-9"}, headers={"referer": page})
        assert ended(response) == "idle"
        assert parse_qs(urlsplit(response["Location"]).query)["next"] == [page]


def test_signing_in_works_where_an_old_session_is_still_shown(client: Client) -> None:
    sign_in(client)
    with after(31):
        user = UserFactory()
        sent = {"username": user.username, "password": PASSWORD}
        assert client.post("/accounts/sign-in/", sent)["Location"] == "/"
        assert client.get("/").status_code == 200


def test_the_api_knows_no_session_that_has_ended(client: Client) -> None:
    client.force_login(UserFactory())
    assert client.get("/api/v1/cases/").status_code == 200
    with after(31):
        assert client.get("/api/v1/cases/").status_code == 401


def test_a_token_is_not_ended_by_rest() -> None:
    client = client_of(UserFactory())
    assert client.get("/api/v1/cases/").status_code == 200
    with after(31):
        assert client.get("/api/v1/cases/").status_code == 200
