"""`manage.py create_laboratory`: the first laboratory and its administrator."""

from __future__ import annotations

import getpass
import os
import sys
from typing import TYPE_CHECKING

from django.core.management.base import BaseCommand, CommandError

from accounts.exceptions import ValidationRefused
from accounts.services.laboratories import create_laboratory

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    """Make a laboratory and its first administrator."""

    help = (
        "Make a laboratory and its first administrator. What is not given is asked for. The password "
        "is taken from standard input with --password-stdin, or from LEUKOSCOPE_PASSWORD, or asked for."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", help="name of the laboratory")
        parser.add_argument("--username", help="username of the administrator")
        parser.add_argument("--first-name", default="")
        parser.add_argument("--last-name", default="")
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input"
        )

    def handle(
        self, *args: object, name: str | None, username: str | None, password_stdin: bool, **options: str
    ) -> None:
        given = {
            "name": name or _ask("Laboratory: "),
            "username": username or _ask("Username of the administrator: "),
            "first_name": options["first_name"],
            "last_name": options["last_name"],
        }
        password = _password(from_stdin=password_stdin)
        try:
            administrator = create_laboratory(password=password, **given)
        except ValidationRefused as refusal:
            lines = [f"{field}: {sentence}" for field, found in refusal.fields.items() for sentence in found]
            raise CommandError("\n".join(lines)) from refusal
        self.stdout.write(f"{administrator.laboratory}: {administrator.username} can sign in.")


def _ask(question: str) -> str:
    if not sys.stdin.isatty():
        raise CommandError("Nobody is there to ask: give --name and --username.")
    return input(question).strip()


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if password := os.environ.get("LEUKOSCOPE_PASSWORD"):
        return password
    if not sys.stdin.isatty():
        raise CommandError(
            "Give the password in LEUKOSCOPE_PASSWORD, or on standard input with --password-stdin."
        )
    password = getpass.getpass("Password: ")
    if password != getpass.getpass("Password again: "):
        raise CommandError("The two passwords differ. Nothing was made; run the command again.")
    return password
