"""The environment: every variable the portal reads, typed, and refused with a sentence when it is wrong."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured

CHECKOUT = Path(__file__).resolve().parent.parent

_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"", "0", "false", "no", "off"})
_SHIFT = 12 * 60  # no session lasts longer


@dataclass(frozen=True, slots=True)
class Environment:
    """What the surroundings say. An empty string means "not given"."""

    data: Path
    bundle: Path
    precision: str
    database_url: str
    redis_url: str
    s3_bucket: str
    secret_key: str
    allowed_hosts: list[str]
    behind_proxy: bool
    idle_minutes: int
    time_zone: str


def read() -> Environment:
    """Read the variables. Raises ImproperlyConfigured, with a sentence, for a value that makes no sense."""
    return Environment(
        data=_folder("LEUKOSCOPE_DATA", CHECKOUT / "data"),
        bundle=_folder("LEUKOSCOPE_BUNDLE", CHECKOUT / "mlcore" / "bundles" / "default"),
        precision=_choice("LEUKOSCOPE_PRECISION", ("auto", "fp32", "int8")),
        database_url=_url("DATABASE_URL", ("postgres", "postgresql")),
        redis_url=_url("REDIS_URL", ("redis", "rediss")),
        s3_bucket=_text("LEUKOSCOPE_S3_BUCKET"),
        secret_key=_text("LEUKOSCOPE_SECRET_KEY"),
        allowed_hosts=_words("LEUKOSCOPE_ALLOWED_HOSTS"),
        behind_proxy=_flag("LEUKOSCOPE_BEHIND_PROXY"),
        idle_minutes=_minutes("LEUKOSCOPE_IDLE_MINUTES", 30),
        time_zone=_zone("LEUKOSCOPE_TIME_ZONE"),
    )


def _text(name: str) -> str:
    return os.environ.get(name, "").strip()


def _words(name: str) -> list[str]:
    return [word.strip() for word in _text(name).split(",") if word.strip()]


def _flag(name: str) -> bool:
    value = _text(name).lower()
    if value not in _TRUE | _FALSE:
        msg = f"{name} is {value!r}: set it to 1 or 0."
        raise ImproperlyConfigured(msg)
    return value in _TRUE


def _choice(name: str, choices: tuple[str, ...]) -> str:
    """One of some words; the first where none is given."""
    value = _text(name).lower() or choices[0]
    if value not in choices:
        msg = f"{name} is {value!r}: set it to one of {', '.join(choices)}."
        raise ImproperlyConfigured(msg)
    return value


def _minutes(name: str, default: int) -> int:
    value = _text(name) or str(default)
    if not (value.isascii() and value.isdecimal() and 1 <= int(value) <= _SHIFT):
        msg = f"{name} is {value!r}: set it to a number of minutes from 1 to {_SHIFT}."
        raise ImproperlyConfigured(msg)
    return int(value)


def _zone(name: str) -> str:
    value = _text(name) or "UTC"
    try:
        ZoneInfo(value)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        msg = f"{name} is {value!r}: set it to the name of a time zone, such as Europe/Berlin."
        raise ImproperlyConfigured(msg) from None
    return value


def _folder(name: str, default: Path) -> Path:
    path = Path(_text(name) or default).expanduser().absolute()
    if path.exists() and not path.is_dir():
        msg = f"{name} is {path}, which is a file: name a folder."
        raise ImproperlyConfigured(msg)
    return path


def _url(name: str, schemes: tuple[str, ...]) -> str:
    value = _text(name)
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        known = parts.scheme in schemes and (parts.hostname or parts.query) and (parts.port or True)
    except ValueError:
        known = False
    if not known:
        # The value is not repeated: it may hold a password.
        msg = f"{name} cannot be used: it has to start with {schemes[0]}:// and to name a host."
        raise ImproperlyConfigured(msg)
    return value
