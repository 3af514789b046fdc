"""The Celery application. Tasks are found in the installed apps; a message is only a wake-up call."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.embedded")

app = Celery("leukoscope")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
