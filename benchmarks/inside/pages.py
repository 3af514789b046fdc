"""Answers on its standard input how long one request takes, in a portal with so many cases.

`python -m benchmarks.inside.pages COUNT` fills the database that the environment names, says "ready", and
then for every line with the name of a request prints the seconds of one.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import django

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User

HERE: Final = "localhost"
PLAIN: Final = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
"""What a plain Django project has before its views."""


def main(count: int) -> int:
    """Fill, then answer until the input ends."""
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from benchmarks.inside.filling import fill, one_of

    call_command("migrate", verbosity=0)
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").is_file():
        call_command("collectstatic", interactive=False, verbosity=0)
    requests = _requests(fill(count), one_of(count))
    print("ready", flush=True)
    for line in sys.stdin:
        print(requests[line.strip()](), flush=True)
    return 0


def _requests(user: User, mrn: str) -> dict[str, Callable[[], float]]:
    from django.test import Client, override_settings

    from accounts.services.tokens import issue_token

    page, api = (
        Client(SERVER_NAME=HERE),
        Client(SERVER_NAME=HERE, headers={"Authorization": f"Bearer {issue_token(user=user)}"}),
    )
    page.force_login(user, backend="accounts.backends.RoleBackend")
    with override_settings(MIDDLEWARE=PLAIN, ROOT_URLCONF="benchmarks.inside.plain"):
        plain = Client(SERVER_NAME=HERE)
        plain.force_login(user, backend="accounts.backends.RoleBackend")
        _seconds(plain, "/cases/")  # builds the handler with these settings

    def plainly() -> float:
        with override_settings(ROOT_URLCONF="benchmarks.inside.plain"):
            return _seconds(plain, "/cases/")

    return {
        "worklist": lambda: _seconds(page, "/"),
        "search": lambda: _seconds(page, f"/?q={mrn}", mrn),
        "api": lambda: _seconds(api, "/api/v1/cases/"),
        "plain": plainly,
    }


def _seconds(client: object, path: str, needed: str = "") -> float:
    began = time.perf_counter()
    answer = client.get(path)  # type: ignore[attr-defined]
    taken = time.perf_counter() - began
    if answer.status_code != 200 or (f"MRN {needed}" not in answer.content.decode() and needed):  # noqa: PLR2004
        message = f"{path} answered {answer.status_code}, or not what was looked for."
        raise RuntimeError(message)
    return taken


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
