from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from accounts.exceptions import ValidationRefused
from accounts.models import Laboratory, User
from accounts.services.laboratories import create_laboratory
from tests.factories.accounts import PASSWORD, LaboratoryFactory, UserFactory

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db
GIVEN = ("--name", "North Laboratory", "--username", "ahorn")


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts a text on standard input, which is no terminal."""

    def put(text: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO(text))

    put("")
    return put


def test_a_laboratory_comes_with_an_administrator_who_can_sign_in(typed: Callable[[str], None]) -> None:
    typed(f"{PASSWORD}\n")
    out = io.StringIO()
    call_command("create_laboratory", *GIVEN, "--last-name", "Ahorn", "--password-stdin", stdout=out)
    user = User.objects.get()
    assert user.laboratory is not None
    assert (user.laboratory.name, user.role, user.last_name) == ("North Laboratory", "administrator", "Ahorn")
    assert user.check_password(PASSWORD)
    assert PASSWORD not in out.getvalue()


def test_the_password_may_come_from_the_environment(
    typed: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEUKOSCOPE_PASSWORD", PASSWORD)
    call_command("create_laboratory", *GIVEN, stdout=io.StringIO())
    assert User.objects.get(username="ahorn").check_password(PASSWORD)


def test_there_is_no_argument_for_the_password() -> None:
    with pytest.raises(CommandError, match=r"unrecognized|ambiguous|ignored"):
        call_command("create_laboratory", *GIVEN, "--password", PASSWORD)


@pytest.mark.parametrize("given", [GIVEN, GIVEN[:2], ()])
def test_a_script_that_leaves_something_out_is_told(
    typed: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, given: tuple[str, ...]
) -> None:
    monkeypatch.delenv("LEUKOSCOPE_PASSWORD", raising=False)
    with pytest.raises(CommandError, match=r"give --name|Give the password"):
        call_command("create_laboratory", *given)
    assert not Laboratory.objects.exists()


def test_a_weak_password_leaves_no_laboratory_behind(typed: Callable[[str], None]) -> None:
    typed("short\n")
    with pytest.raises(CommandError, match="password: This password is too short"):
        call_command("create_laboratory", *GIVEN, "--password-stdin")
    assert not Laboratory.objects.exists()


def test_every_field_that_is_wrong_is_named() -> None:
    UserFactory(username="ahorn")
    with pytest.raises(ValidationRefused) as refusal:
        create_laboratory(name="New", username="ahorn", password="ahorn")
    assert set(refusal.value.fields) == {"username", "password"}


@pytest.mark.parametrize("name", ["", "   ", "Known", "x" * 201])
def test_a_laboratory_needs_a_name_of_its_own(name: str) -> None:
    LaboratoryFactory(name="Known")
    with pytest.raises(ValidationRefused) as refusal:
        create_laboratory(name=name, username="ahorn", password=PASSWORD)
    assert set(refusal.value.fields) == {"name"}
    assert not User.objects.exists()
