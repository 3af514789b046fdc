"""The port of the portal: free before the start, answering after it."""

from __future__ import annotations

import errno
import http.client
import socket
from http import HTTPStatus

from launcher.faults import Fault

LOOPBACK = "127.0.0.1"
FIRST, LAST = 1, 65535


def require_free(port: int) -> None:
    """Raise Fault where nothing can listen on the port."""
    if not FIRST <= port <= LAST:
        raise Fault(f"{port} is no port: choose one from {FIRST} to {LAST} with --port.")
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((LOOPBACK, port))
    except OSError as error:
        if error.errno == errno.EACCES:
            raise Fault(f"Port {port} is kept for the system: choose one above 1023 with --port.") from error
        raise Fault(f"Port {port} is taken by another program: choose another with --port.") from error
    if listens(port):
        raise Fault(f"Port {port} is taken by another program: choose another with --port.")


def listens(port: int) -> bool:
    """Whether anybody takes connections there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0


def answers(port: int) -> bool:
    """Whether the first page comes: any answer but a failure of the server."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
