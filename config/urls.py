"""Every address of the portal."""

from __future__ import annotations

from importlib.util import find_spec

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from config.health import livez

urlpatterns: list[URLPattern | URLResolver] = [
    path("livez", livez, name="livez"),
    path("admin/", admin.site.urls),
    *(
        path(prefix, include(module))
        for prefix, module in (
            ("", "diagnostics.urls"),
            ("", "cases.urls"),
            ("accounts/", "accounts.urls"),
            ("api/", "config.api"),
        )
        if find_spec(module)
    ),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
handler500 = "config.errors.server_error"
