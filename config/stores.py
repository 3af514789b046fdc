"""Where things are kept: database, cache, queue and files, each by one function of the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import environ

if TYPE_CHECKING:
    from pathlib import Path

    from config.env import Environment

Options = dict[str, Any]  # Django's and Celery's own settings have no narrower type

MEMORY: Options = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}


def sqlite(path: Path, *, synchronous: str = "FULL") -> Options:
    """SQLite with a write-ahead log; writers queue for up to 20 s; nothing is lost when the power goes."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous};",
        },
    }


def database(env: Environment) -> Options:
    """PostgreSQL where DATABASE_URL names one, else SQLite in the data folder."""
    if not env.database_url:
        return sqlite(env.data / "db.sqlite3")
    postgres: Options = environ.Env.db_url_config(env.database_url)
    postgres["CONN_MAX_AGE"] = 60
    postgres["CONN_HEALTH_CHECKS"] = True
    postgres.setdefault("OPTIONS", {}).setdefault("connect_timeout", 3)
    return postgres


def cache(env: Environment) -> Options:
    """Redis where REDIS_URL names one, else the memory of the process."""
    if not env.redis_url:
        return MEMORY
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.redis_url,
        "KEY_PREFIX": "leukoscope",
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    }


def broker_url(env: Environment) -> str:
    """Redis where REDIS_URL names one, else the data folder itself."""
    return env.redis_url or "filesystem://localhost//"


def broker_options(env: Environment) -> Options:
    """How the broker is spoken to. It may lose messages: the rows in the database are the queue."""
    if env.redis_url:
        return {"socket_timeout": 2, "socket_connect_timeout": 2, "visibility_timeout": 330}
    broker = env.data / "broker"
    return {
        "data_folder_in": str(broker / "messages"),
        "data_folder_out": str(broker / "messages"),
        "control_folder": str(broker / "control"),
        # Messages that were read go here instead of the system's temporary folder; the sweeper purges them.
        "store_processed": True,
        "processed_folder": str(broker / "processed"),
        "polling_interval": 0.02,
    }


def files(env: Environment) -> Options:
    """A bucket where LEUKOSCOPE_S3_BUCKET names one, else the data folder, written through to the disk.

    Keys, region and endpoint of the bucket come from the usual AWS_* variables.
    """
    if not env.s3_bucket:
        return {"BACKEND": "cases.storage.DurableFileSystemStorage"}
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env.s3_bucket,
            "default_acl": None,
            "file_overwrite": False,
            "querystring_expire": 300,
        },
    }


def static_folders(checkout: Path) -> list[Any]:
    """Our own static files, and of the browser libraries that npm fetched only the folders that pages use."""
    libraries = {
        "lib/htmx": checkout / "node_modules" / "htmx.org" / "dist",
        "lib/openseadragon": checkout / "node_modules" / "openseadragon" / "build" / "openseadragon",
    }
    return [checkout / "static", *((prefix, path) for prefix, path in libraries.items() if path.is_dir())]
