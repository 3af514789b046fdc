"""Refusals: what the portal will not do, said in a sentence that tells the user what to do instead.

Services raise one named subclass for each reason. A refusal belongs to a family, and knows nothing of HTTP:
the error map at the top of the house turns families into answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Refusal(Exception):  # noqa: N818 - the word of the domain; a refusal is an answer, not a fault
    """The request was understood and is not carried out.

    `code` is stable and for machines, `message` is one sentence for people, `fields` names the wrong
    fields with their sentences, where it lies with them. `extra` holds what a caller may need to go on (for
    example the id of the slide that was there first).
    """

    code: ClassVar[str] = "refused"
    default_message: ClassVar[str] = "This cannot be done."

    def __init__(
        self,
        message: str | None = None,
        *,
        fields: Mapping[str, Sequence[str]] | None = None,
        **extra: object,
    ) -> None:
        self.message = message or self.default_message
        self.fields = {name: list(sentences) for name, sentences in (fields or {}).items()}
        self.extra: dict[str, object] = extra
        super().__init__(self.message)


class Forbidden(Refusal):
    """The person may not do this."""


class Missing(Refusal):
    """There is no such thing, or none that the person may know of."""


class Conflict(Refusal):
    """The thing is not in a state in which this can be done."""


class Unavailable(Refusal):
    """It cannot be done just now; later it may."""


class Invalid(Refusal):
    """What was sent is wrong."""


class NotPermitted(Forbidden):
    """The role lacks the permission."""

    code = "not_permitted"
    default_message = "Your role does not allow this. Ask an administrator of your laboratory."


class WrongPassword(Forbidden):
    """The password given again does not match."""

    code = "wrong_password"
    default_message = "The password is not right. Nothing was changed; enter your own password again."


class TooManyTries(Forbidden):
    """The password was wrong too often."""

    code = "too_many_tries"
    default_message = "The password was wrong too often. Wait 15 minutes and try again."


class NotFound(Missing):
    """No such row in the person's laboratory."""

    code = "not_found"
    default_message = "There is nothing here that you can see. Go back to the worklist and look for it there."


class ValidationRefused(Invalid):
    """One or more fields are wrong."""

    code = "invalid"
    default_message = "Some fields are not right. Correct them and send again."
