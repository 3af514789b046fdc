"""The API's description: OpenAPI 3 for programs, and a page to read it and to try it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.views import redirect_to_login
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.exceptions import NotAuthenticated

if TYPE_CHECKING:
    from django.http import HttpResponseBase


class SchemaView(SpectacularAPIView):
    """The schema, as YAML or, when asked, as JSON."""


class DocsView(SpectacularSwaggerSplitView):
    """The page; its script is fetched from here, not written into it."""

    url_name = "api-schema"
    template_name = "api/docs.html"

    def handle_exception(self, exc: Exception) -> HttpResponseBase:  # type: ignore[override]
        """Send a person who is not signed in to do so: the page is for browsers."""
        if isinstance(exc, NotAuthenticated):
            return redirect_to_login(self.request.get_full_path())
        return super().handle_exception(exc)
