from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.exceptions import TooManyTries, WrongPassword
from accounts.models import PasswordTry, User
from accounts.services.passwords import confirm_password
from accounts.services.tokens import issue_token
from config.settings import base
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
URL = "/accounts/password/"
NEW = "a quite different long sentence"


def change(client: Client, old: str = PASSWORD, new: str = NEW, again: str | None = None) -> int:
    form = {"old_password": old, "new_password1": new, "new_password2": again or new}
    return client.post(URL, form).status_code


def test_a_change_of_password_ends_every_other_session_and_token() -> None:
    user = UserFactory()
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        client.force_login(user)
    token = issue_token(user=user)
    assert change(here) == 302
    assert here.get(URL).status_code == 200
    assert elsewhere.get(URL).status_code == 302
    bearer = {"Authorization": f"Bearer {token}"}
    assert Client().get("/api/v1/patients/", headers=bearer).status_code == 401
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_the_page_says_what_has_ended(client: Client) -> None:
    client.force_login(UserFactory())
    change(client)
    assert "Other sessions and tokens of this account have ended" in client.get(URL).content.decode()


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"old": "not the password"}, "not your present password"),
        ({"again": "something else entirely"}, "two new passwords differ"),
        ({"new": "short"}, "too short"),
        ({"new": "password1234"}, "too common"),
        ({"new": "lindenbaum-1"}, "too similar"),
    ],
)
def test_a_form_that_is_wrong_says_so_and_changes_nothing(
    client: Client, form: dict[str, str], sentence: str
) -> None:
    user = UserFactory(username="lindenbaum")
    client.force_login(user)
    given = {"old": PASSWORD, "new": NEW, **form}
    fields = {"old_password": given["old"], "new_password1": given["new"]}
    page = client.post(URL, fields | {"new_password2": given.get("again", given["new"])})
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_guesses_at_the_old_password_are_limited_together_with_those_at_a_signature(client: Client) -> None:
    user = UserFactory()
    client.force_login(user)
    for _ in range(4):
        assert change(client, old="guess") == 200
    with pytest.raises(WrongPassword):
        confirm_password(user=user, password="guess")
    assert change(client) == 403
    with pytest.raises(TooManyTries):
        confirm_password(user=user, password=PASSWORD)
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_the_limit_ends_by_itself_and_right_passwords_do_not_count() -> None:
    user, other = UserFactory(), UserFactory()
    for _ in range(7):
        confirm_password(user=user, password=PASSWORD)
    for _ in range(5):
        with pytest.raises(WrongPassword):
            confirm_password(user=user, password="guess")
    confirm_password(user=other, password=PASSWORD)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        confirm_password(user=user, password=PASSWORD)
    assert not PasswordTry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_guesses_at_the_same_moment_five_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    user = UserFactory()
    compared: list[str] = []
    refused: list[type] = []
    barrier = threading.Barrier(12)

    def compare(_user: User, password: str) -> bool:
        time.sleep(0.05)
        compared.append(password)
        return False

    def attempt() -> None:
        mine = User.objects.get(pk=user.pk)
        barrier.wait()
        try:
            confirm_password(user=mine, password="guess")
        except (WrongPassword, TooManyTries) as refusal:
            refused.append(type(refusal))
        finally:
            connection.close()

    monkeypatch.setattr(User, "check_password", compare)
    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(compared) == 5
    assert sorted(kind.__name__ for kind in refused) == ["TooManyTries"] * 7 + ["WrongPassword"] * 5


def test_passwords_are_stored_by_argon2() -> None:
    assert base.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


def test_the_admins_form_is_the_same_form(client: Client) -> None:
    client.force_login(UserFactory(role="administrator"))
    assert client.get("/admin/password_change/")["Location"] == URL
