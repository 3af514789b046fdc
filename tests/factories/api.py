"""Programs that talk to the API with a token."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from rest_framework.test import APIClient

from accounts.services.tokens import issue_token
from tests.factories.accounts import UserFactory

if TYPE_CHECKING:
    from accounts.models import Laboratory, User

PROBLEM = "application/problem+json"


def client_of(user: User) -> APIClient:
    """A client that shows the user's token."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue_token(user=user)}")
    return client


def person(laboratory: Laboratory | None = None, role: str = "pathologist") -> User:
    """A user of the laboratory, or of a new one."""
    place = {"laboratory": laboratory} if laboratory else {}
    user: User = UserFactory(role=role, **place)
    return user


def refused(response: Any, status: int, code: str) -> dict[str, Any]:
    """The problem document of a refusal, looked at from all sides."""
    body: dict[str, Any] = response.json()
    assert response.status_code == status, body
    assert response["Content-Type"] == PROBLEM
    assert (body["status"], body["code"]) == (status, code), body
    assert body["type"] == f"urn:leukoscope:problem:{code}"
    assert body["title"]
    assert body["detail"].endswith((".", "!", "?"))
    assert str(uuid.UUID(body["instance"].removeprefix("urn:uuid:"))) in body["instance"]
    return body


def same_refusal(one: Any, other: Any) -> bool:
    """Whether two refusals tell the caller the same, all but the id of the request."""
    first, second = ({**response.json(), "instance": None} for response in (one, other))
    return bool(first == second and one.status_code == other.status_code)
