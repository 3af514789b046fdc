from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from knox.models import AuthToken

from accounts.models import Laboratory, User
from accounts.services.tokens import issue_token
from tests.factories.accounts import PASSWORD, LaboratoryFactory, UserFactory

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = pytest.mark.django_db
PEOPLE = "/admin/accounts/user/"
NEW = "a quite different long sentence"


@pytest.fixture
def administrator() -> User:
    return UserFactory(role="administrator", username="chief")


@pytest.fixture
def admin(administrator: User) -> Client:
    client = Client()
    client.force_login(administrator)
    return client


@pytest.fixture
def root() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    return client


def person(**changes: str) -> dict[str, str]:
    return {
        "username": "newcomer",
        "password1": NEW,
        "password2": NEW,
        "first_name": "Nora",
        "last_name": "Neu",
        "role": "technician",
        **changes,
    }


def text(response: Answer) -> str:
    return response.content.decode()


def test_a_new_person_belongs_to_the_laboratory_of_the_administrator(
    admin: Client, administrator: User
) -> None:
    assert admin.post(f"{PEOPLE}add/", person()).status_code == 302
    added = User.objects.get(username="newcomer")
    assert (added.laboratory_id, added.role) == (administrator.laboratory_id, "technician")
    assert added.check_password(NEW)
    assert LogEntry.objects.get().user_id == administrator.pk


def test_neither_another_laboratory_nor_the_superuser_can_be_slipped_in(
    admin: Client, administrator: User
) -> None:
    foreign = LaboratoryFactory()
    admin.post(f"{PEOPLE}add/", person(laboratory=str(foreign.pk), is_superuser="on", is_staff="on"))
    added = User.objects.get(username="newcomer")
    assert added.laboratory_id == administrator.laboratory_id
    assert not added.is_superuser
    assert not added.is_staff


@pytest.mark.parametrize(
    "wrong", [{"role": ""}, {"role": "janitor"}, {"password1": "short", "password2": "short"}]
)
def test_a_person_without_role_or_with_a_weak_password_is_not_added(
    admin: Client, wrong: dict[str, str]
) -> None:
    assert admin.post(f"{PEOPLE}add/", person(**wrong)).status_code == 200
    assert not User.objects.filter(username="newcomer").exists()


def test_people_of_other_laboratories_are_not_there(admin: Client) -> None:
    foreign = UserFactory(username="stranger", first_name="Fremd")
    assert "stranger" not in text(admin.get(PEOPLE))
    assert "stranger" not in text(admin.get(PEOPLE, {"q": "Fremd"}))
    for page in ("change", "password", "history", "delete"):
        answer = admin.get(f"{PEOPLE}{foreign.pk}/{page}/")
        assert answer.status_code in {302, 403, 404}
        assert "stranger" not in text(answer)
    assert (
        admin.post(f"{PEOPLE}{foreign.pk}/password/", {"password1": NEW, "password2": NEW}).status_code != 200
    )
    foreign.refresh_from_db()
    assert foreign.check_password(PASSWORD)


def test_no_filter_names_other_laboratories(admin: Client, root: Client) -> None:
    LaboratoryFactory(name="Far Away Laboratory")
    assert "Far Away Laboratory" not in text(admin.get(PEOPLE))
    assert "Far Away Laboratory" in text(root.get(PEOPLE))


def test_an_administrator_cannot_lock_themselves_out(admin: Client, administrator: User) -> None:
    form = {"username": "chief", "first_name": "", "last_name": "", "role": "technician"}
    assert admin.post(f"{PEOPLE}{administrator.pk}/change/", form).status_code == 302
    administrator.refresh_from_db()
    assert (administrator.role, administrator.is_active) == ("administrator", True)


def test_a_new_role_is_in_force_at_once(admin: Client, administrator: User) -> None:
    user = UserFactory(laboratory=administrator.laboratory, role="technician", username="rising")
    form = {"username": "rising", "role": "administrator", "is_active": "on"}
    assert admin.post(f"{PEOPLE}{user.pk}/change/", form).status_code == 302
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    assert client.get("/admin/").status_code == 200


def test_a_reset_password_ends_sessions_and_tokens(admin: Client, administrator: User) -> None:
    user = UserFactory(laboratory=administrator.laboratory)
    theirs = Client()
    theirs.force_login(user)
    issue_token(user=user)
    answer = admin.post(f"{PEOPLE}{user.pk}/password/", {"password1": NEW, "password2": NEW})
    assert answer.status_code == 302
    assert theirs.get("/accounts/password/").status_code == 302
    assert not AuthToken.objects.exists()


def test_nobody_is_deleted(admin: Client, root: Client, administrator: User) -> None:
    user = UserFactory(laboratory=administrator.laboratory)
    for client in (admin, root):
        assert client.post(f"{PEOPLE}{user.pk}/delete/", {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=user.pk).exists()


def test_a_superuser_puts_people_into_any_laboratory(root: Client) -> None:
    laboratory = LaboratoryFactory()
    assert root.post(f"{PEOPLE}add/", person(laboratory=str(laboratory.pk))).status_code == 302
    assert User.objects.get(username="newcomer").laboratory == laboratory


def test_a_person_without_laboratory_is_refused_in_words(root: Client) -> None:
    answer = root.post(f"{PEOPLE}add/", person())
    assert answer.status_code == 200
    assert "one laboratory and one role" in text(answer)


def test_an_administrator_revokes_the_tokens_of_the_laboratory(admin: Client, administrator: User) -> None:
    user = UserFactory(laboratory=administrator.laboratory)
    foreign = UserFactory()
    issue_token(user=user)
    issue_token(user=foreign)
    own, others = (AuthToken.objects.get(user=owner) for owner in (user, foreign))
    listed = text(admin.get("/admin/knox/authtoken/"))
    assert user.username in listed
    assert foreign.username not in listed
    for row in (own, others):
        admin.post(f"/admin/knox/authtoken/{row.pk}/delete/", {"post": "yes"})
    assert list(AuthToken.objects.all()) == [others]


def test_a_token_is_neither_made_nor_changed_here(admin: Client, root: Client, administrator: User) -> None:
    issue_token(user=administrator)
    row = AuthToken.objects.get()
    for client in (admin, root):
        assert client.get("/admin/knox/authtoken/add/").status_code == 403
        assert client.post(f"/admin/knox/authtoken/{row.pk}/change/", {}).status_code == 403


def test_an_administrator_sets_the_limits_of_the_own_laboratory_and_makes_none(
    admin: Client, administrator: User
) -> None:
    foreign = LaboratoryFactory(name="Far Away Laboratory")
    listed = text(admin.get("/admin/accounts/laboratory/"))
    assert str(administrator.laboratory) in listed
    assert foreign.name not in listed
    assert admin.get("/admin/accounts/laboratory/add/").status_code == 403
    own = f"/admin/accounts/laboratory/{administrator.laboratory_id}/change/"
    limits = {"stat_minutes": "45", "routine_minutes": "600"}
    assert admin.post(own, {"name": "Renamed", **limits}).status_code == 302
    laboratory = Laboratory.objects.get(users=administrator)
    assert (laboratory.name, laboratory.stat_minutes) == (str(administrator.laboratory), 45)
    assert "greater than or equal to 1" in text(admin.post(own, {**limits, "stat_minutes": "0"}))
    others = f"/admin/accounts/laboratory/{foreign.pk}/change/"
    assert admin.post(others, limits).status_code in {302, 404}
    foreign.refresh_from_db()
    assert foreign.stat_minutes == 60
