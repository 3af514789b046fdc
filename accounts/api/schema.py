"""How the API describes itself: every operation with the refusals it can answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers

if TYPE_CHECKING:
    from drf_spectacular.utils import Direction

PROBLEM_TYPE: Final = "application/problem+json"

_ALWAYS: Final = {
    400: "The request is malformed; `errors` names the fields.",
    401: "No token, or one that is unknown, revoked or expired.",
    403: "The role does not allow this.",
}
_MISSING: Final = {404: "No such row in the laboratory of the user."}
_WRITES: Final = {
    409: "The row is not in a state in which this can be done.",
    413: "More bytes or pixels than are taken in.",
    415: "Not a kind of content that is taken in.",
    503: "A store does not answer just now; nothing was kept.",
}


class ProblemSerializer(serializers.Serializer[Any]):
    """A refusal as RFC 9457 has it, with a stable `code` for programs and a sentence for people."""

    type = serializers.CharField(help_text="`urn:leukoscope:problem:` and the code.")
    title = serializers.CharField(help_text="The code in words.")
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="One sentence that says what to do.")
    code = serializers.CharField()
    instance = serializers.CharField(help_text="The request, to quote when asking for help.")
    errors = serializers.DictField(  # type: ignore[assignment]  # a serializer has such an attribute, too
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text="Field names with their sentences.",
    )
    slide = serializers.UUIDField(required=False, help_text="For `duplicate_slide`: the first one.")
    signed_by = serializers.CharField(required=False, help_text="For `already_signed`: the printed name.")
    signed_at = serializers.DateTimeField(required=False, help_text="For `already_signed`: when.")


class ProblemAutoSchema(AutoSchema):
    """Adds the problem documents that follow from the method and the path."""

    def _get_response_bodies(self, direction: Direction = "response") -> dict[str, Any]:
        bodies = super()._get_response_bodies(direction)
        for status, description in self._refusals().items():
            problem = self._problem(str(status), direction)
            bodies.setdefault(str(status), {**problem, "description": description})
        return bodies

    def _problem(self, status: str, direction: Direction) -> dict[str, Any]:
        answer = self._get_response_for_code(ProblemSerializer, status, [PROBLEM_TYPE], direction)  # type: ignore[no-untyped-call]
        return dict(answer)

    def _refusals(self) -> dict[int, str]:
        reads = self.method in {"GET", "HEAD"}
        by_id = "{" in self.path
        refusals = dict(_ALWAYS)
        if by_id or not reads:
            refusals |= _MISSING
        return refusals if reads else refusals | _WRITES


class BearerScheme(KnoxTokenScheme):  # type: ignore[no-untyped-call]  # its base class registers it
    """Names our tokens in the schema."""

    target_class = "accounts.authentication.BearerAuthentication"
    name = "bearer"
