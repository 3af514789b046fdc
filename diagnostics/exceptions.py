"""Refusals of this room: one named class each, with a sentence that says what to do."""

from __future__ import annotations

from accounts.exceptions import Conflict, Forbidden


class NotFailed(Conflict):
    """Only a failed analysis can be started again."""

    code = "not_failed"
    default_message = (
        "Only a failed analysis can be started again. Wait for this one, or upload the image once more."
    )


class AlreadySigned(Conflict):
    """The diagnosis, or another first diagnosis of the case, is signed."""

    code = "already_signed"
    default_message = "This is already signed out. Amend the signed diagnosis if it has to change."


class DraftChanged(Conflict):
    """The words to be signed are not those that the signer was shown."""

    code = "draft_changed"
    default_message = "The draft was changed since it was shown to you. Read it again, then sign it."


class NotSigned(Conflict):
    """There is nothing signed that could be amended."""

    code = "not_signed"
    default_message = "Only a signed diagnosis can be amended. Change the draft instead."


class Superseded(Conflict):
    """A newer statement is there."""

    code = "superseded"
    default_message = "A newer amendment has been signed. Reload the page and amend that one."


class NotAuthor(Forbidden):
    """Only the author may change a draft or sign it with the meaning of authorship."""

    code = "not_author"
    default_message = (
        "Somebody else wrote this draft. Sign it as review or approval, or record a diagnosis of your own."
    )
