from __future__ import annotations

import uuid

import pytest

from diagnostics.inference import DECISION_SUPPORT
from tests.factories.api import client_of, person, refused, same_refusal
from tests.factories.diagnostics import MODEL, PROBABILITIES, AnalysisFactory, cell

pytestmark = pytest.mark.django_db

URL = "/api/v1/analyses/"
FIELDS = {
    *("id", "slide", "status", "outcome", "label", "confidence", "probabilities", "prediction_set"),
    *("leukaemia_probability", "reasons", "cells", "heatmap", "model", "error", "attempts"),
    *("requested_at", "started_at", "finished_at", "timings", "decision_support"),
}
ANSWER = ("outcome", "label", "confidence", "probabilities", "prediction_set", "leukaemia_probability")


def shown(**traits: object) -> dict[str, object]:
    analysis = AnalysisFactory(**traits)
    client = client_of(person(analysis.slide.case.laboratory, "technician"))
    response = client.get(f"{URL}{analysis.pk}/")
    assert response.status_code == 200
    body: dict[str, object] = response.json()
    assert set(body) == FIELDS
    assert (body["id"], body["slide"]) == (str(analysis.pk), str(analysis.slide_id))
    assert body["decision_support"] == DECISION_SUPPORT
    return body


def test_a_queued_analysis_has_nothing_to_say() -> None:
    body = shown()
    assert (body["status"], body["attempts"], body["reasons"], body["cells"]) == ("queued", 0, [], [])
    empty = {name for name, value in body.items() if value is None}
    assert empty == {*ANSWER, "heatmap", "model", "error", "started_at", "finished_at", "timings"}


def test_a_classified_one_says_everything() -> None:
    body = shown(classified=True, timings={"decode": 12.5})
    assert [body[name] for name in ANSWER] == ["classified", "pre_b", 0.9, PROBABILITIES, ["pre_b"], 0.98]
    assert body["model"] == {"name": MODEL["model_name"], "version": "1", "sha256": "0" * 64}
    assert body["heatmap"] == f"{URL}{body['id']}/heatmap/"
    assert body["timings"] == {"decode": 12.5}
    assert body["error"] is None
    assert body["finished_at"]


def test_an_uncertain_one_names_no_class() -> None:
    body = shown(uncertain=True)
    assert [body[name] for name in ANSWER] == [
        "uncertain",
        None,
        None,
        PROBABILITIES,
        ["pre_b", "pro_b"],
        0.98,
    ]
    assert [reason["code"] for reason in body["reasons"]] == ["low_confidence"]  # type: ignore[attr-defined]
    assert body["heatmap"]


def test_a_not_analysable_one_gives_reasons_alone() -> None:
    body = shown(not_analysable=True)
    assert [body[name] for name in ANSWER] == ["not_analysable", None, None, None, None, 0.98]
    assert body["reasons"] == [{"code": "out_of_focus", "text": "The image is out of focus."}]
    assert body["heatmap"] is None


def test_white_cells_are_given_with_their_boxes_and_what_they_look_like() -> None:
    cells = [
        cell(4, 8, pre_b=0.7, normal=0.3),
        cell(9, 0, cut=True),
    ]
    assert shown(classified=True, cells=cells)["cells"] == [
        {
            "x": 4,
            "y": 8,
            "width": 20,
            "height": 24,
            "cut": False,
            "probabilities": {"pre_b": 0.7, "normal": 0.3},
        },
        {"x": 9, "y": 0, "width": 20, "height": 24, "cut": True, "probabilities": None},
    ]


def test_a_failed_one_says_why() -> None:
    body = shown(failed=True)
    assert (body["status"], body["error"]) == ("failed", "The image cannot be decoded.")
    assert all(body[name] is None for name in ANSWER)


def test_the_heatmap_is_for_the_laboratory_alone() -> None:
    analysis = AnalysisFactory(classified=True)
    url = f"{URL}{analysis.pk}/heatmap/"
    response = client_of(person(analysis.slide.case.laboratory)).get(url)
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert response.getvalue() == b"\x89PNG"
    stranger = client_of(person())
    hidden = stranger.get(url)
    assert refused(hidden, 404, "not_found")
    assert same_refusal(hidden, stranger.get(f"{URL}{uuid.uuid4()}/heatmap/"))
    assert same_refusal(hidden, stranger.get(f"{URL}{analysis.pk}/"))
    assert same_refusal(hidden, stranger.post(f"{URL}{analysis.pk}/retry/"))


def test_without_a_heatmap_there_is_a_404() -> None:
    analysis = AnalysisFactory(not_analysable=True)
    client = client_of(person(analysis.slide.case.laboratory))
    assert refused(client.get(f"{URL}{analysis.pk}/heatmap/"), 404, "not_found")


def test_only_a_failed_analysis_is_queued_again() -> None:
    analysis = AnalysisFactory(failed=True)
    client = client_of(person(analysis.slide.case.laboratory, "technician"))
    url = f"{URL}{analysis.pk}/retry/"
    extra = client.post(url, {"status": "succeeded"}, format="json")
    assert list(refused(extra, 400, "invalid")["errors"]) == ["status"]
    body = client.post(url).json()
    assert (body["id"], body["status"], body["attempts"]) == (str(analysis.pk), "queued", 0)
    assert (body["error"], body["finished_at"]) == (None, None)
    assert refused(client.post(url), 409, "not_failed")


def test_the_list_is_narrowed_by_slide_case_and_what_came_out() -> None:
    first = AnalysisFactory(classified=True)
    laboratory = first.slide.case.laboratory
    other = AnalysisFactory(failed=True, slide__case__patient__laboratory=laboratory)
    AnalysisFactory(classified=True)
    client = client_of(person(laboratory))

    def listed(**query: str) -> list[str]:
        return [row["id"] for row in client.get(URL, query).json()["results"]]

    assert set(listed()) == {str(first.pk), str(other.pk)}
    assert listed(slide=str(first.slide_id)) == [str(first.pk)]
    assert listed(case=str(other.slide.case_id)) == [str(other.pk)]
    assert listed(status="failed") == [str(other.pk)]
    assert listed(outcome="classified") == [str(first.pk)]
