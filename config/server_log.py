"""The log of the web server, which names nobody either."""

from __future__ import annotations

from typing import Any, Final

from gunicorn.glogging import Logger

from config.journal import ImpersonalFormatter

_BROKEN: Final = "A request broke down before the portal could answer it."
_INVALID: Final = "A request was refused: it is no valid HTTP."


class ServerLog(Logger):  # type: ignore[misc]  # gunicorn has no types
    """Writes what befell the server, and of a request neither address nor header."""

    def setup(self, cfg: Any) -> None:  # noqa: ANN401 - gunicorn's own configuration
        """Write to where gunicorn would, in our form."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(ImpersonalFormatter())

    def exception(self, msg: object, *_args: object, **_kwargs: object) -> None:
        """The traceback; the message and its arguments would name the address."""
        super().exception(_BROKEN)

    def warning(self, msg: object, *args: object, **kwargs: object) -> None:
        """A warning; one about a request repeats what was sent."""
        if str(msg).startswith("Invalid request"):
            msg, args = _INVALID, ()
        super().warning(msg, *args, **kwargs)

    def access(self, *_args: object) -> None:
        """Nothing: the portal writes a line of its own for each request."""
