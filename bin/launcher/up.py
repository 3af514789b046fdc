"""`bin/up`: from a fresh checkout to a running portal, by one command."""

from __future__ import annotations

import argparse
import os
import shlex
import time
from pathlib import Path
from typing import TYPE_CHECKING

from launcher import browser_libraries, data_folder, packages, portal, ports, stamps
from launcher.commands import say
from launcher.faults import Fault
from launcher.places import ROOT
from launcher.supervisor import Supervisor

if TYPE_CHECKING:
    from collections.abc import Sequence

ANSWERS_WITHIN_SECONDS = 90.0
GIVE_UP_AFTER_DEATHS = 4


def main(arguments: Sequence[str]) -> int:
    """Install what is missing, then run the portal until it is stopped."""
    options = _options(arguments)
    data = Path(options.data).expanduser().absolute()
    if not options.prepare:
        ports.require_free(options.port)
        data_folder.prepare(data)
    with stamps.one_at_a_time():
        packages.install(packages.WHOLE if options.with_training else packages.SERVE)
        browser_libraries.install()
        if options.prepare:
            say("Everything is installed; bin/up starts the portal.")
            return 0
        portal.collect_static(data)
    with data_folder.held(data):
        _fill(data, demo=options.demo)
        _serve(data, options.port)
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/up", description="Start the portal on this machine.")
    parser.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1 (default: 8000)")
    data = os.environ.get("LEUKOSCOPE_DATA") or str(ROOT / "data")
    parser.add_argument("--data", default=data, help="data folder (default: LEUKOSCOPE_DATA, else ./data)")
    parser.add_argument(
        "--no-demo", dest="demo", action="store_false", help="make no demonstration laboratory"
    )
    parser.add_argument("--prepare", action="store_true", help="only install, start nothing")
    parser.add_argument("--with-training", action="store_true", help="install what trains a model, too")
    return parser.parse_args(arguments)


def _fill(data: Path, *, demo: bool) -> None:
    """Bring the database up to date and make the demonstration where it is wanted."""
    portal.manage(
        data, "migrate", "--noinput", failure=f"The database in {data} could not be brought up to date."
    )
    # The accounts are written last: where they are, all of the demonstration is.
    if demo and not data_folder.demo_accounts(data):
        say("Making the demonstration laboratory ...")
        portal.manage(data, "load_demo", failure="The demonstration could not be made.")


def _serve(data: Path, port: int) -> None:
    """Run the processes, tell where they are reached, and stay until a signal comes."""
    with Supervisor(portal.processes(data, port)) as supervisor:
        deadline = time.monotonic() + ANSWERS_WITHIN_SECONDS
        while not supervisor.stopping and not ports.answers(port):
            supervisor.look()
            if time.monotonic() > deadline or supervisor.deaths >= GIVE_UP_AFTER_DEATHS:
                raise Fault(f"The portal did not start: see the logs in {data / 'logs'}.")
        if not supervisor.stopping:
            _welcome(data, port)
        while not supervisor.stopping:
            supervisor.look()
        say("Stopping ...")
    say("Stopped. Everything is kept in the data folder.")


def _welcome(data: Path, port: int) -> None:
    say(f"\nLeukoscope runs at\n\nhttp://{ports.LOOPBACK}:{port}/\n")
    accounts = data_folder.demo_accounts(data)
    if accounts:
        say("Demonstration accounts, for this machine only:")
        say("\n".join(accounts))
    else:
        say("A first laboratory is made, in another terminal, by:")
        say(f"LEUKOSCOPE_DATA={shlex.quote(str(data))} .venv/bin/python manage.py create_laboratory\n")
    say(f"Data and logs are in {data}. Ctrl-C stops everything.")
