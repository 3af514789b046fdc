"""`python -m benchmarks.inside.large_field FIELD.npy`: prints the MiB that an answer about it needs."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

import numpy as np

from benchmarks.fields import small_field
from mlcore.serving import Classifier


def main(file: str) -> int:
    """Answer about a small field, then about this one, and tell by how much the peak has risen."""
    classifier, pixels = Classifier.load(), np.load(file)
    classifier.classify(small_field())
    before = _peak_mib()
    classifier.classify(pixels)
    print(round(_peak_mib() - before, 1))
    return 0


def _peak_mib() -> float:
    """The most that this process has held so far; on Linux the other figure begins with the parent's."""
    status = Path("/proc/self/status")
    if status.is_file():
        lines = dict(line.split(":", 1) for line in status.read_text(encoding="utf-8").splitlines())
        return int(lines["VmHWM"].split()[0]) / 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
