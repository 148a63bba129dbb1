"""``https:`` a schema, or a catalogue of schemas in the format of SchemaStore."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urljoin

from schemadock.errors import (
    ConfigurationError,
    SchemaNotFoundError,
    SourceError,
)
from schemadock.identity import normalize_id
from schemadock.remote.conversation import entity_tag, is_allowed
from schemadock.remote.exchange import Request
from schemadock.remote.failures import name_source
from schemadock.remote.urls import checked_base, origin_of, redacted
from schemadock.sources.content import checked_schema, json_of, max_age_of, own_id
from schemadock.sources.settings import SourceSettings
from schemadock.store import Fetched
from schemadock.typing import SourceEntry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import httpx

    from schemadock.remote.fetcher import Fetcher
    from schemadock.typing import Json, Schema

NOT_MODIFIED = 304
GONE = (404, 410)

logger = logging.getLogger("schemadock.sources")


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
        self._aliases = _aliases(given.get("aliases", {}))
        self.name = self._settings.name
        self._url = self._settings.url
        self._keeper = self._settings.keeper()
        self._transport = transport
        self._fetchers: dict[tuple[str, str, int], Fetcher] = {}

    def entries(self) -> Iterator[SourceEntry]:
        """List the schema, or what the catalogue names.

        Raises:
            SourceError: the source cannot be reached or does not answer as it should.
            SchemaError: what it holds is no schema.
        """
        content = self._get(self._url, self._checked)
        if is_catalogue(content):
            yield from self._of_catalogue(content)
            return
        yield SourceEntry(self._url)
        own = own_id(content)
        if own and normalize_id(urljoin(self._url, own)) != self._url:
            yield SourceEntry(normalize_id(urljoin(self._url, own)))

    def fetch(self, schema_id: str) -> Schema:
        """Return the schema of a URL that was listed.

        Raises:
            SchemaNotFoundError: the source holds no such schema.
            SourceError: the source cannot be reached or does not answer as it should.
            SchemaError: what it holds is no schema.
        """
        content = self._get(self._url, self._checked)
        if is_catalogue(content):
            content = self._get(self._address_of(schema_id), self._checked_schema)
        schema: Schema = content
        return schema

    def _get(self, url: str, check: Callable[[Json, str], Json]) -> Any:
        def fetch(tag: str) -> Fetched:
            request = Request("GET", url, {"if-none-match": tag} if tag else {})
            reply = self._fetcher(url).send(request, expected=(NOT_MODIFIED, *GONE))
            if reply.status in GONE:
                raise SchemaNotFoundError(url)
            if reply.status == NOT_MODIFIED:
                return Fetched(max_age=max_age_of(reply), is_unchanged=True)
            content = check(json_of(reply, self.name, url), url)
            return Fetched(content, entity_tag(reply), max_age_of(reply))

        return self._keeper.get(url, lambda tag: self._named(fetch, tag))

    def _named(self, fetch: Callable[[str], Fetched], tag: str) -> Fetched:
        """Let the errors of fetching name the source."""
        try:
            return fetch(tag)
        except SourceError as error:
            name_source(error, self.name)
            raise

    def _fetcher(self, url: str) -> Fetcher:
        origin = origin_of(url)
        if origin not in self._fetchers:
            self._fetchers[origin] = self._settings.fetcher(url, self._transport)
        return self._fetchers[origin]

    def _checked(self, content: Json, url: str) -> Json:
        if is_catalogue(content):
            return content
        schema = self._checked_schema(content, url)
        own = own_id(schema)
        if own and not self._may_name(normalize_id(urljoin(url, own))):
            told = f"calls itself {own}, for which this source may not speak"
            raise SourceError(
                f"the schema at {redacted(url)} {told}",
                source=self.name,
                hint="If it is to be trusted with that, name the prefix in 'allow'",
            )
        return schema

    def _checked_schema(self, content: Json, url: str) -> Json:
        return checked_schema(content, url, self.name)

    def _may_name(self, url: str) -> bool:
        try:
            own = origin_of(url) == origin_of(self._url)
        except ValueError:
            return False
        return own or is_allowed(url, self._settings.allow)

    def _of_catalogue(self, catalogue: dict[str, Any]) -> Iterator[SourceEntry]:
        left_out = 0
        for item in catalogue["schemas"]:
            url = _address(self._url, item)
            if url and self._may_name(url) and self._may_ask(url):
                yield SourceEntry(url, file_match=_globs(item))
                yield from (SourceEntry(alias) for alias in self._also_known_as(url))
            else:
                left_out += 1
        if left_out:
            told = "%s: %d schemas are left out that are elsewhere; 'allow' can name their places"
            logger.info(told, self.name, left_out)

    def _also_known_as(self, url: str) -> Iterator[str]:
        for alias, prefix in self._aliases.items():
            if url.startswith(prefix):
                yield alias + url.removeprefix(prefix)

    def _address_of(self, schema_id: str) -> str:
        for alias, prefix in self._aliases.items():
            if schema_id.startswith(alias):
                return prefix + schema_id.removeprefix(alias)
        return schema_id

    def _may_ask(self, url: str) -> bool:
        try:
            checked_base(url, insecure=self._settings.insecure)
        except ConfigurationError:
            return False
        return True


def is_catalogue(content: Json) -> bool:
    """Whether a JSON value is a catalogue in the format of SchemaStore."""
    listed = content.get("schemas") if isinstance(content, dict) else None
    return isinstance(listed, list) and all(
        isinstance(item, dict) and isinstance(item.get("url"), str) for item in listed
    )


def _aliases(value: Any) -> dict[str, str]:
    """Read the setting ``aliases``: a prefix of ids to the prefix of the URLs that they mean."""
    pairs = value.items() if isinstance(value, dict) else [(value, value)]
    if not all(isinstance(each, str) and ":" in each for pair in pairs for each in pair):
        raise ConfigurationError("'aliases' must be a table of prefixes, each with its scheme")
    return dict(pairs)


def _address(base: str, item: dict[str, Any]) -> str:
    """The URL that an item of a catalogue names, or an empty string."""
    try:
        url = urljoin(base, item["url"])
        origin_of(url)
    except ValueError:
        return ""
    return "" if "#" in url.removesuffix("#") else url.removesuffix("#")


def _globs(item: dict[str, Any]) -> tuple[str, ...]:
    globs = item.get("fileMatch", ())
    return tuple(glob for glob in globs if isinstance(glob, str)) if globs else ()
