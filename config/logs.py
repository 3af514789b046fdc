"""Which logs are kept: one stream, to the standard error, for whoever started the process to keep."""

from __future__ import annotations

from typing import Any

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"impersonal": {"()": "config.journal.ImpersonalFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "impersonal"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # Django's own handlers would mail and print in their own form.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # One line for each request is enough: the request log has it, only failures need their traceback.
        "django.request": {"level": "ERROR"},
        # These name the address and the host that were asked for.
        "django.security": {"level": "CRITICAL"},
        # These name the account and the address it was tried from; the table of attempts keeps both.
        "axes": {"level": "ERROR"},
    },
}
