"""The running portal: bulk work, memory, starts, and the way of one upload."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from benchmarks import processes, rows
from benchmarks.asking import ROOT, number_from, running
from benchmarks.fields import small_field
from benchmarks.rows import Row, not_run
from mlcore.serving import Classifier

if TYPE_CHECKING:
    from benchmarks.asking import Child

GOALS: Final = (rows.BULK, rows.MEMORY, rows.START, rows.UPLOAD, rows.SECOND_START)
DESK: Final = "benchmarks.inside.desk"
FIELDS: Final = 200
STARTS: Final = 3
UPLOADS: Final = 25
WARM: Final = 5
PICTURES: Final = 8
NO_TENSORFLOW: Final = "TensorFlow is not installed: bin/up --prepare --with-training"


def measure() -> list[Row]:
    """Measure the group."""
    with tempfile.TemporaryDirectory(prefix="leukoscope-benchmark-") as folder:
        data = Path(folder)
        with running(DESK, [], data) as desk:
            return [*_worker(desk, data), *_start(desk, data), *_portal(desk, data)]


def _finding_seconds() -> float:
    """Seconds of a bare whole answer about a field, over the pictures that the desk sends."""
    classifier, pictures = Classifier.load(), [small_field(seed) for seed in range(PICTURES)]
    seconds = []
    for turn in range(WARM):
        for pixels in pictures:
            began = time.perf_counter()
            classifier.classify(pixels)
            if turn:
                seconds.append(time.perf_counter() - began)
    return sum(seconds) / len(seconds)


def _worker(desk: Child, data: Path) -> list[Row]:
    """A queue that waits for a worker, and what the worker holds when it has worked it off."""
    before = _finding_seconds()
    desk.ask(f"queue {FIELDS}")
    with processes.started(processes.worker(), data, "worker") as worker:
        spent = desk.ask("worked")
        sizes = processes.resident_mib(worker.pid)
        working = sum(size for pid, size in sizes.items() if pid != worker.pid)
    bare = (before + _finding_seconds()) / 2
    numbers = {"fields_per_s": FIELDS / spent, "bare_fields_per_s": 1 / bare}
    return [Row(rows.BULK, numbers["fields_per_s"] / numbers["bare_fields_per_s"], numbers), _memory(working)]


def _memory(working: float) -> Row:
    if find_spec("tensorflow") is None:
        return not_run((rows.MEMORY,), NO_TENSORFLOW)[0]
    other = number_from("benchmarks.inside.tensorflow_worker")
    return Row(rows.MEMORY, working / other, {"worker_mib": working, "with_tensorflow_mib": other})


def _start(desk: Child, data: Path) -> list[Row]:
    """From the start of a worker to its first result, and importing TensorFlow, by turns."""
    if find_spec("tensorflow") is None:
        return not_run((rows.START,), NO_TENSORFLOW)
    ours, theirs = [], []
    for _ in range(STARTS):
        desk.ask("queue 1")
        began = time.perf_counter()
        with processes.started(processes.worker(), data, "worker"):
            desk.ask("worked")
            ours.append(time.perf_counter() - began)
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import tensorflow"], stderr=subprocess.DEVNULL, check=True)
        theirs.append(time.perf_counter() - began)
    value = median(a / b for a, b in zip(ours, theirs, strict=True))
    return [Row(rows.START, value, {"first_result_s": median(ours), "import_tensorflow_s": median(theirs)})]


def _portal(desk: Child, data: Path) -> list[Row]:
    """The portal as bin/up runs it: started once and stopped, started again, then asked."""
    port = processes.free_port()
    command = [str(ROOT / "bin" / "up"), "--no-demo", f"--data={data}", f"--port={port}"]
    page = f"http://127.0.0.1:{port}/accounts/sign-in/"
    with processes.started(command, data, "up"):
        processes.seconds_to_answer(page)
    with processes.started(command, data, "up"):
        second = processes.seconds_to_answer(page)
        seconds = [desk.ask(f"upload {port}") for _ in range(WARM + UPLOADS)][WARM:]
    bare = _finding_seconds()
    numbers = {"post_to_result_ms": 1000 * median(seconds), "bare_finding_ms": 1000 * bare}
    return [Row(rows.UPLOAD, median(seconds) / bare, numbers), Row(rows.SECOND_START, second)]
