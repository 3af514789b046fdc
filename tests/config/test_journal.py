"""The log names nobody."""

from __future__ import annotations

import io
import json
import logging
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client, RequestFactory

from config.journal import ImpersonalFormatter
from tests.factories.accounts import UserFactory
from tests.factories.cases import PatientFactory

if TYPE_CHECKING:
    from collections.abc import Iterator

CANARY = "Kanarienvogel"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the formatter makes of every record."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(ImpersonalFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)


@pytest.mark.django_db
def test_a_request_is_one_line_without_address_query_or_body(client: Client, written: io.StringIO) -> None:
    user = UserFactory()
    patient = PatientFactory(laboratory=user.laboratory, family_name=CANARY)
    client.force_login(user)
    client.get(f"/patients/?search={CANARY}")
    client.get(f"/patients/{patient.pk}/")
    client.post("/patients/new/", {"family_name": CANARY})
    client.get(f"/{CANARY}/")
    client.post("/accounts/sign-in/", {"username": CANARY, "password": CANARY})
    client.get("/patients/", headers={"Host": f"{CANARY}.example", "User-Agent": CANARY})
    lines = written.getvalue()
    assert CANARY not in lines
    assert str(patient.pk) not in lines
    assert "method=GET route=patient-list" in lines
    assert "route=patient-detail" in lines
    assert lines.count(" leukoscope.request ") == 6


@pytest.mark.django_db
def test_the_number_in_the_answer_is_the_number_in_the_log(client: Client, written: io.StringIO) -> None:
    number = client.get("/livez")["X-Request-ID"]
    assert f"id={number}" in written.getvalue()


def test_a_failure_keeps_its_lines_of_code_and_loses_its_texts(written: io.StringIO) -> None:
    def fail() -> None:
        try:
            json.loads("{}")[CANARY]
        except KeyError as error:
            raise ValueError(f"Key (mrn)=({CANARY}) already exists.") from error

    request: Any = RequestFactory().get(f"/patients/{CANARY}/?q={CANARY}")
    try:
        fail()
    except ValueError:
        logging.getLogger("django.request").exception(
            "Internal Server Error: %s", request.path, extra={"request": request, "status_code": 500}
        )
    lines = written.getvalue()
    assert CANARY not in lines
    assert "builtins.ValueError" in lines
    assert "builtins.KeyError" in lines
    assert "in fail" in lines
    assert "status=500" in lines


def test_a_task_that_failed_is_named_by_its_id_alone(written: io.StringIO) -> None:
    data = {
        "name": "diagnostics.run_analysis",
        "id": "7d0f",
        "exc": CANARY,
        "args": CANARY,
        "description": "raised unexpected",
    }
    logging.getLogger("celery.app.trace").error("Task failed: %(exc)s %(args)s", data, extra={"data": data})
    lines = written.getvalue()
    assert CANARY not in lines
    assert "task=diagnostics.run_analysis id=7d0f raised unexpected" in lines
