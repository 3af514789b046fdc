"""How large a slide's request may be."""

from __future__ import annotations

from typing import Final, NoReturn

from accounts.api.parsers import StrictMultiPartParser
from cases.exceptions import ImageTooLarge
from cases.images import MAX_BYTES

_FORM_BYTES: Final = 2**20


class SlideParser(StrictMultiPartParser):
    """Refuses a body that cannot hold an allowed image before any of it is read."""

    max_bytes = MAX_BYTES + _FORM_BYTES

    def refuse_size(self) -> NoReturn:
        raise ImageTooLarge
