"""The commands as other tools call them: exit status, JSON on standard output and nothing else there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from mlcore.cli import main
from mlcore.labels import CLASSES
from mlcore.seen import GroupMarks
from tests.mlcore.fields import encoded, field, save
from tests.mlcore.tiny_bundle import build_tiny_bundle

if TYPE_CHECKING:
    from pathlib import Path

FOLDERS = ("Benign", "Early", "Pre", "Pro")


@pytest.fixture
def fields(tmp_path: Path) -> Path:
    """Two fields for each of the four classes."""
    for seed in range(8):
        save(field(seed), tmp_path / "fields" / FOLDERS[seed % 4] / f"{seed}.png")
    return tmp_path / "fields"


def run(capsys: pytest.CaptureFixture[str], *args: object) -> tuple[int, list[dict[str, Any]], str]:
    """Exit status, lines of JSON, and what was said to people."""
    status = main([str(own) for own in args])
    captured = capsys.readouterr()
    return status, [json.loads(line) for line in captured.out.splitlines()], captured.err


def test_predict_answers_one_line_per_file(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path, tmp_path: Path
) -> None:
    files = [save(field(seed), tmp_path / f"field {seed}.png") for seed in (1, 2)]

    status, lines, said = run(capsys, "predict", *files, "--json", "--bundle", tiny_bundle)

    assert status == 0
    assert said == ""
    assert [line["file"] for line in lines] == [str(file) for file in files]
    for line in lines:
        assert set(line) == {
            "file", "outcome", "label", "confidence", "probabilities", "prediction_set",
            "leukaemia_probability", "reasons", "quality", "model", "bundle_sha256", "milliseconds",
        }  # fmt: skip
        assert list(line["probabilities"]) == list(CLASSES)
        assert line["model"] == {"name": "tiny", "version": "0.0.1"}
        assert len(line["bundle_sha256"]) == 64
        assert line["milliseconds"] > 0


def test_predict_says_it_in_words_too(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path, tmp_path: Path
) -> None:
    files = [save(field(1), tmp_path / "good.png"), save(field(1, (60, 50)), tmp_path / "small.png")]

    _, lines, said = run(capsys, "predict", *files, "--bundle", tiny_bundle)

    assert len(lines) == 2
    assert "too small" in said


def test_an_unreadable_file_is_reported_and_the_others_answered(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path, tmp_path: Path
) -> None:
    good = save(field(1), tmp_path / "good.png")
    broken = tmp_path / "broken.png"
    broken.write_bytes(encoded(field(1))[:500])

    status, lines, _ = run(
        capsys, "predict", broken, tmp_path / "gone.png", good, "--json", "--bundle", tiny_bundle
    )

    assert status == 1
    assert "damaged" in lines[0]["error"]
    assert "cannot be read" in lines[1]["error"]
    assert lines[2]["outcome"] == "classified"


def test_heatmaps_are_grey_pictures_of_the_fields_size(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path, tmp_path: Path
) -> None:
    files = [save(field(seed, (300, 240)), tmp_path / f"{seed}" / "field.png") for seed in (1, 2)]

    run(capsys, "predict", *files, "--json", "--bundle", tiny_bundle, "--heatmaps", tmp_path / "heat")

    assert sorted(path.name for path in (tmp_path / "heat").iterdir()) == ["0-field.png", "1-field.png"]
    image = Image.open(tmp_path / "heat" / "0-field.png")
    assert (image.mode, image.size) == ("L", (300, 240))
    assert np.ptp(np.asarray(image)) > 0


def test_marrow_may_be_named(capsys: pytest.CaptureFixture[str], tiny_bundle: Path, tmp_path: Path) -> None:
    file = save(field(1), tmp_path / "marrow.png")

    _, lines, _ = run(capsys, "predict", file, "--json", "--bundle", tiny_bundle, "--specimen", "bone_marrow")

    assert lines[0]["reasons"][0]["code"] == "specimen_not_validated"
    assert lines[0]["label"] is None


def test_evaluate_gives_the_figures(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path, fields: Path
) -> None:
    status, lines, said = run(capsys, "evaluate", fields, "--json", "--bundle", tiny_bundle)

    assert status == 0
    assert said == ""
    (figures,) = lines
    assert figures["n"] == 8
    assert {
        "accuracy", "balanced_accuracy", "per_class", "binary", "ece", "coverage", "selective_accuracy",
        "confusion", "outcomes", "colour_only",
    } <= set(figures)  # fmt: skip
    assert sum(figures["outcomes"].values()) == 8
    assert set(figures["per_class"]["pre_b"]) == {"sensitivity", "specificity", "precision", "f1"}


def test_evaluate_may_take_one_fold(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path, fields: Path
) -> None:
    rows = [f"{name}/{seed}.png,{name},{seed}" for seed, name in enumerate(FOLDERS * 2)]
    (fields / "manifest.csv").write_text("\n".join(["file,class,block", *rows]))

    first = run(capsys, "evaluate", fields, "--fold", 0, "--json", "--bundle", tiny_bundle)
    empty = run(capsys, "evaluate", fields, "--fold", 4, "--json", "--bundle", tiny_bundle)

    assert first[1][0]["n"] == 4
    assert empty[0] == 1
    assert "empty" in empty[1][0]["error"]


def test_evaluate_refuses_images_that_the_model_has_seen(
    capsys: pytest.CaptureFixture[str], fields: Path, tmp_path: Path
) -> None:
    large = field(70, (448, 448))
    bundle = build_tiny_bundle(tmp_path / "bundle", trained_on=[field(2), large[:224, :224]])
    save(large[60:284, 50:274], fields / "Pro" / "overlap.png")

    status, lines, _ = run(capsys, "evaluate", fields, "--json", "--bundle", bundle)

    assert status == 1
    assert set(lines[0]) == {"error", "files"}
    assert sorted(lines[0]["files"]) == ["Pre/2.png", "Pro/overlap.png"]


def test_evaluate_refuses_other_images_of_a_patient_that_the_model_has_seen(
    capsys: pytest.CaptureFixture[str], fields: Path, tmp_path: Path
) -> None:
    patients = ("P1", "P2", "", "P3", "P1", "P4", "", "P5")
    rows = [
        f"{FOLDERS[seed % 4]}/{seed}.png,{FOLDERS[seed % 4]},{patient}"
        for seed, patient in enumerate(patients)
    ]
    (fields / "manifest.csv").write_text("\n".join(["file,class,group", *rows]))
    seen = GroupMarks.of(["P1", "P3", "P9", ""])
    bundle = build_tiny_bundle(tmp_path / "bundle", data={"groups": seen.as_json()})

    status, lines, _ = run(capsys, "evaluate", fields, "--json", "--bundle", bundle)

    assert status == 1
    assert sorted(lines[0]["files"]) == ["Benign/0.png", "Benign/4.png", "Pro/3.png"]
    assert "P9" not in (bundle / "bundle.json").read_text()


def test_evaluate_refuses_what_it_cannot_read(
    capsys: pytest.CaptureFixture[str], tiny_bundle: Path, fields: Path, tmp_path: Path
) -> None:
    (fields / "Pre" / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 no picture")

    status, lines, _ = run(capsys, "evaluate", fields, "--json", "--bundle", tiny_bundle)
    nowhere = run(capsys, "evaluate", tmp_path / "nowhere", "--json", "--bundle", tiny_bundle)

    assert (status, lines[0]["files"]) == (1, ["Pre/broken.jpg"])
    assert nowhere[0] == 1
    assert "not a folder" in nowhere[1][0]["error"]


@pytest.mark.parametrize(
    "command", [["predict", "x.png", "--bundle"], ["evaluate", "x", "--bundle"], ["verify"]]
)
def test_a_bundle_with_a_wrong_hash_answers_nothing(
    capsys: pytest.CaptureFixture[str], fields: Path, tmp_path: Path, command: list[str]
) -> None:
    bundle = build_tiny_bundle(tmp_path / "bundle")
    (bundle / "reference.npz").write_bytes(b"something else")
    command = [str(fields) if own == "x" else own for own in command]

    status, lines, said = run(capsys, *command, bundle)

    assert status == 1
    assert "reference.npz" in lines[0]["error"]
    assert "reference.npz" in said


def test_verify_says_that_all_is_well(capsys: pytest.CaptureFixture[str], tiny_bundle: Path) -> None:
    status, lines, _ = run(capsys, "verify", tiny_bundle)

    assert status == 0
    assert lines[0]["ok"] is True
    assert lines[0]["members"]["tiny-0"]["recorded"] < 1e-4


def test_verify_finds_a_network_that_answers_otherwise(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    bundle = build_tiny_bundle(tmp_path, probe={"tiny-0": [[1.0, 0.0, 0.0, 0.0]] * 4})

    status, lines, _ = run(capsys, "verify", bundle)

    assert status == 1
    assert "tiny-0" in lines[0]["error"]


@pytest.mark.parametrize(("args", "status"), [([], 2), (["shred"], 2), (["--help"], 0)])
def test_the_commands_are_named_when_none_is_given(
    capsys: pytest.CaptureFixture[str], args: list[str], status: int
) -> None:
    assert main(args) == status
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "predict" in captured.err


def test_answering_loads_no_training_library(tiny_bundle: Path, tmp_path: Path, checkout: Path) -> None:
    file = save(field(1), tmp_path / "field.png")
    code = (
        "import sys; from mlcore.cli import main; status = main(sys.argv[1:]);"
        "heavy = {'tensorflow', 'keras', 'matplotlib', 'onnx', 'scipy', 'django'} & set(sys.modules);"
        "sys.exit(f'loaded {heavy}' if heavy else status)"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, "predict", str(file), "--json", "--bundle", str(tiny_bundle)],
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(checkout)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["outcome"] == "classified"


def test_the_module_can_be_run_from_anywhere(tiny_bundle: Path, tmp_path: Path, checkout: Path) -> None:
    save(field(1), tmp_path / "field.png")

    done = subprocess.run(
        [sys.executable, "-m", "mlcore", "predict", "field.png"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(checkout), "LEUKOSCOPE_BUNDLE": str(tiny_bundle)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(done.stdout)["file"] == "field.png"
    assert "field.png: " in done.stderr
