"""What a run refuses, in one sentence and with exit status 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mlcore.training.cli import run

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.training


def refused(capfd: pytest.CaptureFixture[str], arguments: list[str]) -> str:
    assert run(arguments) == 1
    captured = capfd.readouterr()
    assert captured.out == ""
    return captured.err


def test_a_missing_folder(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    said = refused(capfd, ["--data", str(tmp_path / "nowhere"), "--out", str(tmp_path / "out")])

    assert "nowhere is not a folder" in said


def test_a_folder_of_something_else_is_not_written_over(
    capfd: pytest.CaptureFixture[str], options: list[str], tmp_path: Path
) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")

    said = refused(capfd, [*options, "--out", str(tmp_path)])

    assert "is no bundle" in said
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_one_class_alone(capfd: pytest.CaptureFixture[str], drawn_set: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "CLL").symlink_to(drawn_set / "CLL")

    said = refused(capfd, ["--data", str(tmp_path / "data"), "--out", str(tmp_path / "out")])

    assert "two classes or more" in said


def test_a_malignant_class_without_a_folder(
    capfd: pytest.CaptureFixture[str], options: list[str], tmp_path: Path
) -> None:
    said = refused(capfd, [*options, "--out", str(tmp_path / "out"), "--malignant", "sarcoma"])

    assert "sarcoma" in said


@pytest.mark.parametrize(("content", "sentence"), [(None, "is not there"), (b"no weights", "does not fit")])
def test_weights_that_cannot_be_used(
    capfd: pytest.CaptureFixture[str],
    options: list[str],
    tmp_path: Path,
    content: bytes | None,
    sentence: str,
) -> None:
    weights = tmp_path / "backbone.weights.h5"
    if content is not None:
        weights.write_bytes(content)

    said = refused(capfd, [*options, "--out", str(tmp_path / "out"), "--backbone-weights", str(weights)])

    assert sentence in said
