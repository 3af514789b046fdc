"""A server that would be unsafe does not start; it says why."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from config.env import Environment

MIN_KEY_LENGTH = 50
MIN_KEY_LETTERS = 10


def unless_safe(env: Environment) -> None:
    """Raise ImproperlyConfigured, with one sentence for each thing that is wrong."""
    faults = [
        *_debug_faults(),
        *_key_faults(env.secret_key),
        *_host_faults(env.allowed_hosts),
        *_demo_faults(env),
    ]
    if faults:
        raise ImproperlyConfigured(" ".join(faults))


def _debug_faults() -> list[str]:
    if os.environ.get("DEBUG", os.environ.get("DJANGO_DEBUG", "")).lower() in {"1", "true", "yes", "on"}:
        return ["Production does not run with DEBUG: unset it."]
    return []


def _key_faults(key: str) -> list[str]:
    if not key:
        return ["LEUKOSCOPE_SECRET_KEY is not set: give it at least 50 random characters."]
    if len(key) < MIN_KEY_LENGTH or len(set(key)) < MIN_KEY_LETTERS or key.startswith("django-insecure-"):
        return ["LEUKOSCOPE_SECRET_KEY is too easy to guess: give it at least 50 random characters."]
    return []


def _host_faults(hosts: list[str]) -> list[str]:
    if not hosts:
        return ["LEUKOSCOPE_ALLOWED_HOSTS is not set: name the hosts under which the portal is reached."]
    if any("*" in host for host in hosts):
        return ["LEUKOSCOPE_ALLOWED_HOSTS must not hold *: name each host."]
    return []


def _demo_faults(env: Environment) -> list[str]:
    if (env.data / "demo_accounts").exists():
        return [f"The data folder {env.data} holds the demo accounts: set LEUKOSCOPE_DATA to another folder."]
    return []
