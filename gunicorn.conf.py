"""What gunicorn is told wherever it is started from this folder."""

from __future__ import annotations

logger_class = "config.server_log.ServerLog"
