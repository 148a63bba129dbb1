"""What the configuration may say of a source on the network, and what is made of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemadock.errors import SourceError
from schemadock.http.circuit_breaker import CircuitBreaker
from schemadock.http.credentials import Credential
from schemadock.http.fetcher import Fetcher
from schemadock.http.messages import MAX_BYTES, MAX_SECONDS, Limits
from schemadock.http.urls import checked_base, origin_of, redacted
from schemadock.sources.caching import Freshness, SourceCache
from schemadock.sources.values import number, refuse_unknown, typed

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import httpx

KEYS = (
    "allow",
    "ca",
    "credential",
    "insecure",
    "max-age",
    "max-bytes",
    "retries",
    "stale-while-revalidate",
    "timeout",
)
TIMEOUT = 10.0
RETRIES = 2
MAX_RETRIES = 100


@dataclass(frozen=True)
class SourceSettings:
    """Settings of a source on the network.

    Attributes:
        url: what it is asked by.
        name: how it is called.
        allow: prefixes of URLs elsewhere that it may refer to.
        credential: where its credential comes from.
        insecure: whether http may be spoken with another machine.
        freshness: for how long copies do.
        limits: of each call.
        ca: file of certificate authorities to trust instead of the usual ones.
    """

    url: str
    name: str
    allow: tuple[str, ...] = ()
    credential: Credential | None = None
    insecure: bool = False
    freshness: Freshness = Freshness()  # noqa: RUF009 - it cannot be changed
    limits: Limits = Limits()  # noqa: RUF009 - likewise
    ca: str = ""

    @classmethod
    def read(
        cls, url: str, settings: Mapping[str, Any], *, header: str, more: Collection[str] = ()
    ) -> SourceSettings:
        """Read the settings of a source.

        Args:
            url: what it is asked by: http or https.
            settings: as the configuration has them.
            header: that a credential is sent in.
            more: keys that this kind of source has besides.

        Raises:
            ConfigurationError: one cannot be used.
        """
        refuse_unknown(settings, (*KEYS, *more))
        insecure = typed(settings, "insecure", bool, False)
        url = checked_base(url, insecure=insecure)
        allow = typed(settings, "allow", list, [])
        for prefix in allow:
            checked_base(prefix if isinstance(prefix, str) else "", insecure=insecure)
        limits = Limits(
            deadline=number(settings, "timeout", TIMEOUT, least=0.001, most=MAX_SECONDS),
            attempts=1 + int(number(settings, "retries", RETRIES, least=0, most=MAX_RETRIES)),
            max_bytes=int(number(settings, "max-bytes", MAX_BYTES, least=1)),
        )
        freshness = Freshness(
            number(settings, "max-age", 0, least=0),
            number(settings, "stale-while-revalidate", 0, least=0),
        )
        base = str(settings.get("base", ""))
        ca = typed(settings, "ca", str, "")
        return cls(
            url,
            settings.get("name") or redacted(url),
            tuple(allow),
            Credential.read(settings.get("credential"), header, base=base, timeout=limits.deadline),
            insecure,
            freshness,
            limits,
            str(Path(base, ca)) if ca else "",
        )

    def fetcher(self, url: str, transport: httpx.BaseTransport | None = None) -> Fetcher:
        """Return what asks a server: the credential is for that of the source alone.

        Raises:
            SourceError: the credential, or the file of authorities, is not to be had.
        """
        own = origin_of(url) == origin_of(self.url)
        headers = {"accept-encoding": "gzip"}
        if own and self.credential:
            headers |= self._credential_headers(url, self.credential)
        return Fetcher(
            url,
            headers=headers,
            limits=self.limits,
            allowed=self.allow,
            verify=self._verify(),
            breaker=CircuitBreaker(),
            transport=transport,
        )

    def _credential_headers(self, url: str, credential: Credential) -> dict[str, str]:
        try:
            return credential.headers(url)
        except SourceError as error:
            error.add_source(self.name)
            raise

    def cache(self) -> SourceCache:
        """Return what keeps the copies."""
        return SourceCache(self.name, self.url, freshness=self.freshness)

    def _verify(self) -> Any:
        if not self.ca:
            return True
        import ssl

        try:
            return ssl.create_default_context(cafile=self.ca)
        except OSError as error:
            raise SourceError(
                f"the authorities in {self.ca} cannot be read: {error}", source=self.name
            ) from error
