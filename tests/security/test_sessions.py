"""The cookie of the session."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from tests.factories.accounts import PASSWORD, UserFactory

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
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=11)):
        assert client.get("/accounts/password/").status_code == 200
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=13)):
        assert client.get("/accounts/password/").status_code == 302
