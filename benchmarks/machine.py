"""What the figures were measured on."""

from __future__ import annotations

import datetime
import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from mlcore.bundle import read_bundle
from mlcore.serving.precision import in_eight_bits, wanted_precision

PACKAGES: Final = ("Django", "celery", "keras", "numpy", "onnxruntime", "Pillow", "tensorflow")


def describe_machine() -> dict[str, str | int]:
    """Processor, cores, memory, system and versions."""
    versions = {name: found for name in PACKAGES if (found := _version(name))}
    return {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "processor": _processor(),
        "cores": usable_cores(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "networks": _networks(),
        **versions,
    }


def usable_cores() -> int:
    """Cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _networks() -> str:
    """The bundle, and which of its networks run with 8-bit arithmetic here."""
    bundle = read_bundle()
    eight_bit = in_eight_bits(bundle, wanted_precision())
    return f"{bundle.name} {bundle.version}, 8-bit: {', '.join(sorted(eight_bit)) or 'none'}"


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _processor() -> str:
    """The name that the system gives it: Linux tells in a file, others through Python."""
    listing = Path("/proc/cpuinfo")
    if listing.is_file():
        for line in listing.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()
