"""The WSGI application."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from config.charset import text_only

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.embedded")

application = text_only(get_wsgi_application())
