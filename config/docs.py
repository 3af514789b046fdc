"""The API's description: OpenAPI 3 for programs, and a page to read it and to try it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib.auth.views import redirect_to_login
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.exceptions import NotAuthenticated

if TYPE_CHECKING:
    from django.http import HttpResponseBase

# Swagger UI's page has a style element of its own; it holds nothing of ours and can run nothing.
_STYLES: Final[dict[str, Any]] = {"style-src": [SELF, UNSAFE_INLINE]}


class SchemaView(SpectacularAPIView):
    """The schema, as YAML or, when asked, as JSON."""


@method_decorator(csp_update(_STYLES), name="dispatch")
class DocsView(SpectacularSwaggerSplitView):
    """The page; its script is fetched from here, not written into it."""

    url_name = "api-schema"

    def handle_exception(self, exc: Exception) -> HttpResponseBase:  # type: ignore[override]
        """Send a person who is not signed in to do so: the page is for browsers."""
        if isinstance(exc, NotAuthenticated):
            return redirect_to_login(self.request.get_full_path())
        return super().handle_exception(exc)
