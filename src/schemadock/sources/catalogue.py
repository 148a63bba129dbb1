"""Catalogues in the format of SchemaStore: URLs of schemas, and names of files that each is for."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin

from schemadock.errors import ConfigurationError
from schemadock.http.urls import checked_base, origin_of, redacted
from schemadock.schema.identity import normalize_id

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from schemadock.typing import Json

logger = logging.getLogger("schemadock.sources")


def is_catalogue(content: Json) -> bool:
    """Whether a JSON value is a catalogue in the format of SchemaStore."""
    return isinstance(content, dict) and isinstance(content.get("schemas"), list)


class Reading(NamedTuple):
    """How the catalogue of a source is read.

    Attributes:
        source: its name, for messages.
        url: of the catalogue, from which relative ones count.
        may_name: says whether the source may speak for a URL.
        insecure: whether http may be spoken with another machine.
    """

    source: str
    url: str
    may_name: Callable[[str], bool]
    insecure: bool = False

    def globs_by_url(self, catalogue: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
        """Return the URLs that are listed, each with the globs of names of files it is for.

        What names no URL that can be asked is passed over with a warning.
        """
        found: dict[str, tuple[str, ...]] = {}
        odd, elsewhere = [], 0
        for place, item in enumerate(catalogue["schemas"]):
            try:
                url = self._address(_url_of(item))
            except (ConfigurationError, ValueError):
                odd.append(_shown(place, item))
                continue
            if url:
                found[url] = (*found.get(url, ()), *_globs(item))
            else:
                elsewhere += 1
        self._tell(odd, elsewhere)
        return found

    def _address(self, told: str) -> str:
        """Return the URL that an entry names, or an empty string if it is elsewhere.

        Raises:
            ConfigurationError: it may not be asked.
            ValueError: it is none, or that of the catalogue itself.
        """
        url = urljoin(self.url, told)
        origin_of(url)  # raises if there is none
        if not self.may_name(url):
            return ""
        url = normalize_id(checked_base(url, insecure=self.insecure))
        if url == self.url:
            raise ValueError(url)
        return url

    def _tell(self, odd: list[str], elsewhere: int) -> None:
        if odd:
            told = "%s: what names no URL to ask is passed over in the catalogue: %s%s"
            more = f", and {len(odd) - 1} more" if len(odd) > 1 else ""
            logger.warning(told, self.source, odd[0], more)
        if elsewhere:
            told = "%s: %d schemas are left out that are elsewhere; 'allow' can name their places"
            logger.info(told, self.source, elsewhere)


def addresses_of(urls: Mapping[str, Any], aliases: Mapping[str, str]) -> dict[str, str]:
    """Return the ids that are answered, each with its URL: the URLs, and what aliases make of them.

    Args:
        urls: that are listed.
        aliases: a prefix of ids to the prefix of the URLs that they mean; the longest decides.
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
    """Read the setting ``aliases``: a prefix of ids to the prefix of the URLs that they mean.

    Raises:
        ConfigurationError: it is none.
    """
    pairs = value.items() if isinstance(value, dict) else [(value, value)]
    if not all(isinstance(each, str) and ":" in each for pair in pairs for each in pair):
        raise ConfigurationError("'aliases' must be a table of prefixes, each with its scheme")
    return dict(pairs)


def _url_of(item: Any) -> str:
    url = item.get("url") if isinstance(item, dict) else None
    return url if isinstance(url, str) else ""


def _globs(item: Mapping[str, Any]) -> tuple[str, ...]:
    globs = item.get("fileMatch")
    return tuple(g for g in globs if isinstance(g, str)) if isinstance(globs, list) else ()


def _shown(place: int, item: Any) -> str:
    """Where an entry stands, and its URL, shortened and without what may be secret."""
    url = f" ({redacted(_url_of(item)):.200})" if _url_of(item) else ""
    return f"/schemas/{place}{url}"
