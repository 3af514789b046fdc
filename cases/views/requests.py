"""What the views of pages share: the request as the middleware hands it on, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from accounts.models import User

NOT_ACCEPTED = 422  # a form that is shown again with its errors


class PageRequest(HttpRequest):
    """A request of a person who is signed in; what else may come is refused before a view runs."""

    user: User
    htmx: HtmxDetails


def way_back(request: HttpRequest, otherwise: str) -> str:
    """The address named by the form's `next` where it is a path of ours, else the other one."""
    address = request.POST.get("next", "")
    ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if ours else otherwise
