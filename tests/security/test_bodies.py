"""A body that is too large is refused by its announcement, before it is read."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

from tests.security.world import World, build

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

MIB = 2**20


class Unread(BytesIO):
    """A body that must not be touched."""

    def read(self, *args: object) -> bytes:
        raise AssertionError("the body was read")

    readline = readlines = read  # type: ignore[assignment]


@pytest.fixture
def world(db: None) -> World:
    return build()


def announce(world: World, who: str, path: str, length: int, **headers: str) -> Answer:
    announced: dict[str, Any] = {"CONTENT_LENGTH": str(length), "wsgi.input": Unread()}
    return world.clients[who].generic(
        "POST",
        path,
        content_type="multipart/form-data; boundary=x",
        headers=headers,
        **announced,
    )


@pytest.mark.parametrize("length", [202 * MIB, 10**12])
def test_an_image_that_is_too_large(world: World, length: int) -> None:
    case = world.own.pk("cases")
    for path in (f"/cases/{case}/slides/", "/api/v1/slides/"):
        response = announce(world, "technician", path, length, Accept="application/json")
        assert response.status_code == 413
        assert response.json()["code"] == "body_too_large"


def test_a_person_gets_a_page(world: World) -> None:
    response = announce(world, "technician", f"/cases/{world.own.pk('cases')}/slides/", 202 * MIB)
    assert response.status_code == 413
    assert "at most 200 MB" in response.content.decode()


@pytest.mark.parametrize("path", ["/accounts/sign-in/", "/patients/new/", "/api/v1/patients/"])
def test_no_other_form_takes_what_an_image_may_weigh(world: World, path: str) -> None:
    assert announce(world, "technician", path, 6 * MIB).status_code == 413


@pytest.mark.parametrize("who", ["anonymous", "superuser"])
def test_who_may_not_send_is_not_listened_to(world: World, who: str) -> None:
    case = world.own.pk("cases")
    assert announce(world, who, f"/cases/{case}/slides/", 100 * MIB).status_code in {302, 403}
    assert announce(world, who, "/api/v1/slides/", 100 * MIB).status_code in {401, 403}
