"""What every answer tells the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client, override_settings

from tests.security.routes import Route, our_routes
from tests.security.world import World, body, build

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

ROUTES = our_routes()


@pytest.fixture
def world(db: None) -> World:
    return build()


def assert_closed(response: Answer) -> None:
    headers = response.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy or "sandbox" in policy
    assert "unsafe" not in policy
    assert "http:" not in policy
    assert "https:" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "private" in headers["Cache-Control"] or "no-store" in headers["Cache-Control"]
    assert "Server" not in headers


@pytest.mark.parametrize("who", ["pathologist", "anonymous"])
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_every_answer_is_closed(world: World, route: Route, who: str) -> None:
    response = world.clients[who].get(route.url(world.own))
    body(response)
    assert_closed(response)


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/login/", "/admin/accounts/user/", "/admin/accounts/user/add/"]
)
def test_the_admin_is_closed_too(world: World, path: str) -> None:
    assert_closed(world.clients["administrator"].get(path))


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/nowhere/", "/api/v1/nowhere/", "/accounts/sign-out/", "/patients/x/"])
def test_so_are_the_answers_to_mistakes(path: str) -> None:
    assert_closed(Client().get(path))


@pytest.mark.django_db
def test_a_host_that_is_not_ours_is_refused() -> None:
    response = Client().get("/accounts/sign-in/", headers={"Host": "elsewhere.example"})
    assert response.status_code == 400
    assert "elsewhere.example" not in response.content.decode()


@pytest.mark.django_db
def test_the_method_cannot_be_made_up_in_a_header_or_field(world: World) -> None:
    client = world.clients["technician"]
    spoofed = {"X-HTTP-Method-Override": "POST", "X-Method-Override": "POST"}
    case = world.own.pk("cases")
    assert client.get(f"/cases/{case}/assign/", headers=spoofed).status_code == 405
    assert client.generic("TRACE", "/").status_code == 405


@pytest.mark.django_db
def test_alive_without_signing_in_and_without_a_cookie() -> None:
    response = Client().get("/livez")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert not response.cookies


@pytest.mark.django_db
@override_settings(SECURE_SSL_REDIRECT=True, SECURE_REDIRECT_EXEMPT=[r"^livez$"])
def test_in_production_only_the_watcher_may_come_without_tls() -> None:
    assert Client().get("/accounts/sign-in/")["Location"].startswith("https://")
    assert Client().get("/livez").status_code == 200
