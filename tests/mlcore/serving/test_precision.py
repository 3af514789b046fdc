"""Which form of a network runs, and that answers say so."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from mlcore.bundle import BundleError, FileRef, read_bundle, write_bundle
from mlcore.serving import Classifier, precision
from mlcore.serving.precision import Precision
from tests.mlcore.fields import field
from tests.mlcore.tiny_bundle import build_tiny_bundle

if TYPE_CHECKING:
    from pathlib import Path

    from mlcore.findings import Finding


@pytest.fixture
def two_forms(tmp_path: Path) -> Path:
    """A bundle whose first member has a second form; it is another network here, to tell them apart."""
    folder = build_tiny_bundle(tmp_path / "bundle", members=2)
    bundle = read_bundle(folder)
    first, second = bundle.members
    shutil.copy(folder / second.file, folder / "tiny-0.int8.onnx")
    first = replace(first, int8=FileRef("tiny-0.int8.onnx", ""))
    write_bundle(folder, replace(bundle, members=(first, second)))
    return folder


def answer(folder: Path, wanted: Precision | None = None) -> Finding:
    return Classifier.load(folder, precision=wanted).classify(field(1))


def test_the_version_of_an_answer_says_that_a_network_ran_with_eight_bits(two_forms: Path) -> None:
    usual, smaller = answer(two_forms, Precision.FP32), answer(two_forms, Precision.INT8)

    assert (usual.model.version, smaller.model.version) == ("0.0.1", "0.0.1+int8")
    assert usual.model.sha256 == smaller.model.sha256
    assert usual.leukaemia_probability != smaller.leukaemia_probability


@pytest.mark.parametrize(("fast", "version"), [(True, "0.0.1+int8"), (False, "0.0.1")])
def test_eight_bits_run_by_themselves_only_where_the_processor_is_made_for_them(
    two_forms: Path, monkeypatch: pytest.MonkeyPatch, fast: bool, version: str
) -> None:
    monkeypatch.delenv("LEUKOSCOPE_PRECISION", raising=False)
    monkeypatch.setattr(precision, "has_dot_products", lambda: fast)

    assert answer(two_forms).model.version == version


def test_the_form_can_be_pinned(two_forms: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precision, "has_dot_products", lambda: True)
    monkeypatch.setenv("LEUKOSCOPE_PRECISION", "fp32")

    assert answer(two_forms).model.version == "0.0.1"


def test_a_form_that_nobody_knows_is_refused(two_forms: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEUKOSCOPE_PRECISION", "fp8")

    with pytest.raises(BundleError, match="auto, fp32, int8"):
        Classifier.load(two_forms)


def test_a_bundle_without_the_form_runs_as_usual(tmp_path: Path) -> None:
    folder = build_tiny_bundle(tmp_path)

    assert answer(folder, Precision.INT8).model.version == "0.0.1"


def test_a_changed_form_is_found_before_it_runs(two_forms: Path) -> None:
    changed = two_forms / "tiny-0.int8.onnx"
    changed.write_bytes(changed.read_bytes() + b"x")

    with pytest.raises(BundleError, match="int8"):
        Classifier.load(two_forms, precision=Precision.FP32)
