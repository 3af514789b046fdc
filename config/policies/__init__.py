"""Who may use which route: every route is declared here, and what is not declared is denied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from config.policies.api import API
from config.policies.kinds import PUBLIC, STAFF, Policy
from config.policies.pages import PAGES

if TYPE_CHECKING:
    from django.urls import ResolverMatch

__all__ = ["POLICIES", "Policy", "policy_of"]

_ADMIN: Final[dict[str, Policy]] = {"admin:login": PUBLIC, "admin:logout": PUBLIC}

POLICIES: Final[dict[str, Policy]] = {**PAGES, **API, **_ADMIN}


def policy_of(match: ResolverMatch | None) -> Policy | None:
    """The policy of the resolved route, or None where none is declared.

    The admin makes its own routes, a set for each table: all of them are for staff, and inside the admin the
    role's model permissions and the laboratory decide.
    """
    if match is None:
        return None
    if match.view_name in POLICIES:
        return POLICIES[match.view_name]
    return STAFF if match.namespaces == ["admin"] else None
