"""Databases of their own for a benchmark: files, or databases on the server that the environment names."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

USUAL: Final = "postgresql://postgres@127.0.0.1:5432/postgres"


class NoServerError(Exception):
    """There is no PostgreSQL that lets us make a database; the message says what to do."""


@contextmanager
def own_database(name: str) -> Iterator[str]:
    """The URL of a new PostgreSQL database, which is dropped afterwards. Raises NoServerError."""
    import psycopg

    server = os.environ.get("DATABASE_URL") or USUAL
    name = f"leukoscope_benchmark_{name}_{os.getpid()}"
    try:
        with psycopg.connect(server, autocommit=True, connect_timeout=3) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
    except psycopg.Error as error:
        raise NoServerError("no PostgreSQL that may be used: name one in DATABASE_URL") from error
    try:
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
