"""Looking up where a host is, so that it ends when it has to."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import Future
from ipaddress import ip_address

import httpcore


def addresses_of(host: str, port: int, timeout: float | None) -> list[str]:
    """Return the addresses of a host, in the order in which the system tries them (RFC 6724).

    The system's look-up cannot be interrupted: one that takes too long goes on in a thread of its
    own, for which nobody waits.

    Args:
        host: a name or an IP address.
        port: that is to be connected to.
        timeout: seconds that it may take.

    Raises:
        TimeoutError: it took longer.
        httpcore.ConnectError: the host is not known.
    """
    if _is_address(host):
        return [host]
    found: Future[list[str]] = Future()
    try:
        threading.Thread(target=_look_up, args=(host, port, found), daemon=True).start()
    except RuntimeError:  # there are no more threads at the end of a program
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
    except UnicodeError as error:  # it is no name of a host
        found.set_exception(error)
    else:
        found.set_result(list(dict.fromkeys(str(info[4][0]) for info in infos)))
