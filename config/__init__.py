"""Settings, routes, queue and error map: the top of the house."""

from __future__ import annotations

from config.celery import app as celery_app

__all__ = ["celery_app"]
