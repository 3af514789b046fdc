"""The Celery application. Tasks are found in the installed apps; a message is only a wake-up call."""

from __future__ import annotations

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.embedded")

# Celery knows its brokers by name; ours is its own, made safe for readers that look at a bad moment.
TRANSPORT_ALIASES["filesystem"] = "config.file_broker:Transport"

app = Celery("leukoscope")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
