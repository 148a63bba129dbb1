"""Catalogues in the format of SchemaStore: URLs of schemas, with globs of matching files."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from schemadock.errors import ConfigurationError
from schemadock.http.urls import checked_base, origin_of, redacted
from schemadock.schema.identity import normalize_id

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from schemadock.typing import Json

logger = logging.getLogger("schemadock.sources")


def is_catalogue(content: Json) -> bool:
    """Return True if a JSON value is a catalogue in the format of SchemaStore."""
    return isinstance(content, dict) and isinstance(content.get("schemas"), list)


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueReader:
    """Reads the catalogue of a source.

    Attributes:
        source: its name, for messages.
        url: of the catalogue, to which other URLs are relative.
        may_name: returns True if the source may serve a URL.
        insecure: whether http is allowed for other machines.
    """

    source: str
    url: str
    may_name: Callable[[str], bool]
    insecure: bool = False

    def globs_by_url(self, catalogue: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
        """Return the listed URLs, each with its globs of file names.

        Entries without a usable URL are skipped with a warning.
        """
        found: dict[str, tuple[str, ...]] = {}
        invalid, elsewhere = [], 0
        for place, item in enumerate(catalogue["schemas"]):
            try:
                url = self._address(_url_of(item))
            except (ConfigurationError, ValueError):
                invalid.append(_shown(place, item))
                continue
            if url:
                found[url] = (*found.get(url, ()), *_globs(item))
            else:
                elsewhere += 1
        self._report(invalid, elsewhere)
        return found

    def _address(self, reference: str) -> str:
        """Return the URL of an entry, or an empty string if the source may not serve it.

        Raises:
            ConfigurationError: no request may be sent to it.
            ValueError: it is invalid, or that of the catalogue itself.
        """
        url = urljoin(self.url, reference)
        origin_of(url)  # raises if it is invalid
        if not self.may_name(url):
            return ""
        url = normalize_id(checked_base(url, insecure=self.insecure))
        if url == self.url:
            raise ValueError(url)
        return url

    def _report(self, invalid: list[str], elsewhere: int) -> None:
        if invalid:
            message = "%s: skipped a catalogue entry without a usable URL: %s%s"
            more = f", and {len(invalid) - 1} more" if len(invalid) > 1 else ""
            logger.warning(message, self.source, invalid[0], more)
        if elsewhere:
            message = "%s: skipped %d schemas in other places; add their URL prefixes to 'allow'"
            logger.info(message, self.source, elsewhere)


def addresses_of(urls: Mapping[str, Any], aliases: Mapping[str, str]) -> dict[str, str]:
    """Return the ids that a catalogue serves, each with its URL: the URLs and their aliases.

    Args:
        urls: the listed URLs.
        aliases: prefixes of ids with the URL prefixes that they stand for; the longest wins.
    """
    found = {url: url for url in urls}
    for alias, prefix in aliases.items():
        longer = tuple(each for each in aliases if len(each) > len(alias))
        for url in urls:
            other = alias + url.removeprefix(prefix)
            if url.startswith(prefix) and not other.startswith(longer):
                found.setdefault(other, url)
    return found


def read_aliases(value: Any) -> dict[str, str]:
    """Read the setting ``aliases``: prefixes of ids with the URL prefixes that they stand for.

    Raises:
        ConfigurationError: the setting is invalid.
    """
    pairs = value.items() if isinstance(value, dict) else [(value, value)]
    if not all(isinstance(each, str) and ":" in each for pair in pairs for each in pair):
        raise ConfigurationError("'aliases' must be a table of URL prefixes, each with its scheme")
    return dict(pairs)


def _url_of(item: Any) -> str:
    url = item.get("url") if isinstance(item, dict) else None
    return url if isinstance(url, str) else ""


def _globs(item: Mapping[str, Any]) -> tuple[str, ...]:
    globs = item.get("fileMatch")
    return tuple(g for g in globs if isinstance(g, str)) if isinstance(globs, list) else ()


def _shown(place: int, item: Any) -> str:
    """Return the pointer of an entry, and its URL, shortened and redacted."""
    url = f" ({redacted(_url_of(item)):.200})" if _url_of(item) else ""
    return f"/schemas/{place}{url}"
