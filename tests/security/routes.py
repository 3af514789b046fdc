"""Every route of the portal, found by walking the resolver."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, URLResolver, get_resolver

from config.policies import POLICIES, Policy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from tests.security.world import Rows

KINDS = ("patients", "cases", "slides", "analyses", "diagnoses")


@dataclass(frozen=True)
class Route:
    """`path` has `<pk>` where the key of a row belongs."""

    name: str
    path: str
    view: Any

    @property
    def policy(self) -> Policy | None:
        return POLICIES.get(self.name)

    @property
    def is_api(self) -> bool:
        return self.path.startswith("/api/")

    @property
    def kind(self) -> str | None:
        """Which kind of row the key in the path is of, or None where there is none."""
        if "<pk>" not in self.path:
            return None
        return next(kind for kind in KINDS if f"/{kind}/<pk>" in self.path)

    def url(self, rows: Rows) -> str:
        return self.at(rows.pk(self.kind)) if self.kind else self.path

    def at(self, pk: UUID) -> str:
        return self.path.replace("<pk>", str(pk))


def all_routes() -> list[Route]:
    return list(_walk(get_resolver().url_patterns, "/", ""))


def our_routes() -> list[Route]:
    """All but those that the admin makes for itself."""
    return [route for route in all_routes() if not route.name.startswith("admin:")]


def _walk(patterns: list[URLPattern | URLResolver], prefix: str, space: str) -> Iterator[Route]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern).removeprefix("^").removesuffix("$").removesuffix(r"\Z")
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, path, inner)
        else:
            name = f"{space}{pattern.name}"
            yield Route(name, re.sub(r"<(\w+:)?(pk|id)>", "<pk>", path), pattern.callback)
