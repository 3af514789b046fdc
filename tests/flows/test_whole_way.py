"""The whole way over HTTP, with a real web server and a real worker, on the stores of this run."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from diagnostics.demo.drawing import draw_smear, encode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.flows.portal import Portal

pytestmark = [pytest.mark.process, pytest.mark.xdist_group("flows")]


@pytest.fixture(autouse=True)
def _worker(portal: Portal) -> Iterator[None]:
    worker = portal.start_worker()
    yield
    if worker in portal.processes:
        portal.kill(worker)


def smear(seed: int) -> bytes:
    return encode(draw_smear(seed), "PNG")


def test_from_upload_to_signed_case(portal: Portal) -> None:
    case = portal.open_case("whole", priority="stat")
    slide = portal.upload(case["id"], smear(1))
    found = portal.finished(slide["analysis"]["id"])
    assert found["status"] == "succeeded"
    assert found["outcome"] in {"classified", "uncertain"}
    assert sum(found["probabilities"].values()) == pytest.approx(1, abs=1e-3)
    assert len(found["model"]["sha256"]) == 64
    heatmap = Image.open(io.BytesIO(portal.call("GET", found["heatmap"]).content))
    assert (heatmap.size, heatmap.mode) == ((224, 224), "L")
    assert np.ptp(np.asarray(heatmap)) > 0
    image = Image.open(io.BytesIO(portal.call("GET", f"/api/v1/slides/{slide['id']}/image/").content))
    assert image.size == (224, 224)

    assert portal.call("GET", f"/api/v1/cases/{case['id']}/")["status"] == "awaiting_review"
    call = {"label": "pre_b", "comment": "blasts"}
    diagnosis = portal.call("POST", f"/api/v1/cases/{case['id']}/diagnoses/", json=call, status=201)
    sign_out = f"/api/v1/diagnoses/{diagnosis['id']}/sign-out/"
    wrong = {"password": "a guess", "meaning": "authorship"}
    portal.call("POST", sign_out, json=wrong, status=403)
    right = {"password": "correct horse battery staple", "meaning": "authorship"}
    portal.call("POST", sign_out, json=right)
    portal.call("POST", sign_out, json=right, status=409)
    assert portal.call("GET", f"/api/v1/cases/{case['id']}/")["status"] == "signed_out"
    portal.upload(case["id"], smear(2), status=409)


def test_the_same_image_twice_names_the_first(portal: Portal) -> None:
    case = portal.open_case("twice")
    first = portal.upload(case["id"], smear(3))
    assert portal.upload(case["id"], smear(3), status=409)["slide"] == first["id"]


def test_an_image_that_breaks_off_is_failed_with_a_reason_and_can_be_retried(portal: Portal) -> None:
    case = portal.open_case("damaged")
    data = smear(4)
    slide = portal.upload(case["id"], data[: len(data) // 2])
    found = portal.finished(slide["analysis"]["id"])
    assert (found["status"], found["outcome"]) == ("failed", None)
    assert found["error"].endswith(".")
    portal.call("POST", f"/api/v1/analyses/{found['id']}/retry/")
    assert portal.finished(found["id"])["status"] == "failed"


def test_a_worker_that_is_killed_loses_and_doubles_nothing(portal: Portal) -> None:
    case = portal.open_case("killed")
    worker = portal.processes[-1]
    slides = [portal.upload(case["id"], smear(seed)) for seed in range(10, 18)]
    portal.finished(slides[0]["analysis"]["id"])
    portal.kill(worker)
    portal.start_worker()
    for slide in slides:
        assert portal.finished(slide["analysis"]["id"], within=30)["status"] == "succeeded"
    trail = portal.call("GET", f"/api/v1/cases/{case['id']}/audit/")
    done = [event["object_id"] for event in trail["results"] if event["action"] == "analysis.succeeded"]
    assert len(done) == len(set(done)) == len(slides)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_neither_web_nor_worker_holds_tensorflow(portal: Portal) -> None:
    case = portal.open_case("modules")
    portal.finished(portal.upload(case["id"], smear(20))["analysis"]["id"])
    mapped = portal.modules_of_worker_and_web()
    assert "onnxruntime" in mapped
    assert "tensorflow" not in mapped
    assert "keras" not in mapped


def test_nothing_personal_reaches_logs_and_file_names(portal: Portal) -> None:
    case = portal.open_case("CANARY-7", clinical_notes="CANARY-notes")
    slide = portal.upload(case["id"], smear(21), name="CANARY-Jane-Doe.png")
    portal.finished(slide["analysis"]["id"])
    portal.call("GET", "/api/v1/patients/?search=CANARY")
    logs = "".join(path.read_text(errors="replace") for path in portal.data.rglob("*.log"))
    messages = "".join(path.read_text(errors="replace") for path in portal.data.rglob("*.msg"))
    names = " ".join(str(path.relative_to(portal.data)) for path in portal.data.rglob("*"))
    for place in (logs, messages, names):
        assert "CANARY" not in place
        assert "Demo-Linde" not in place
