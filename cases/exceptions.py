"""Refusals of this room: one named class each, with a sentence that says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.exceptions import Conflict, Invalid, Unavailable

if TYPE_CHECKING:
    from uuid import UUID


class EmptyFile(Invalid):
    """The upload has no bytes."""

    code = "empty_file"
    default_message = "The file is empty. Choose the image again and upload it once more."


class UnsupportedFormat(Invalid):
    """The content is not one of the formats that are taken in."""

    code = "unsupported_format"
    default_message = "This kind of file is not accepted. Upload a JPEG, PNG, TIFF, WebP or BMP image."


class UnreadableImage(Invalid):
    """The header says one of our formats but cannot be read."""

    code = "unreadable_image"
    default_message = (
        "The image cannot be read; the file seems damaged. Export it again and upload the new file."
    )


class SeveralPages(Invalid):
    """Animated images and multi-page files: which page is meant cannot be guessed."""

    code = "several_pages"
    default_message = "The file holds more than one picture. Upload each picture as a file of its own."


class ImageTooLarge(Invalid):
    """More bytes or more pixels than are taken in."""

    code = "image_too_large"
    default_message = "The image is too large. Upload at most 200 MB and 150 megapixels."


class ImageTooSmall(Invalid):
    """So few pixels that no cell can be seen in them."""

    code = "image_too_small"
    default_message = (
        "The image is too small to show a cell. Upload one whose shorter side has at least 16 pixels."
    )


class ImageTooNarrow(Invalid):
    """A strip, which no camera on a microscope makes."""

    code = "image_too_narrow"
    default_message = (
        "The image is a narrow strip, not a field of view. "
        "Upload one that is at most 20 times as long as it is wide."
    )


class DuplicateSlide(Conflict):
    """The same bytes are already in this case."""

    code = "duplicate_slide"
    default_message = "This image is already in the case. Open the slide that is there instead."

    def __init__(self, slide_id: UUID) -> None:
        super().__init__(slide=str(slide_id))


class NumberTaken(Conflict):
    """The MRN or the accession number belongs to another patient or case of the laboratory."""

    code = "number_taken"
    default_message = "This number is already registered. Look for it in the search, or correct it."


class CaseSigned(Conflict):
    """The case is signed out and takes no more slides or first diagnoses."""

    code = "case_signed"
    default_message = "The case is signed out. Register a new case, or amend the signed diagnosis."


class SlideVoided(Conflict):
    """The slide was voided already."""

    code = "slide_voided"
    default_message = "The slide has been voided. Upload the image again if it belongs to this case."


class InvalidTransition(Conflict):
    """The lifecycle has no such move."""

    code = "invalid_transition"
    default_message = (
        "The case cannot go to that status from where it stands. Reload the page to see its present status."
    )


class StaleRecord(Conflict):
    """Somebody else changed the record first."""

    code = "stale_record"
    default_message = "Somebody else has changed this in the meantime. Reload the page and try again."


class StorageUnavailable(Unavailable):
    """The image store did not take the bytes; nothing was kept."""

    code = "storage_unavailable"
    default_message = (
        "The image could not be stored, and nothing was kept. "
        "Try again; if it happens again, tell your administrator."
    )
