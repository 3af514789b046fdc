"""What a person can put right."""

from __future__ import annotations


class Fault(Exception):  # noqa: N818 - the word for it
    """One sentence that says what is wrong and what to do, and the exit code that goes with it."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code
