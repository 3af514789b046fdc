"""What a second start need not do again, and what belongs to one portal at a time."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from launcher import data_folder, stamps
from launcher.faults import Fault
from launcher.trial.report import Report

if TYPE_CHECKING:
    from pathlib import Path

HOLD = """
import sys
from pathlib import Path
from launcher import data_folder
with data_folder.held(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""
JUNIT = """<testsuites><testsuite>
<testcase classname="tests.a" name="test_good"/>
<testcase classname="tests.a" name="test_bad"><failure message="no"/></testcase>
<testcase classname="tests.a" name="test_left"><skipped message="no Chromium on this machine"/></testcase>
</testsuite></testsuites>"""


def test_a_step_is_current_only_for_what_it_was_finished_from(tmp_path: Path) -> None:
    assert not stamps.is_current("packages", "one", tmp_path)
    stamps.write("packages", "one", tmp_path)
    assert stamps.is_current("packages", "one", tmp_path)
    assert not stamps.is_current("packages", "two", tmp_path)


def test_a_step_that_was_cut_short_is_done_anew(tmp_path: Path) -> None:
    stamps.write("packages", "one", tmp_path)
    stamps.drop("packages", tmp_path)
    assert not stamps.is_current("packages", "one", tmp_path)


def test_parts_are_not_run_together() -> None:
    assert stamps.digest(["ab", "c"]) != stamps.digest(["a", "bc"])


def test_a_data_folder_belongs_to_one_portal(checkout: Path, tmp_path: Path) -> None:
    data_folder.prepare(tmp_path)
    env = {"PYTHONPATH": str(checkout / "bin")}
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(
        command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        with pytest.raises(Fault, match="already runs"), data_folder.held(tmp_path):
            pass
        other.communicate()
    with data_folder.held(tmp_path):
        pass


def test_the_data_folder_is_closed_to_others(tmp_path: Path) -> None:
    data_folder.prepare(tmp_path / "data")
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0


def test_what_is_made_while_the_folder_is_held_is_closed_to_others(tmp_path: Path) -> None:
    data_folder.prepare(tmp_path)
    with data_folder.held(tmp_path):
        subprocess.run([sys.executable, "-c", "open('made', 'w')"], cwd=tmp_path, check=True)
    assert (tmp_path / "made").stat().st_mode & 0o777 == 0o600


def test_a_long_log_is_set_aside(tmp_path: Path) -> None:
    data_folder.prepare(tmp_path)
    log = data_folder.log(tmp_path, "web")
    with log.open("wb") as file:
        file.truncate(data_folder.LOG_LIMIT_BYTES + 1)
    assert not data_folder.log(tmp_path, "web").exists()
    assert (tmp_path / "logs" / "web.log.1").exists()


def test_the_report_counts_what_pytest_recorded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "run.xml").write_text(JUNIT)
    report = Report()
    report.note("format", good=True)
    report.read("sqlite", tmp_path / "run.xml", code=1)
    assert report.close() == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "2 passed, 1 failed, 1 skipped"
    assert "FAILED  sqlite: tests.a.test_bad" in lines
    assert "SKIPPED (1)  sqlite: no Chromium on this machine" in lines


def test_a_run_that_left_no_record_has_failed(tmp_path: Path) -> None:
    report = Report()
    report.note("format", good=True)
    report.read("sqlite", tmp_path / "run.xml", code=4)
    assert report.close() == 1


def test_a_run_in_which_nothing_passed_has_failed() -> None:
    assert Report().close() == 1
