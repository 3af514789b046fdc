"""One machine, one folder, reached over loopback only: the laptop and the demonstration."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from config import folders
from config.settings.base import *  # noqa: F403
from config.settings.base import DATA, ENVIRONMENT

LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]

if not set(ENVIRONMENT.allowed_hosts) <= set(LOOPBACK):
    msg = (
        "The embedded settings serve this machine only, but LEUKOSCOPE_ALLOWED_HOSTS names another host: "
        "set DJANGO_SETTINGS_MODULE to config.settings.production."
    )
    raise ImproperlyConfigured(msg)

folders.prepare(DATA)

ALLOWED_HOSTS = LOOPBACK
SECRET_KEY = ENVIRONMENT.secret_key or folders.secret_key(DATA)
