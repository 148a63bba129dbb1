"""``https:`` sources: a schema, or a catalogue of schemas in the format of SchemaStore."""

from __future__ import annotations

import time
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias
from urllib.parse import urldefrag, urljoin

from schemadock.errors import (
    ConfigurationError,
    SchemaIdError,
    SchemaNotFoundError,
    SourceError,
    SourceStatusError,
)
from schemadock.http.messages import Request
from schemadock.http.redirects import is_allowed
from schemadock.http.responses import entity_tag
from schemadock.http.urls import origin_of, redacted
from schemadock.schema.dialects import DIALECTS
from schemadock.schema.digests import copied
from schemadock.schema.identity import normalize_id
from schemadock.sources.caching import Fetched
from schemadock.sources.catalogue import CatalogueReader, addresses_of, is_catalogue, read_aliases
from schemadock.sources.content import checked_schema, json_of, max_age_of, own_id
from schemadock.sources.settings import SourceSettings
from schemadock.typing import SourceEntry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import httpx

    from schemadock.http.fetcher import Fetcher
    from schemadock.http.messages import Response
    from schemadock.typing import Json, Schema

    Check: TypeAlias = Callable[[Json, Json], None]

NOT_MODIFIED = 304
GONE = (404, 410)
LISTED_SECONDS = 10.0
"""Seconds for which the schema that a listing has fetched is not fetched again."""
KINDS = ("a schema", "a catalogue")
KEYWORDS = frozenset().union(*(dialect.keywords for dialect in DIALECTS.values()))
"""Every schema that is an object has at least one of these."""


class _Listing(NamedTuple):
    """The schemas of a source: the URL of each id, and the globs of each URL."""

    addresses: dict[str, str]
    globs: dict[str, tuple[str, ...]]


class _Listed(NamedTuple):
    """A single schema as it was listed, and when, by the monotonic clock."""

    schema: Schema
    at: float


