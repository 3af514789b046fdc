"""`manage.py load_demo`: the laboratory to try the portal with."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.exceptions import Refusal
from diagnostics.demo.accounts import FILE_NAME, AccountTakenError
from diagnostics.demo.laboratory import NotHereError, load


class Command(BaseCommand):
    """Make the demo laboratory once; a second run changes nothing."""

    help = "Make a laboratory of invented patients and drawn smears, with an account for each role."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Run."""
        try:
            made = load(settings.DATA)
        except (AccountTakenError, NotHereError, OSError, Refusal) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            "The demo laboratory was made." if made else "The demo laboratory is there already."
        )
        self.stdout.write(f"Its accounts are in {settings.DATA / FILE_NAME}")
