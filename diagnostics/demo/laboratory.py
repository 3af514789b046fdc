"""Loading the demo: once, whole or not at all, and only where nobody else can reach it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction

from accounts.choices import Role
from accounts.models import Laboratory
from diagnostics.demo import accounts
from diagnostics.demo.drawing import draw_smear, encode
from diagnostics.demo.story import CASES
from diagnostics.demo.teller import Teller

if TYPE_CHECKING:
    from pathlib import Path

    from diagnostics.demo.parts import DemoSlide

NAME: Final = "Demo laboratory"
HERE: Final = frozenset({"127.0.0.1", "localhost", "[::1]", "testserver"})
"""Names under which this machine alone is reached; the last is that of Django's own test client."""


class NotHereError(Exception):
    """The portal can be reached from other machines: no place for accounts whose passwords lie in a file."""


def load(data: Path) -> bool:
    """Make the demo laboratory, unless it is there; say whether it was made.

    All rows are written in one transaction: a load that was killed has left nothing, and the next one
    starts afresh. `data` is the folder for the file of accounts. Raises NotHereError, AccountTakenError,
    OSError, and the refusals of the services.
    """
    if not set(settings.ALLOWED_HOSTS) <= HERE:
        message = "The demo is only for a portal that this machine alone can reach."
        raise NotHereError(message)
    kept = accounts.read_passwords(data)
    secret = kept or accounts.draw_passwords()
    made = _load_once(secret, lost=not kept)
    if not kept:
        accounts.keep_passwords(data, secret)
    return made


def _load_once(secret: dict[Role, str], *, lost: bool) -> bool:
    there = Laboratory.objects.filter(name=NAME).first()
    if there is not None:
        if lost:
            accounts.reset_passwords(there, secret)
        return False
    pictures = {slide: draw_slide(slide) for case in CASES for slide in case.slides}
    with transaction.atomic():
        users = accounts.make_users(Laboratory.objects.create(name=NAME), secret)
        Teller(users, secret[Role.PATHOLOGIST], pictures).tell()
    return True


def draw_slide(slide: DemoSlide) -> bytes:
    """Return a slide as a JPEG; half of the file is missing where the story wants it damaged."""
    data = encode(draw_smear(slide.seed, size=slide.size, kind=slide.kind, blur=slide.blur))
    return data[: len(data) // 2] if slide.cut else data
