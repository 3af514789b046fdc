"""The tests: a folder that goes away, and a hasher that costs nothing."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from config import folders, stores
from config.settings.base import *  # noqa: F403
from config.settings.base import ENVIRONMENT, STORAGES

_scratch = tempfile.TemporaryDirectory(prefix="leukoscope-test-")
DATA = ENVIRONMENT.data if "LEUKOSCOPE_DATA" in os.environ else Path(_scratch.name)
MEDIA_ROOT = DATA / "media"
FILE_UPLOAD_TEMP_DIR = DATA / "uploads"
folders.prepare(DATA)

SECRET_KEY = "only-for-tests-" + "0123456789abcdefghij" * 3
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}

if not ENVIRONMENT.database_url:
    # A file, not memory: threads of a test then meet the same locks as in the field.
    DATABASES = {"default": stores.sqlite(DATA / "db.sqlite3", synchronous="OFF")}
    DATABASES["default"]["TEST"] = {"NAME": DATA / "test.sqlite3"}

CACHES = {"default": stores.MEMORY}
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}

# Files are served from where they lie, without collecting them first.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
