"""`python -m mlcore verify`: whether a bundle is whole and its networks answer as they did when exported."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from mlcore.bundle import BundleError, read_bundle
from mlcore.cli.output import print_json, refuse
from mlcore.probe import ProbeError, check_member
from mlcore.serving.engine import Engine

if TYPE_CHECKING:
    from collections.abc import Sequence


def run(args: Sequence[str]) -> int:
    """Check hashes, then every member on the probe pictures; exit status 1 where something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m mlcore verify", description="Check a bundle.")
    parser.add_argument("bundle", type=Path, nargs="?", metavar="BUNDLE", help="default: the shipped one")
    folder = parser.parse_args(args).bundle
    try:
        bundle = read_bundle(folder)
        members = {
            member.name: check_member(bundle, member.name, Engine(bundle.locate(member.file)))
            for member in bundle.members
        }
    except (BundleError, ProbeError) as error:
        return refuse(str(error), ok=False)
    named = {"name": bundle.name, "version": bundle.version, "sha256": bundle.sha256}
    print_json({"ok": True, **named, "files": len(bundle.files), "members": members})
    return 0
