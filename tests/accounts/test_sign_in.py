from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest
import time_machine
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from tests.factories.accounts import PASSWORD, UserFactory

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = pytest.mark.django_db
URL = "/accounts/sign-in/"


def sign_in(client: Client, username: str, password: str = PASSWORD, **query: str) -> Answer:
    return client.post(URL, {"username": username, "password": password, **query})


def test_the_right_password_opens_the_worklist(client: Client) -> None:
    user = UserFactory()
    response = sign_in(client, user.username)
    assert (response.status_code, response["Location"]) == (302, reverse("worklist"))
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_superuser_is_sent_to_the_admin(client: Client) -> None:
    User.objects.create_superuser("root", password=PASSWORD)
    assert sign_in(client, "root")["Location"] == reverse("admin:index")


def test_the_session_gets_a_new_key_at_sign_in(client: Client) -> None:
    client.get(URL)
    session = client.session
    session["planted"] = "yes"
    session.save()
    before = session.session_key
    sign_in(client, UserFactory().username)
    assert client.session.session_key != before


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client: Client) -> None:
    user = UserFactory(username="known")
    sentences = [
        sign_in(client, name, "not the password").context["form"].non_field_errors()
        for name in (user.username, "unknown")
    ]
    assert sentences[0] == sentences[1]
    assert "Wrong username or password" in sentences[0][0]


def test_an_account_that_is_switched_off_gets_the_same_answer(client: Client) -> None:
    response = sign_in(client, UserFactory(is_active=False).username)
    assert "Wrong username or password" in response.content.decode()


def test_five_wrong_passwords_lock_the_account_for_this_address(client: Client) -> None:
    user, other = UserFactory(), UserFactory()
    last = [sign_in(client, user.username, "not the password") for _ in range(5)][-1]
    assert last.status_code == 429
    assert last["Retry-After"] == "900"
    assert "Wait 15 minutes" in last.content.decode()
    assert sign_in(client, user.username).status_code == 429
    assert sign_in(Client(REMOTE_ADDR="192.0.2.7"), user.username).status_code == 302
    assert sign_in(Client(), other.username).status_code == 302


def test_a_hundred_wrong_passwords_lock_the_account_for_every_address(client: Client) -> None:
    user, other = UserFactory(), UserFactory()

    def tried(failures: int) -> None:
        addresses = [f"198.51.100.{number}" for number in range(failures // 4)]
        AccessAttempt.objects.all().delete()
        for address in addresses:
            AccessAttempt.objects.create(username=user.username, ip_address=address, failures_since_start=4)

    tried(96)
    assert sign_in(client, user.username, "not the password").status_code == 200
    tried(100)
    assert sign_in(client, user.username).status_code == 429
    assert sign_in(client, other.username).status_code == 302
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=16)):
        assert sign_in(Client(), user.username).status_code == 302


def test_an_unknown_name_is_locked_in_the_same_way(client: Client) -> None:
    answers = [sign_in(client, "nobody", "not the password").status_code for _ in range(6)]
    assert answers == [200, 200, 200, 200, 429, 429]


def test_the_lock_opens_after_a_quarter_of_an_hour(client: Client) -> None:
    user = UserFactory()
    for _ in range(5):
        sign_in(client, user.username, "not the password")
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=16)):
        assert sign_in(client, user.username).status_code == 302


def test_a_right_password_clears_the_count(client: Client) -> None:
    user = UserFactory()
    for _ in range(2):
        for _ in range(4):
            assert sign_in(client, user.username, "not the password").status_code == 200
        assert sign_in(client, user.username).status_code == 302
        client.post("/accounts/sign-out/")


def test_the_admin_counts_the_same_tries(client: Client) -> None:
    user = UserFactory(role="administrator")
    for _ in range(5):
        client.post("/admin/login/", {"username": user.username, "password": "not the password"})
    assert sign_in(client, user.username).status_code == 429


def test_the_number_of_tries_is_kept_without_the_password(client: Client) -> None:
    sign_in(client, "somebody", "a secret that was mistyped", next="/patients/?q=Ahorn")
    kept = AccessAttempt.objects.get()
    assert "secret" not in kept.post_data
    assert "Ahorn" not in kept.post_data


@pytest.mark.parametrize("target", ["/patients/", "/cases/0/?page=2"])
def test_the_way_goes_on_to_the_page_that_was_asked_for(client: Client, target: str) -> None:
    assert sign_in(client, UserFactory().username, next=target)["Location"] == target


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "\\\\elsewhere.example",
        "/\\elsewhere.example",
        "javascript:alert(1)",
        "http:elsewhere.example",
        "https:///elsewhere.example",
        " //elsewhere.example",
    ],
)
def test_the_way_never_leads_to_another_site(client: Client, target: str) -> None:
    assert sign_in(client, UserFactory().username, next=target)["Location"] == reverse("worklist")


def test_who_is_not_signed_in_is_asked_to_and_brought_back(client: Client) -> None:
    response = client.get("/patients/?q=M00001")
    assert response.status_code == 302
    assert response["Location"] == "/accounts/sign-in/?next=/patients/%3Fq%3DM00001"


def test_signing_out_ends_the_session(client: Client) -> None:
    client.force_login(UserFactory())
    assert client.get("/accounts/sign-out/").status_code == 405
    assert client.post("/accounts/sign-out/").status_code == 302
    assert client.get("/patients/").status_code == 302


def test_an_account_that_is_switched_off_is_signed_out_at_once(client: Client) -> None:
    user = UserFactory()
    client.force_login(user)
    user.is_active = False
    user.save()
    assert client.get("/patients/").status_code == 302


def test_a_form_of_another_site_does_not_sign_anybody_in() -> None:
    client = Client(enforce_csrf_checks=True)
    response = sign_in(client, UserFactory().username)
    assert response.status_code == 403
    assert "reload the page" in response.content.decode()
    assert "_auth_user_id" not in client.session
