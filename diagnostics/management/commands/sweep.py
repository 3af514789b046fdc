"""`manage.py sweep`: find work whose worker or message was lost."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from diagnostics.services.sweeper import sweep, sweep_forever

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Sweep once and say what was found, or every two seconds until stopped."""

    help = "Requeue analyses whose worker was lost and wake workers for analyses that have waited."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add `--forever`."""
        parser.add_argument("--forever", action="store_true", help="sweep every two seconds until stopped")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run."""
        if options["forever"]:
            stop = threading.Event()
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stop.set())
            sweep_forever(stop)
            return
        found = sweep()
        self.stdout.write(f"{found.taken_back} taken back, {found.woken} woken")
