"""Every address of the portal."""

from __future__ import annotations

from importlib.util import find_spec

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    *(path(prefix, include(module)) for prefix, module in (
        ("", "diagnostics.urls"), ("", "cases.urls"), ("accounts/", "accounts.urls"), ("api/", "config.api"),
    ) if find_spec(module)),
]
