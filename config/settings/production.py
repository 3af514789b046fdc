"""A server that other machines reach, behind TLS."""

from __future__ import annotations

import warnings

from config import folders, refuse_start
from config.settings.base import *  # noqa: F403
from config.settings.base import DATA, ENVIRONMENT

refuse_start.unless_safe(ENVIRONMENT)
folders.prepare(DATA)

if not ENVIRONMENT.database_url:
    warnings.warn(
        "DATABASE_URL is not set: the records are kept in SQLite in the data folder, on this one machine.",
        RuntimeWarning,
        stacklevel=1,
    )

SECRET_KEY = ENVIRONMENT.secret_key
ALLOWED_HOSTS = ENVIRONMENT.allowed_hosts

if ENVIRONMENT.behind_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^livez$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
