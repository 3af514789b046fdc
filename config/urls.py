"""Every address of the portal. Who may use each is declared in `config.policies`."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from config.health import livez

urlpatterns = [
    path("", include("diagnostics.urls")),
    path("", include("cases.urls")),
    path("accounts/", include("accounts.urls")),
    path("api/", include("config.api")),
    # One form for everybody: the admin's own would leave the tokens of the account alive.
    path(
        "admin/password_change/", RedirectView.as_view(pattern_name="password-change"), name="admin-password"
    ),
    path("admin/", admin.site.urls),
    path("livez", livez, name="livez"),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
handler500 = "config.errors.server_error"
