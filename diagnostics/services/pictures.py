"""Bytes of slides, as the worker reads them and as the screen shows them."""

from __future__ import annotations

import hashlib

from django.core.files.base import ContentFile

from cases.models import Slide
from diagnostics.inference import PictureRefusedError


def read_original(slide: Slide) -> bytes:
    """The bytes as they were sent. Raises PictureRefusedError where they are gone or no longer the same."""
    try:
        with slide.original.open("rb") as file:
            data = bytes(file.read())
    except OSError as error:
        text = "The stored image cannot be read. Tell your administrator, then start the analysis again."
        raise PictureRefusedError("image_missing", text) from error
    if hashlib.sha256(data).hexdigest() != slide.sha256:
        text = "The stored image has changed since it was uploaded. Tell your administrator."
        raise PictureRefusedError("image_altered", text)
    return data


def keep_copies(slide: Slide, *, display: bytes, thumbnail: bytes) -> None:
    """Store the copies without metadata that pages and the API show; they are made once."""
    if slide.display and slide.thumbnail:
        return
    storage = slide.display.storage
    names = {
        "display": storage.save(f"slides/{slide.pk}/display.jpg", ContentFile(display)),
        "thumbnail": storage.save(f"slides/{slide.pk}/thumbnail.jpg", ContentFile(thumbnail)),
    }
    Slide.objects.filter(pk=slide.pk).update(**names)
