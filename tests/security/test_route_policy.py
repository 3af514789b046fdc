"""Every route, by every method, as every role, on the own and on a foreign laboratory."""

from __future__ import annotations

import itertools
import uuid
from typing import TYPE_CHECKING

import pytest

from config.policies import POLICIES, policy_of
from config.policies.permission import RoutePolicy
from tests.security.routes import Route, all_routes, our_routes
from tests.security.world import ROLES, World, body, build

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

# POST last: it may end the session.
METHODS = ("GET", "PUT", "PATCH", "DELETE", "POST")
SIGN_IN = "/accounts/sign-in/"


PEOPLE = (*ROLES, "superuser")


def names(route: Route) -> str:
    return route.name


def is_public(route: Route) -> bool:
    return route.policy is not None and route.policy.public


@pytest.fixture
def world(db: None) -> World:
    return build()


def ask(world: World, who: str, method: str, url: str) -> Answer:
    response = world.clients[who].generic(method, url, content_type="application/json")
    body(response)
    return response


def test_every_route_has_a_policy() -> None:
    assert [route.name for route in our_routes() if route.name not in POLICIES] == []


def test_every_policy_has_a_route() -> None:
    assert set(POLICIES) - {route.name for route in all_routes()} == set()


def test_every_name_is_taken_once() -> None:
    found = [route.name for route in our_routes()]
    assert sorted(set(found)) == sorted(found)


@pytest.mark.parametrize("route", our_routes(), ids=names)
def test_only_public_routes_do_without_signing_in(route: Route) -> None:
    if hasattr(route.view, "cls"):
        assert RoutePolicy in route.view.cls.permission_classes
    else:
        open_to_all = not getattr(route.view, "login_required", True)
        assert open_to_all == is_public(route)


@pytest.mark.parametrize("route", our_routes(), ids=names)
def test_a_stranger_is_asked_to_sign_in(world: World, route: Route) -> None:
    if is_public(route):
        assert ask(world, "anonymous", "GET", route.path).status_code == 200
        return
    wrong = []
    for method in METHODS:
        response = ask(world, "anonymous", method, route.url(world.own))
        to_sign_in = response.status_code == 302 and response["Location"].startswith(SIGN_IN)
        turned_away = response.status_code == 401 if route.is_api else to_sign_in
        if not (turned_away or (route.name == "api-docs" and to_sign_in)):
            wrong.append((method, response.status_code))
    assert wrong == []


@pytest.mark.parametrize("route", [route for route in our_routes() if not is_public(route)], ids=names)
def test_who_may_do_what(world: World, route: Route) -> None:
    wrong = []
    for who, method in itertools.product(PEOPLE, METHODS):
        own = ask(world, who, method, route.url(world.own))
        if not fits(world, route, who, method, own):
            wrong.append((who, method, "own", own.status_code))
        if route.kind is not None:
            foreign = ask(world, who, method, route.url(world.foreign))
            expected = 404 if may(world, route, who, method) else refusal(route, method)
            if foreign.status_code != expected:
                wrong.append((who, method, "foreign", foreign.status_code))
    assert wrong == []


@pytest.mark.parametrize("route", [route for route in our_routes() if route.kind], ids=names)
def test_a_foreign_row_cannot_be_told_from_none(world: World, route: Route) -> None:
    for who, method in itertools.product(PEOPLE, METHODS):
        foreign = ask(world, who, method, route.url(world.foreign))
        nothing = ask(world, who, method, route.at(uuid.uuid4()))
        assert foreign.status_code == nothing.status_code
        assert not [key for key in world.foreign.keys if key in body(foreign)]


@pytest.mark.parametrize("route", our_routes(), ids=names)
def test_no_page_names_a_foreign_row(world: World, route: Route) -> None:
    for who in PEOPLE:
        shown = body(ask(world, who, "GET", route.url(world.own)))
        assert [key for key in world.foreign.keys if key in shown] == []


def test_a_route_that_nobody_declared_is_closed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(POLICIES, "worklist")
    monkeypatch.delitem(POLICIES, "api-case-list")
    for who in PEOPLE:
        assert ask(world, who, "GET", "/").status_code == 403
        assert ask(world, who, "GET", "/api/v1/cases/").status_code == 403


def test_an_address_that_does_not_exist_has_no_policy() -> None:
    assert policy_of(None) is None


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("diagnosis-record", "POST"),
        ("diagnosis-sign-out", "POST"),
        ("diagnosis-amend", "GET"),
        ("diagnosis-amend", "POST"),
        ("api-case-diagnoses", "POST"),
        ("api-diagnosis-detail", "PATCH"),
        ("api-diagnosis-sign-out", "POST"),
        ("api-diagnosis-amend", "POST"),
    ],
)
def test_only_pathologists_make_statements(world: World, name: str, method: str) -> None:
    route = next(route for route in our_routes() if route.name == name)
    for who in ("technician", "administrator", "superuser"):
        assert ask(world, who, method, route.url(world.own)).status_code == 403
    assert ask(world, "pathologist", method, route.url(world.own)).status_code != 403


def test_the_audit_trail_is_not_for_technicians(world: World) -> None:
    url = f"/api/v1/cases/{world.own.pk('cases')}/audit/"
    found = {who: ask(world, who, "GET", url).status_code for who in PEOPLE}
    assert found == {"technician": 403, "pathologist": 200, "administrator": 200, "superuser": 403}


def may(world: World, route: Route, who: str, method: str) -> bool:
    policy = route.policy
    if policy is None or method not in policy.permissions:
        return False
    permission = policy.permissions[method]
    return permission is None or world.people[who].can(permission)


def refusal(route: Route, method: str) -> int:
    return 403 if route.policy is not None and route.policy.knows(method) else 405


def fits(world: World, route: Route, who: str, method: str, response: Answer) -> bool:
    """Whether the answer is the policy's; an empty form is at worst refused for being empty."""
    if not may(world, route, who, method):
        return response.status_code == refusal(route, method)
    return response.status_code < 500 and response.status_code not in {401, 403, 404, 405}