class WebSource:
    """A schema or a catalogue at a URL.

    A schema is known by its URL, and by its ``$id`` if that is in the same origin or allowed. Of a
    catalogue, the URLs in its own origin and those that are allowed are used.

    Args:
        url: of the schema or the catalogue.
        settings: from the configuration; also ``aliases``, a table of prefixes of ids with the URL
            prefixes in the catalogue that they stand for.
        transport: sends the requests, in place of the source's own.

    Raises:
        ConfigurationError: the URL or a setting is invalid.
    """

    def __init__(
        self,
        url: str,
        settings: Mapping[str, Any] | None = None,
        *,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        address, fragment = urldefrag(url)
        if fragment:
            raise ConfigurationError(f"the URL '{redacted(url)}' must not have a fragment")
        given = settings or {}
        self._settings = SourceSettings.read(
            address, given, header="Authorization", more=["aliases"]
        )
        self._aliases = read_aliases(given.get("aliases", {}))
        self.name = self._settings.name
        self._url = self._settings.url
        self._cache = self._settings.cache()
        self._transport = transport
        self._fetchers: dict[tuple[str, str, int], Fetcher] = {}
        self._lock = Lock()
        self._listing: _Listing | None = None
        self._listed: _Listed | None = None

    def entries(self) -> Iterator[SourceEntry]:
        """List the schema, or the entries of the catalogue.

        Raises:
            SourceError: the source cannot be reached, or its response is invalid.
            SchemaError: the content is not a schema.
        """
        addresses, globs = self._list()
        yield from (SourceEntry(key, file_match=globs.get(key, ())) for key in addresses)

    def fetch(self, schema_id: str) -> Schema:
        """Return the schema of a listed id.

        Raises:
            SchemaNotFoundError: the id is not listed.
            SourceError: the source cannot be reached, or its response is invalid.
            SchemaError: the content is not a schema.
        """
        addresses, _ = self._listing or self._list()
        if schema_id not in addresses:
            raise SchemaNotFoundError(schema_id)
        url = addresses[schema_id]
        listed = self._listed
        if listed and time.monotonic() - listed.at < LISTED_SECONDS:
            return copied(listed.schema, supplier=self.name)
        check = self._check_single if url == self._url else self._check_listed
        schema: Schema = self._get(url, partial(check, schema_id))
        return schema

    def _list(self) -> _Listing:
        content = self._get(self._url, self._check)
        self._listed = None
        if is_catalogue(content):
            reader = CatalogueReader(
                source=self.name,
                url=self._url,
                may_name=self._may_name,
                insecure=self._settings.insecure,
            )
            globs = reader.globs_by_url(content)
            self._listing = _Listing(addresses_of(globs, self._aliases), globs)
        else:
            ids = (self._url, self._own_url(content))
            self._listing = _Listing(dict.fromkeys(ids, self._url), {})
            self._listed = _Listed(content, time.monotonic())
        return self._listing

    # --- fetching -----------------------------------------------------------------------------

    def _get(self, url: str, check: Check) -> Any:
        return self._cache.get(url, lambda tag: self._fetched(url, tag), check)

    def _fetched(self, url: str, tag: str) -> Fetched:
        """Fetch a URL; errors name the source."""
        try:
            request = Request(method="GET", url=url, headers={"if-none-match": tag} if tag else {})
            response = self._fetcher(url).send(request, expected=(NOT_MODIFIED,))
            if response.status == NOT_MODIFIED:
                return Fetched(max_age=max_age_of(response), is_unchanged=True)
            return Fetched(
                content=self._content(url, response),
                tag=entity_tag(response),
                max_age=max_age_of(response),
            )
        except SourceError as error:
            gone = isinstance(error, SourceStatusError) and error.status in GONE
            is_listed = gone and url != self._url
            more = f"; the catalogue at {redacted(self._url)} lists it" if is_listed else ""
            error.add_source(self.name, more)
            raise

    def _content(self, url: str, response: Response) -> Json:
        content = json_of(response, self.name, url)
        if url == self._url and is_catalogue(content):
            return content
        return checked_schema(content, url, self.name)

    def _fetcher(self, url: str) -> Fetcher:
        origin = origin_of(url)
        with self._lock:  # one circuit breaker must count all failures of an origin
            if origin not in self._fetchers:
                self._fetchers[origin] = self._settings.fetcher(url, self._transport)
            return self._fetchers[origin]

    # --- checking -----------------------------------------------------------------------------

    def _check(self, content: Json, copy: Json) -> None:
        """Check the content of the source's URL, and that its kind has not changed."""
        if copy is not None and is_catalogue(content) != is_catalogue(copy):
            now, before = KINDS[is_catalogue(content)], KINDS[is_catalogue(copy)]
            raise SourceError(
                f"{redacted(self._url)} now contains {now} instead of {before}",
                source=self.name,
                hint="If that is intended, run: schemadock cache clear sources",
            )
        if not is_catalogue(content):
            self._check_listed(self._url, content, copy)
            self._check_name(self._own_url(content))

    def _check_name(self, own: str) -> None:
        if not self._may_name(own):
            raise SourceError(
                f"the schema at {redacted(self._url)} has the $id {own} in another origin",
                source=self.name,
                hint="If you trust it, add the prefix to 'allow'",
            )

    def _check_single(self, schema_id: str, content: Json, copy: Json) -> None:
        """Check that the content is still the listed schema."""
        self._check(content, copy)
        if is_catalogue(content) or schema_id not in (self._url, self._own_url(content)):
            raise SourceError(
                f"{redacted(self._url)} no longer contains the listed schema {schema_id}",
                source=self.name,
            )

    def _check_listed(self, schema_id: str, content: Json, _copy: Json) -> None:
        """Check that an object has a keyword: it would otherwise silently accept everything."""
        if isinstance(content, dict) and content and not content.keys() & KEYWORDS:
            raise SourceError(
                f"the response for {schema_id} is an object without a schema keyword",
                source=self.name,
            )

    def _own_url(self, schema: Schema) -> str:
        own = own_id(schema)
        try:
            return normalize_id(urljoin(self._url, own)) if own else self._url
        except ValueError:
            reason = f"invalid $id '{own:.80}'"
            raise SchemaIdError(reason, schema_id=self._url, supplier=self.name) from None

    def _may_name(self, url: str) -> bool:
        try:
            own = origin_of(url) == origin_of(self._url)
        except ValueError:
            return False
        return own or is_allowed(url, self._settings.allow)
