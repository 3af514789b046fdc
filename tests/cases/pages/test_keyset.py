"""Long lists are turned page by page in either direction, and no row is left out or shown twice."""

from __future__ import annotations

import datetime
import re
from itertools import chain
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory, PatientFactory

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.test import Client

    from accounts.models import User

pytestmark = pytest.mark.django_db

LINK = {rel: re.compile(rf'rel="{rel}"\s+href="([^"]+)"') for rel in ("next", "prev")}


@pytest.fixture
def reader(client: Client) -> User:
    user: User = UserFactory(role="pathologist")
    client.force_login(user)
    return user


@pytest.fixture(autouse=True)
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.views.keyset.PAGE_SIZE", 3)


def turn(client: Client, path: str, way: str, *, column: str) -> list[list[str]]:
    """What every page shows from here on; a page is known by a column of its rows."""
    pages = []
    while path:
        answer = client.get(path)
        pages.append([getattr(row, column) for row in answer.context["page"]])
        link = LINK[way].search(answer.content.decode())
        path = path.partition("?")[0] + link[1].replace("&amp;", "&") if link else ""
    return pages


def joined(pages: Iterable[list[str]]) -> list[str]:
    return list(chain.from_iterable(pages))


def file_cases(user: User) -> list[str]:
    """Eleven cases of both priorities, some received at the same moment, in the order of the worklist."""
    now = timezone.now()
    cases = [
        CaseFactory(
            patient__laboratory=user.laboratory,
            priority="stat" if number % 3 == 0 else "routine",
            received_at=now - datetime.timedelta(hours=number // 2),
        )
        for number in range(11)
    ]
    cases.sort(key=lambda case: (case.priority != "stat", case.received_at, case.pk))
    return [case.accession_number for case in cases]


def test_the_worklist_is_turned_to_its_end_and_back(client: Client, reader: User) -> None:
    expected = file_cases(reader)

    forth = turn(client, "/", "next", column="accession_number")
    last = client.get("/")
    for _ in range(3):
        last = client.get(f"/?after={last.context['page'].after}")
    back = turn(client, f"/?before={last.context['page'].before}", "prev", column="accession_number")

    assert [len(page) for page in forth] == [3, 3, 3, 2]
    assert joined(forth) == expected
    assert joined(reversed(back)) == expected[:9]


def test_filters_stay_while_pages_are_turned(client: Client, reader: User) -> None:
    expected = [number for number in file_cases(reader) if number]
    stat = turn(client, "/?priority=stat", "next", column="accession_number")

    assert joined(stat) == expected[:4]
    assert len(stat) == 2


def test_patients_with_the_same_name_are_all_shown(client: Client, reader: User) -> None:
    for name in ("Demo-Esche",) * 5 + ("Demo-Birke",) * 2:
        PatientFactory(laboratory=reader.laboratory, family_name=name, given_name="Kim")

    pages = turn(client, "/patients/", "next", column="pk")
    names = turn(client, "/patients/", "next", column="family_name")

    assert len(set(joined(pages))) == 7
    assert joined(names) == ["Demo-Birke"] * 2 + ["Demo-Esche"] * 5


def test_a_row_that_left_the_list_still_marks_its_place(client: Client, reader: User) -> None:
    expected = file_cases(reader)
    after = client.get("/").context["page"].after
    type(client.get("/").context["page"].rows[2]).objects.filter(pk=after).update(status="signed_out")

    page = client.get(f"/?after={after}").context["page"]

    assert [case.accession_number for case in page] == expected[3:6]


@pytest.mark.parametrize("asked", ["after=nonsense", "before=nonsense", "after=", "page=2"])
def test_a_place_that_is_not_understood_shows_the_first_page(
    client: Client, reader: User, asked: str
) -> None:
    expected = file_cases(reader)

    page = client.get(f"/?{asked}").context["page"]

    assert [case.accession_number for case in page] == expected[:3]
    assert not page.before


def test_a_case_of_another_laboratory_marks_no_place(client: Client, reader: User) -> None:
    expected = file_cases(reader)
    foreign = CaseFactory(received_at=timezone.now() - datetime.timedelta(hours=2))

    page = client.get(f"/?after={foreign.pk}").context["page"]

    assert [case.accession_number for case in page] == expected[:3]


def test_a_place_behind_which_nothing_is_left_shows_the_first_page(client: Client, reader: User) -> None:
    expected = file_cases(reader)
    last = turn(client, "/", "next", column="pk")[-1][-1]

    page = client.get(f"/?after={last}").context["page"]

    assert [case.accession_number for case in page] == expected[:3]
