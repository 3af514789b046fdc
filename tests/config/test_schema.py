"""What the API says of itself."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from rest_framework.test import APIClient

from config.api import v1
from tests.factories.api import client_of, person, refused


def _generate() -> dict[str, Any]:
    made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return made


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return _generate()


def _operations(schema: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]


def test_the_schema_is_valid_and_made_without_warnings(schema: dict[str, Any]) -> None:
    validate_schema(schema)  # type: ignore[no-untyped-call]
    GENERATOR_STATS.reset()
    _generate()
    assert not GENERATOR_STATS._warn_cache
    assert not GENERATOR_STATS._error_cache


def test_every_address_is_described(schema: dict[str, Any]) -> None:
    described = {re.sub(r"{\w+}", "<>", path.removeprefix("/api/v1/")) for path in schema["paths"]}
    assert described == {re.sub(r"<[^>]+>", "<>", str(route.pattern)) for route in v1}


def test_every_operation_says_what_it_answers_and_how_it_refuses(schema: dict[str, Any]) -> None:
    for path, method, operation in _operations(schema):
        answers = operation["responses"]
        assert operation["description"], path
        assert any(status.startswith("2") for status in answers), path
        expected = {"400", "401", "403"} | ({"404"} if "{" in path else set())
        expected |= {"404", "409", "413", "415", "503"} if method != "get" else set()
        for status in expected:
            assert list(answers[status]["content"]) == ["application/problem+json"], (path, status)


def test_bodies_are_json_but_for_the_upload(schema: dict[str, Any]) -> None:
    for path, method, operation in _operations(schema):
        kinds = list(operation.get("requestBody", {}).get("content", {}))
        if (path, method) == ("/api/v1/slides/", "post"):
            assert kinds == ["multipart/form-data"]
        else:
            assert kinds in ([], ["application/json"]), (path, method)


def test_nobody_can_send_a_laboratory_a_status_or_a_signature(schema: dict[str, Any]) -> None:
    requests = {
        name: fields for name, fields in schema["components"]["schemas"].items() if name.endswith("Request")
    }
    assert requests
    for name, fields in requests.items():
        sent = set(fields.get("properties", {}))
        assert not sent & {
            "laboratory",
            "status",
            "author",
            "created_by",
            "signed_by",
            "signed_at",
            "outcome",
        }, name


@pytest.mark.django_db
def test_the_schema_is_for_people_who_are_signed_in() -> None:
    assert refused(APIClient().get("/api/schema/"), 401, "not_authenticated")
    response = client_of(person()).get("/api/schema/")
    assert response.status_code == 200
    assert yaml.safe_load(response.content)["openapi"].startswith("3.")


@pytest.mark.django_db
def test_the_page_sends_strangers_to_sign_in_and_runs_no_inline_script() -> None:
    browser = Client()
    away = browser.get("/api/docs/")
    assert (away.status_code, away["Location"].split("?")[0]) == (302, "/accounts/sign-in/")
    browser.force_login(person(), backend="accounts.backends.RoleBackend")
    page = browser.get("/api/docs/")
    assert page.status_code == 200
    assert "unsafe" not in page["Content-Security-Policy"]
    assert not re.search(r"<style|style=|<script(?![^>]*\bsrc=)[^>]*>\s*\S", page.content.decode())
    assert not re.search(r"(src|href)=.https?:", page.content.decode())
    script = browser.get("/api/docs/?script=")
    assert script["Content-Type"].startswith("application/javascript")
    assert b"/api/schema/" in script.content


@pytest.mark.django_db
def test_an_unknown_address_of_the_api_is_a_problem_document() -> None:
    for path in ("/api/v1/nothing/", "/api/v1/patients/not-a-uuid/", "/api/v2/"):
        assert refused(client_of(person()).get(path), 404, "not_found")
