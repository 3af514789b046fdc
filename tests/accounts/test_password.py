from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
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


def test_passwords_are_stored_by_argon2() -> None:
    assert base.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


def test_the_admins_form_is_the_same_form(client: Client) -> None:
    client.force_login(UserFactory(role="administrator"))
    assert client.get("/admin/password_change/")["Location"] == URL
