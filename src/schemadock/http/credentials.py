"""Credentials from the environment, a command or a netrc file.

They are read when a request needs one, and never appear in messages, logs or files.
"""

from __future__ import annotations

import base64
import os
import re
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from schemadock.errors import ConfigurationError, SourceError
from schemadock.http.circuit_breaker import PAUSE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_TOKEN = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII)
"""The name of a header (RFC 9110, section 5.1)."""


class Command:
    """A program whose first line of output is a secret; it is run once.

    After a failure, it is run again only after a pause.

    Args:
        arguments: the program and its arguments.
        timeout: time limit in seconds.
        clock: a monotonic clock.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        timeout: float,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = arguments[0]
        self._arguments = arguments
        self._timeout = timeout
        self._clock = clock
        self._lock = threading.Lock()
        self._result = ("", "")
        self._again_at = clock()

    def secret(self) -> tuple[str, str]:
        """Return the secret, and the reason if it is empty."""
        with self._lock:
            if not self._result[0] and self._clock() >= self._again_at:
                self._result = self._run()
                self._again_at = self._clock() + PAUSE
            return self._result

    def _run(self) -> tuple[str, str]:
        try:
            done = subprocess.run(  # noqa: S603 - from the user's own configuration
                self._arguments,
                stdin=subprocess.DEVNULL,  # ours may contain a document to validate
                capture_output=True,
                timeout=self._timeout,
                check=True,
                text=True,
            )
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            return "", f"failed: {type(error).__name__}"  # its text may contain the secret
        secret = done.stdout.partition("\n")[0].strip()
        return secret, "" if secret else "printed nothing"


@dataclass(frozen=True, slots=True)
class Credential:
    """The origin of a credential, and how it is sent.

    Attributes:
        header: the header; in ``Authorization`` it is sent as a bearer token.
        env: name of an environment variable.
        command: a program that prints it, or None.
        netrc: path of a netrc file, or an empty string.
    """

    header: str
    env: str = ""
    command: Command | None = None
    netrc: str = ""

    @classmethod
    def read(cls, settings: Any, header: str, *, base: str, timeout: float) -> Credential | None:
        """Read the setting ``credential``: a table with ``env``, ``command`` or ``netrc``.

        Args:
            settings: the table, or None.
            header: the default header.
            base: the folder to which the path of a netrc file is relative.
            timeout: time limit for a command, in seconds.

        Raises:
            ConfigurationError: the setting is invalid.
        """
        if settings is None:
            return None
        fault = _fault(settings)
        if fault:
            raise ConfigurationError(f"'credential' {fault}")
        arguments = settings.get("command")
        return cls(
            settings.get("header", header),
            settings.get("env", ""),
            Command(arguments, timeout) if arguments else None,
            _netrc_path(settings.get("netrc", ""), base),
        )

    def headers(self, url: str) -> dict[str, str]:
        """Return the header for a server.

        Raises:
            SourceError: the credential is missing or cannot be sent.
        """
        secret, user = self._secret(url)
        if not is_sendable(secret):
            raise SourceError(
                f"the credential from {self._origin} contains characters not allowed in a header"
            )
        if self.header.lower() != "authorization":
            return {self.header.lower(): secret}
        if user:
            pair = base64.b64encode(f"{user}:{secret}".encode()).decode()
            return {"authorization": f"Basic {pair}"}
        return {"authorization": f"Bearer {secret}"}

    @property
    def _origin(self) -> str:
        if self.env:
            return f"the environment variable {self.env}"
        return f"the command {self.command.name}" if self.command else f"the file {self.netrc}"

    def _secret(self, url: str) -> tuple[str, str]:
        """Return the secret, and its user, if any."""
        if self.env:
            secret, fault = os.environ.get(self.env, "").strip(), "is not set"
        elif self.command:
            secret, fault = self.command.secret()
        else:
            return self._by_netrc(urlsplit(url).hostname or "")
        if not secret:
            raise self._missing(fault)
        return secret, ""

    def _by_netrc(self, host: str) -> tuple[str, str]:
        import netrc

        try:
            found = netrc.netrc(self.netrc).authenticators(host)
        except (OSError, ValueError, netrc.NetrcParseError) as error:
            # The message may contain a password.
            raise self._missing(f"cannot be read: {type(error).__name__}") from None
        if not found or not found[2]:
            raise self._missing(f"has no entry for {host}")
        return found[2], found[0]

    def _missing(self, reason: str) -> SourceError:
        return SourceError(
            f"no credential: {self._origin} {reason}",
            hint="Set it in the environment of schemadock, or change the setting 'credential'",
        )


def is_sendable(secret: str) -> bool:
    """Return True if a header can carry a secret (RFC 9110, section 5.5)."""
    return secret.isascii() and secret.isprintable() and secret.strip() == secret != ""


def secrets_of(headers: Mapping[str, str]) -> tuple[str, ...]:
    """Return the secrets in headers, the longest first.

    These are all values, and the token or password in ``Authorization``.
    """
    found = set(headers.values())
    scheme, _, token = headers.get("authorization", "").partition(" ")
    found.add(token)
    if scheme == "Basic":
        with suppress(ValueError):
            found.add(base64.b64decode(token).decode().partition(":")[2])
    return tuple(sorted(filter(None, found), key=len, reverse=True))


def _netrc_path(setting: str | bool, base: str) -> str:  # noqa: FBT001
    """Return the path for the setting ``netrc``; True means the default file."""
    if setting is True:
        setting, base = os.environ.get("NETRC") or "~/.netrc", ""
    return str(Path(base, os.path.expanduser(setting))) if setting else ""  # noqa: PTH111


def _fault(settings: Any) -> str:
    """Return what is wrong with the setting, or an empty string."""
    if not isinstance(settings, dict):
        return "must be a table with 'env', 'command' or 'netrc'"
    ways: Mapping[str, Any] = {
        "env": lambda value: isinstance(value, str) and value,
        "command": lambda value: (
            isinstance(value, list) and value and all(isinstance(part, str) for part in value)
        ),
        "netrc": lambda value: value is True or (isinstance(value, str) and value),
    }
    given = [way for way in ways if way in settings]
    unknown = sorted(settings.keys() - ways.keys() - {"header"})
    if unknown:
        return f"has the unknown key '{unknown[0]}'"
    if len(given) != 1:
        return "must have exactly one of 'env', 'command' and 'netrc'"
    if not ways[given[0]](settings[given[0]]):
        return f"has an invalid '{given[0]}'"
    header = settings.get("header", "x")
    is_valid = isinstance(header, str) and _TOKEN.fullmatch(header)
    return "" if is_valid else "has an invalid 'header'"
