"""Resolve host names within a time limit."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import Future
from ipaddress import ip_address

import httpcore


def addresses_of(host: str, port: int, timeout: float | None) -> list[str]:
    """Return the addresses of a host, in the order in which the system tries them (RFC 6724).

    The system's resolver cannot be interrupted: a lookup that takes too long is left to finish in
    a thread of its own.

    Args:
        host: a name or an IP address.
        port: of the server.
        timeout: time limit in seconds.

    Raises:
        TimeoutError: the lookup took longer.
        httpcore.ConnectError: the host is unknown.
    """
    if _is_address(host):
        return [host]
    found: Future[list[str]] = Future()
    try:
        threading.Thread(target=_look_up, args=(host, port, found), daemon=True).start()
    except RuntimeError:  # no threads can be started while the interpreter shuts down
        _look_up(host, port, found)
    return found.result(timeout)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _look_up(host: str, port: int, found: Future[list[str]]) -> None:
    try:
        infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        found.set_exception(httpcore.ConnectError(str(error)))
    except UnicodeError as error:  # not a valid host name
        found.set_exception(error)
    else:
        found.set_result(list(dict.fromkeys(str(info[4][0]) for info in infos)))
