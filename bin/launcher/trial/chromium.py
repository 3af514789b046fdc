"""A Chromium for the browser tests: the machine's, else Debian's, else the one that Playwright fetches."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from launcher.commands import run, say, succeeds
from launcher.faults import Fault
from launcher.places import PYTHON

VARIABLE = "LEUKOSCOPE_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
PLAYWRIGHTS = (
    "from playwright.sync_api import sync_playwright as start\n"
    "with start() as playwright: print(playwright.chromium.executable_path)"
)


def find() -> str | None:
    """The path of a Chromium that starts, fetched if need be; None where there is none to be had."""
    return _machines() or _debians() or _playwrights()


def _machines() -> str | None:
    paths = [os.environ.get(VARIABLE), *map(shutil.which, NAMES), *MAC]
    return next((path for path in paths if path and succeeds([path, "--version"])), None)


def _debians() -> str | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    say("Installing Chromium from Debian ...")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        run(["apt-get", "update", "-qq"], "Debian's lists could not be fetched.", quiet)
        run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], "No Chromium.", quiet)
    except Fault:
        return None
    return _machines()


def _playwrights() -> str | None:
    say("Fetching Playwright's Chromium ...")
    try:
        run([str(PYTHON), "-m", "playwright", "install", "chromium"], "No Chromium.")
        path = run([str(PYTHON), "-c", PLAYWRIGHTS], "No Chromium.").strip()
    except Fault:
        return None
    return path if Path(path).exists() else None
