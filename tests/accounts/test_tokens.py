from __future__ import annotations

import datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken

from accounts.exceptions import NotPermitted
from accounts.models import User
from accounts.services.tokens import issue_token, revoke_tokens
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def status(header: str) -> int:
    return Client().get("/api/v1/patients/", headers={"Authorization": header}).status_code


def test_a_token_opens_the_api() -> None:
    assert status(f"Bearer {issue_token(user=UserFactory())}") == 200


def test_the_token_itself_is_kept_nowhere() -> None:
    token = issue_token(user=UserFactory())
    row = AuthToken.objects.values().get()
    assert token not in str(row)
    assert len(row["digest"]) == 128
    assert token.startswith(row["token_key"])
    assert len(row["token_key"]) < len(token) / 2


def test_a_token_ends_by_itself() -> None:
    token = issue_token(user=UserFactory(), life=datetime.timedelta(days=2))
    assert status(f"Bearer {token}") == 200
    with time_machine.travel(timezone.now() + datetime.timedelta(days=3)):
        assert status(f"Bearer {token}") == 401


def test_a_token_lives_ninety_days_where_nothing_else_is_said() -> None:
    token = issue_token(user=UserFactory())
    with time_machine.travel(timezone.now() + datetime.timedelta(days=89)):
        assert status(f"Bearer {token}") == 200
    with time_machine.travel(timezone.now() + datetime.timedelta(days=91)):
        assert status(f"Bearer {token}") == 401


def test_revoking_ends_the_tokens_of_one_account_only() -> None:
    user, other = UserFactory(), UserFactory()
    token, others = issue_token(user=user), issue_token(user=other)
    assert revoke_tokens(user=user) == 1
    assert status(f"Bearer {token}") == 401
    assert status(f"Bearer {others}") == 200


def test_a_token_ends_with_the_account() -> None:
    user = UserFactory()
    token = issue_token(user=user)
    user.is_active = False
    user.save()
    assert status(f"Bearer {token}") == 401


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer a b",
        "Bearer nothing-of-ours",
        "Bearer \xe9\xff",
        "Basic YTpi",
        "Token x",
        "bearer \x00",
    ],
)
def test_what_is_no_token_of_ours_is_turned_away(header: str) -> None:
    issue_token(user=UserFactory())
    assert status(header) == 401


def test_the_answer_says_how_to_sign_in() -> None:
    answer = Client().get("/api/v1/patients/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_token_in_the_address_is_not_read() -> None:
    token = issue_token(user=UserFactory())
    assert Client().get("/api/v1/patients/", {"token": token}).status_code == 401


def test_the_command_prints_the_token_and_nothing_else() -> None:
    user = UserFactory()
    out, err = StringIO(), StringIO()
    call_command("api_token", user.username, stdout=out, stderr=err)
    lines = out.getvalue().splitlines()
    assert len(lines) == 1
    assert err.getvalue() == ""
    assert status(f"Bearer {lines[0]}") == 200


def test_the_command_takes_another_life() -> None:
    user = UserFactory()
    call_command("api_token", user.username, "--days", "1", stdout=StringIO())
    left = AuthToken.objects.get().expiry - timezone.now()
    assert datetime.timedelta(hours=23) < left <= datetime.timedelta(days=1)


@pytest.mark.parametrize("days", ["0", "-3"])
def test_a_token_that_has_ended_already_is_not_made(days: str) -> None:
    with pytest.raises(CommandError, match="1 or more"):
        call_command("api_token", UserFactory().username, f"--days={days}")
    assert not AuthToken.objects.exists()


def test_no_token_for_who_is_not_there() -> None:
    with pytest.raises(CommandError, match="no account of this name"):
        call_command("api_token", "nobody")


def test_no_token_for_an_account_that_can_do_nothing_with_it() -> None:
    root = User.objects.create_superuser("root")
    for user in (root, UserFactory(is_active=False)):
        with pytest.raises(NotPermitted):
            issue_token(user=user)
    with pytest.raises(CommandError, match="laboratory and a role"):
        call_command("api_token", "root")
