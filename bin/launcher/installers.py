"""Two ways to install pinned packages: uv, which is fast, and pip, which is always there."""

from __future__ import annotations

import ast
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from launcher.commands import run, say
from launcher.faults import Fault
from launcher.places import PYTHON, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

UV = "bin/launcher/pins/uv.txt"
EXACTLY = ("--quiet", "--no-deps", "--only-binary", ":all:", "--require-hashes")
PIP = (str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input")
FAILURE = "The Python packages could not be installed."
# What pip is told about mirrors and certificates, in uv's words, and what stands between several values.
UV_WORDS = {
    "index-url": ("UV_DEFAULT_INDEX", " "),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "trusted-host": ("UV_INSECURE_HOST", " "),
    "cert": ("SSL_CERT_FILE", " "),
}


def install(names: Sequence[str]) -> None:
    """Install exactly what the files name into .venv. Raises Fault where neither way succeeds."""
    try:
        _by_uv(names)
    except Fault:
        say("(uv cannot do it here; pip does, which takes a little longer)")
        run([*PIP, "install", *EXACTLY, *_files(names)], FAILURE)


@contextmanager
def borrowed(name: str) -> Iterator[Path]:
    """A folder with the packages of one file, which is gone afterwards: tools larger than their use."""
    with tempfile.TemporaryDirectory(prefix="leukoscope-tool-") as folder:
        run(
            [*PIP, "install", *EXACTLY, *_files([name]), "--target", folder],
            f"{name} could not be installed.",
        )
        yield Path(folder)


def _by_uv(names: Sequence[str]) -> None:
    with borrowed(UV) as folder:
        uv = [str(folder / "bin" / "uv"), "pip", "install", "--python", str(PYTHON), "--no-config"]
        # The hashes say which file is meant, whichever mirror it comes from.
        run([*uv, *EXACTLY, "--index-strategy=unsafe-best-match", *_files(names)], FAILURE, _pip_settings())


def _files(names: Sequence[str]) -> list[str]:
    return [part for name in names for part in ("--requirement", str(ROOT / name))]


def _pip_settings() -> dict[str, str]:
    """What pip has been told, by file or environment, as the variables that uv reads."""
    found: dict[str, str] = {}
    for line in run([*PIP, "config", "list"], FAILURE).splitlines():
        key, _, value = line.partition("=")
        word = UV_WORDS.get(key.rpartition(".")[2])
        if word:
            variable, between = word
            found[variable] = between.join(ast.literal_eval(value).split())
    return found
