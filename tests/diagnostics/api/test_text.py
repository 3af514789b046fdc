"""What people write in free text comes back as it was, or is refused by name; nothing breaks."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.api import client_of, person
from tests.factories.cases import CaseFactory, SlideFactory
from tests.factories.diagnostics import DiagnosisFactory

pytestmark = pytest.mark.django_db

TEXT = st.text(alphabet=st.characters(), max_size=120) | st.sampled_from(
    [
        "=cmd|' /C calc'!A0",
        "<img src=x onerror=1>",
        "'; DROP TABLE cases_case; --",
        "{{ 7*7 }}",
        "٣",
        "e\u0301",
        "🩸",
    ],
)


def kept(said: str) -> str:
    """How a text is kept: in Unicode normal form C, without white space around it."""
    return unicodedata.normalize("NFC", said).strip()


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=TEXT)
def test_free_text_comes_back_or_is_refused(db: None, said: str) -> None:
    user = person()
    case = CaseFactory(patient__laboratory=user.laboratory)
    places = [
        (f"/api/v1/cases/{case.pk}/", "patch", {}, "clinical_notes", "clinical_notes"),
        (
            f"/api/v1/diagnoses/{DiagnosisFactory(case=case, author=user).pk}/",
            "patch",
            {},
            "comment",
            "comment",
        ),
        (f"/api/v1/cases/{case.pk}/diagnoses/", "post", {"label": "other"}, "other_text", "other_text"),
        (f"/api/v1/slides/{SlideFactory(case=case).pk}/void/", "post", {}, "reason", "void_reason"),
    ]
    client = client_of(user)
    for url, method, sent, field, shown in places:
        body = json.dumps({**sent, field: said})
        response = getattr(client, method)(url, body, content_type="application/json")
        assert response.status_code in {200, 201, 400}
        if response.status_code == 400:
            assert list(response.json().get("errors", [field])) == [field]
        elif field != "reason":
            assert (response.json()[shown] or "") == kept(said)
        else:
            assert response.json()[shown] == " ".join(kept(said).split())
