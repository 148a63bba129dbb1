"""Settings of the sources that use the network."""

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
from schemadock.sources.values import number, reject_unknown_keys, typed

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


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSettings:
    """Settings of a source on the network.

    Attributes:
        url: http or https.
        name: for messages.
        allow: URL prefixes in other origins that it may refer to.
        credential: the origin of its credential.
        insecure: whether http is allowed for other machines.
        freshness: how long copies may be used.
        limits: of each call.
        ca: file of certificate authorities to trust in place of the system's.
    """

    url: str
    name: str
    allow: tuple[str, ...] = ()
    credential: Credential | None = None
    insecure: bool = False
    freshness: Freshness = Freshness()  # noqa: RUF009 - immutable
    limits: Limits = Limits()  # noqa: RUF009 - immutable
    ca: str = ""

    @classmethod
    def read(
        cls, url: str, settings: Mapping[str, Any], *, header: str, more: Collection[str] = ()
    ) -> SourceSettings:
        """Read the settings of a source.

        Args:
            url: http or https.
            settings: from the configuration.
            header: the default header of a credential.
            more: additional keys of this kind of source.

        Raises:
            ConfigurationError: a setting is invalid.
        """
        reject_unknown_keys(settings, (*KEYS, *more))
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
            max_age=number(settings, "max-age", 0, least=0),
            stale=number(settings, "stale-while-revalidate", 0, least=0),
        )
        base = str(settings.get("base", ""))
        ca = typed(settings, "ca", str, "")
        return cls(
            url=url,
            name=settings.get("name") or redacted(url),
            allow=tuple(allow),
            credential=Credential.read(
                settings.get("credential"), header, base=base, timeout=limits.deadline
            ),
            insecure=insecure,
            freshness=freshness,
            limits=limits,
            ca=str(Path(base, ca)) if ca else "",
        )

    def fetcher(self, url: str, transport: httpx.BaseTransport | None = None) -> Fetcher:
        """Return a fetcher for a server; the credential is sent to the source's own origin only.

        Raises:
            SourceError: the credential is missing, or the file of authorities cannot be read.
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
        """Return the stored copies of the source."""
        return SourceCache(self.name, self.url, freshness=self.freshness)

    def _verify(self) -> Any:
        if not self.ca:
            return True
        import ssl

        try:
            return ssl.create_default_context(cafile=self.ca)
        except OSError as error:
            raise SourceError(
                f"cannot read the certificate authorities in {self.ca}: {error}", source=self.name
            ) from error
