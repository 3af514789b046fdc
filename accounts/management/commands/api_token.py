"""`manage.py api_token USERNAME`: print a new token and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.management.base import BaseCommand, CommandError

from accounts.exceptions import Refusal
from accounts.models import User
from accounts.services.tokens import issue_token

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    """Make a token for the API."""

    help = "Print a new API token of an account. It is shown this once; only its hash is stored."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--days", type=int, default=None, help="how long it is valid (default: 90 days)")

    def handle(self, *args: object, username: str, days: int | None, **options: object) -> None:
        if days is not None and days < 1:
            raise CommandError("--days has to be 1 or more.")
        try:
            user = User.objects.get(username=username)
            token = issue_token(user=user, life=None if days is None else timedelta(days=days))
        except User.DoesNotExist as error:
            raise CommandError("There is no account of this name.") from error
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(token)
