"""Text that no database of ours can keep: refused before anything looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rest_framework.exceptions import ParseError

_SURROGATES: Final = range(0xD800, 0xE000)


def is_storable(text: str) -> bool:
    """Whether PostgreSQL and UTF-8 can hold the text: no NUL, no lone surrogate."""
    return "\x00" not in text and not any(ord(character) in _SURROGATES for character in text)


def refuse_unstorable(value: object) -> None:
    """Walk parsed input, keys and values, without recursion. Raises ParseError at the first bad text."""
    waiting: list[object] = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            if not is_storable(item):
                message = "A text holds a NUL or half a character. Remove it and send again."
                raise ParseError(message)
        elif isinstance(item, Mapping):
            waiting.extend(item.keys())
            waiting.extend(item.values())
        elif isinstance(item, list | tuple):
            waiting.extend(item)
