"""The log: what happened, never to whom. No address, query, body or value of a record is written."""

from __future__ import annotations

import logging
import time
import traceback
import uuid
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from django.http import HttpRequest, HttpResponseBase

logger = logging.getLogger("leukoscope.request")


class RequestLogMiddleware:
    """Gives each request an id, and writes one line: method, name of the route, status, milliseconds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = uuid.uuid4()
        request.request_id = request_id  # type: ignore[attr-defined]  # read by the error map
        begin = time.monotonic()
        response = self.get_response(request)
        milliseconds = round((time.monotonic() - begin) * 1000)
        logger.info("%s status=%d ms=%d", describe(request), response.status_code, milliseconds)
        response.headers["X-Request-ID"] = str(request_id)
        return response


def describe(request: HttpRequest) -> str:
    """A request in words that name nobody."""
    match = request.resolver_match
    route = match.view_name if match is not None else "none"
    return f"method={request.method} route={route} id={getattr(request, 'request_id', '-')}"


class ImpersonalFormatter(logging.Formatter):
    """Writes a record without what frameworks put into theirs: paths, exception texts, arguments."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - logging's own name
        """The time in UTC."""
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line, and its traceback below."""
        plain = logging.makeLogRecord(record.__dict__)
        # A traceback cached by another handler holds the text of the exception.
        plain.exc_text = plain.stack_info = None
        if isinstance(task := getattr(record, "data", None), dict) and record.name.startswith("celery"):
            plain.msg, plain.args = (
                f"task={task.get('name')} id={task.get('id')} {task.get('description', '')}",
                (),
            )
        elif (request := getattr(record, "request", None)) is not None and hasattr(request, "resolver_match"):
            status = getattr(record, "status_code", "-")
            plain.msg, plain.args = f"{describe(request)} status={status}", ()
        return super().format(plain)

    def formatException(self, ei: Any) -> str:  # noqa: ANN401, N802 - logging's own signature
        """Classes and lines of code, without the texts of the exceptions: those may hold a name."""
        return "\n".join(_causes(ei[1], ei[2]))


def _causes(error: BaseException | None, trace: TracebackType | None) -> Iterator[str]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield f"{type(error).__module__}.{type(error).__qualname__}"
        yield "".join(traceback.format_tb(trace or error.__traceback__)).rstrip()
        error, trace = error.__cause__ or error.__context__, None
