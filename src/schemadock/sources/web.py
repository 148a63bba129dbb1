"""``https:`` a schema, or a catalogue of schemas in the format of SchemaStore."""

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
from schemadock.schema.identity import copied, normalize_id
from schemadock.sources.caching import Fetched
from schemadock.sources.catalogue import Reading, addresses_of, is_catalogue, read_aliases
from schemadock.sources.content import checked_schema, json_of, max_age_of, own_id
from schemadock.sources.settings import SourceSettings
from schemadock.typing import SourceEntry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import httpx

    from schemadock.http.fetcher import Fetcher
    from schemadock.http.messages import Response
    from schemadock.typing import Json, Schema

    Judge: TypeAlias = Callable[[Json, Json], None]

NOT_MODIFIED = 304
GONE = (404, 410)
LISTED_SECONDS = 10.0
"""Seconds for which the schema that a listing has fetched is not fetched again."""
KINDS = ("a schema", "a catalogue")
KEYWORDS = frozenset().union(*(dialect.keywords for dialect in DIALECTS.values()))
"""Of these an object has one, if it is a schema."""


class _Listing(NamedTuple):
    """What a source lists: the URL of each id, and the globs of each URL."""

    addresses: dict[str, str]
    globs: dict[str, tuple[str, ...]]


class _Listed(NamedTuple):
    """A single schema as it was listed, and when, by the monotonic clock."""

    schema: Schema
    at: float


class WebSource:
    """A URL that holds a schema, or a catalogue.

    A schema answers for its URL, and for its ``$id`` if that is in the same origin or allowed. A
    catalogue lists URLs: those in its own origin, and those that are allowed.

    Args:
        url: of the schema or the catalogue.
        settings: as the configuration has them; ``aliases`` besides, a table from a prefix of ids
            to the prefix of the URLs in the catalogue that they mean.
        transport: sends the requests, instead of one of the source's own.

    Raises:
        ConfigurationError: the URL or a setting cannot be used.
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
            raise ConfigurationError(f"'{redacted(url)}' has a fragment, which names no file")
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
        self._making = Lock()
        self._listing: _Listing | None = None
        self._listed: _Listed | None = None

    def entries(self) -> Iterator[SourceEntry]:
        """List the schema, or what the catalogue names.

        Raises:
            SourceError: the source cannot be reached or does not answer as it should.
            SchemaError: what it holds is no schema.
        """
        addresses, globs = self._list()
        yield from (SourceEntry(key, file_match=globs.get(key, ())) for key in addresses)

    def fetch(self, schema_id: str) -> Schema:
        """Return the schema of an id that was listed.

        Raises:
            SchemaNotFoundError: the source holds no such schema.
            SourceError: the source cannot be reached or does not answer as it should.
            SchemaError: what it holds is no schema.
        """
        addresses, _ = self._listing or self._list()
        if schema_id not in addresses:
            raise SchemaNotFoundError(schema_id)
        url = addresses[schema_id]
        listed = self._listed
        if listed and time.monotonic() - listed.at < LISTED_SECONDS:
            return copied(listed.schema, supplier=self.name)
        judge = self._judge_single if url == self._url else self._judge_listed
        schema: Schema = self._get(url, partial(judge, schema_id))
        return schema

    def _list(self) -> _Listing:
        content = self._get(self._url, self._judge)
        self._listed = None
        if is_catalogue(content):
            reading = Reading(self.name, self._url, self._may_name, self._settings.insecure)
            globs = reading.globs_by_url(content)
            self._listing = _Listing(addresses_of(globs, self._aliases), globs)
        else:
            ids = (self._url, self._own_url(content))
            self._listing = _Listing(dict.fromkeys(ids, self._url), {})
            self._listed = _Listed(content, time.monotonic())
        return self._listing

    # --- asking -------------------------------------------------------------------------------

    def _get(self, url: str, judge: Judge) -> Any:
        return self._cache.get(url, lambda tag: self._fetched(url, tag), judge)

    def _fetched(self, url: str, tag: str) -> Fetched:
        """Ask for a URL; the errors name the source."""
        try:
            request = Request("GET", url, {"if-none-match": tag} if tag else {})
            reply = self._fetcher(url).send(request, expected=(NOT_MODIFIED,))
            if reply.status == NOT_MODIFIED:
                return Fetched(max_age=max_age_of(reply), is_unchanged=True)
            return Fetched(self._content(url, reply), entity_tag(reply), max_age_of(reply))
        except SourceError as error:
            gone = isinstance(error, SourceStatusError) and error.status in GONE
            is_listed = gone and url != self._url
            more = f"; the catalogue at {redacted(self._url)} lists it" if is_listed else ""
            error.add_source(self.name, more)
            raise

    def _content(self, url: str, reply: Response) -> Json:
        content = json_of(reply, self.name, url)
        if url == self._url and is_catalogue(content):
            return content
        return checked_schema(content, url, self.name)

    def _fetcher(self, url: str) -> Fetcher:
        origin = origin_of(url)
        with self._making:  # each has a breaker, which is to count all failures of its origin
            if origin not in self._fetchers:
                self._fetchers[origin] = self._settings.fetcher(url, self._transport)
            return self._fetchers[origin]

    # --- judging what comes -------------------------------------------------------------------

    def _judge(self, content: Json, held: Json) -> None:
        """Refuse what the URL of the source may not hold, or not instead of what was held."""
        if held is not None and is_catalogue(content) != is_catalogue(held):
            now, before = KINDS[is_catalogue(content)], KINDS[is_catalogue(held)]
            raise SourceError(
                f"{redacted(self._url)} answers with {now}, where it has held {before}",
                source=self.name,
                hint="If that is right, run: schemadock cache clear sources",
            )
        if not is_catalogue(content):
            self._judge_listed(self._url, content, held)
            self._judge_name(self._own_url(content))

    def _judge_name(self, own: str) -> None:
        if not self._may_name(own):
            told = f"the schema at {redacted(self._url)} calls itself {own}"
            raise SourceError(
                f"{told}, for which this source may not speak",
                source=self.name,
                hint="If it is to be trusted with that, name the prefix in 'allow'",
            )

    def _judge_single(self, schema_id: str, content: Json, held: Json) -> None:
        """Refuse what is not the schema that was listed."""
        self._judge(content, held)
        if is_catalogue(content) or schema_id not in (self._url, self._own_url(content)):
            told = f"{redacted(self._url)} no longer answers with {schema_id}, which it has listed"
            raise SourceError(told, source=self.name)

    def _judge_listed(self, schema_id: str, content: Json, _held: Json) -> None:
        """Refuse what would accept everything without saying so."""
        if isinstance(content, dict) and content and not content.keys() & KEYWORDS:
            told = f"it answers with an object without any keyword of a schema for {schema_id}"
            raise SourceError(told, source=self.name)

    def _own_url(self, schema: Schema) -> str:
        own = own_id(schema)
        try:
            return normalize_id(urljoin(self._url, own)) if own else self._url
        except ValueError:
            told = f"its $id '{own:.80}' names nothing"
            raise SchemaIdError(told, schema_id=self._url, supplier=self.name) from None

    def _may_name(self, url: str) -> bool:
        try:
            own = origin_of(url) == origin_of(self._url)
        except ValueError:
            return False
        return own or is_allowed(url, self._settings.allow)
