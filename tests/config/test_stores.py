from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper

from config import env, stores

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NAMES = (
    "DATABASE_URL",
    "REDIS_URL",
    "LEUKOSCOPE_S3_BUCKET",
    "LEUKOSCOPE_SECRET_KEY",
    "LEUKOSCOPE_ALLOWED_HOSTS",
)


@pytest.fixture
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., env.Environment]:
    """Reads an environment that holds only what is given."""

    def read(**given: str) -> env.Environment:
        for name in NAMES:
            monkeypatch.delenv(name, raising=False)
        for name, value in {"LEUKOSCOPE_DATA": str(tmp_path), **given}.items():
            monkeypatch.setenv(name, value)
        return env.read()

    return read


def test_nothing_given_means_the_data_folder(surroundings: Callable[..., env.Environment]) -> None:
    here = surroundings()
    assert stores.database(here)["NAME"] == here.data / "db.sqlite3"
    assert stores.broker_url(here) == "filesystem://localhost//"
    assert stores.cache(here)["BACKEND"].endswith("LocMemCache")
    assert stores.files(here)["BACKEND"] == "cases.storage.DurableFileSystemStorage"


def test_the_file_broker_stays_inside_the_data_folder(surroundings: Callable[..., env.Environment]) -> None:
    here = surroundings()
    options = stores.broker_options(here)
    folders = [value for name, value in options.items() if "folder" in name]
    assert len(folders) == 4
    assert all(folder.startswith(f"{here.data}{os.sep}broker{os.sep}") for folder in folders)
    assert options["data_folder_in"] == options["data_folder_out"]
    assert options["store_processed"] is True


def test_postgresql_comes_from_its_address(surroundings: Callable[..., env.Environment]) -> None:
    database = stores.database(surroundings(DATABASE_URL="postgres://portal:p%40ss@db.example:5433/smears"))
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert [database[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "portal",
        "p@ss",
        "db.example",
        5433,
        "smears",
    ]


def test_redis_is_broker_and_cache_and_never_waits_long(surroundings: Callable[..., env.Environment]) -> None:
    here = surroundings(REDIS_URL="redis://127.0.0.1:6379/3")
    assert stores.broker_url(here) == "redis://127.0.0.1:6379/3"
    assert stores.cache(here)["LOCATION"] == "redis://127.0.0.1:6379/3"
    for options in (stores.broker_options(here), stores.cache(here)["OPTIONS"]):
        assert options["socket_timeout"] == options["socket_connect_timeout"] == 2


def test_a_bucket_keeps_the_images(surroundings: Callable[..., env.Environment]) -> None:
    files = stores.files(surroundings(LEUKOSCOPE_S3_BUCKET="smears"))
    assert files["BACKEND"] == "storages.backends.s3.S3Storage"
    assert files["OPTIONS"]["bucket_name"] == "smears"
    assert files["OPTIONS"]["default_acl"] is None


def test_lists_and_folders_are_read_as_such(surroundings: Callable[..., env.Environment]) -> None:
    here = surroundings(LEUKOSCOPE_ALLOWED_HOSTS=" a.example, b.example ,", LEUKOSCOPE_DATA="here/data")
    assert here.allowed_hosts == ["a.example", "b.example"]
    assert here.data.is_absolute()


@pytest.mark.django_db
def test_sqlite_keeps_a_log_and_writes_it_through(tmp_path: Path) -> None:
    # Every option of a connection, as Django fills them in.
    wrapper = DatabaseWrapper({**connection.settings_dict, **stores.sqlite(tmp_path / "x.sqlite3")}, "other")
    try:
        with wrapper.cursor() as cursor:
            journal, synchronous, wait = (
                cursor.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("journal_mode", "synchronous", "busy_timeout")
            )
    finally:
        wrapper.close()
    assert (journal, synchronous, wait) == ("wal", 2, 20_000)
