"""``pyrmute+https:`` sources: the versioned models of a registry server."""

from __future__ import annotations

import logging
from threading import Lock
from typing import TYPE_CHECKING, Any

from schemadock.client import ModelInfo, RegistryClient
from schemadock.client.results import read_result
from schemadock.errors import (
    ConfigurationError,
    RegistryNotFoundError,
    SchemaNotFoundError,
    SourceError,
)
from schemadock.schema.versions import URN_PREFIX, Coordinate, model_name_of, parsed_version
from schemadock.sources.caching import Fetched
from schemadock.sources.content import checked_schema, own_id
from schemadock.sources.settings import SourceSettings
from schemadock.typing import SourceEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import httpx

    from schemadock.typing import Schema

PREFIX = "pyrmute+"
LISTING = "the list of models"

logger = logging.getLogger("schemadock.sources")


class PyrmuteSource:
    """All versions of the models of a registry server, in all namespaces or one.

    The ``$id`` of each is that of its coordinate, ``urn:schemadock:<namespace>:<Name>:<version>``.

    Args:
        url: ``pyrmute+https://registry.example.com``.
        settings: from the configuration; also ``namespace``, empty for global models.
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
        settings = settings or {}
        self._namespace: str | None = settings.get("namespace")
        if self._namespace is not None and not isinstance(self._namespace, str):
            raise ConfigurationError("'namespace' must be a string")
        self._settings = SourceSettings.read(
            url.removeprefix(PREFIX).rstrip("/"), settings, header="X-API-Key", more=["namespace"]
        )
        self.name = self._settings.name
        self._cache = self._settings.cache()
        self._transport = transport
        self._client: RegistryClient | None = None
        self._lock = Lock()

    def entries(self) -> Iterator[SourceEntry]:
        """List every version of every model.

        Raises:
            SourceError: the registry server cannot be reached, or its response is invalid.
        """
        subject = LISTING if self._namespace is None else f"{LISTING} in '{self._namespace}'"
        for info in map(_model_info, self._cache.get(subject, self._listed)):
            if not self._is_in_namespace(info):
                continue
            deprecated = set(info.deprecated_versions)
            for version in info.versions:
                entry = self._entry(info, version, deprecated=version in deprecated)
                if entry is not None:
                    yield entry

    def fetch(self, schema_id: str) -> Schema:
        """Return the schema of a version.

        Raises:
            SchemaNotFoundError: the version does not exist.
            SourceError: the registry server cannot be reached, or its response is invalid.
            SchemaError: the content is not a schema.
        """
        coordinate = Coordinate.from_urn(schema_id)
        if coordinate is None:
            raise SchemaNotFoundError(schema_id)
        fetched: Schema = self._cache.get(schema_id, lambda _tag: self._version(coordinate))
        return fetched

    @property
    def client(self) -> RegistryClient:
        """The client of the registry server.

        Raises:
            SourceError: the credential is missing.
        """
        with self._lock:
            if self._client is None:
                fetcher = self._settings.fetcher(self._settings.url, self._transport)
                self._client = RegistryClient(self._settings.url, fetcher=fetcher, name=self.name)
            return self._client

    def forget(self, coordinates: Iterable[Coordinate]) -> None:
        """Fetch versions and their lists the next time, even if their copies are fresh."""
        subjects = {LISTING, f"{LISTING} in '{self._namespace}'"}
        for each in coordinates:
            subjects |= {each.urn, f"{LISTING} in '{each.namespace or ''}'"}
        for subject in subjects:
            self._cache.forget(subject)

    def _is_in_namespace(self, info: ModelInfo) -> bool:
        if self._namespace in (None, info.namespace or ""):
            return True
        model = model_name_of(info.namespace or None, info.model_name)
        logger.warning("%s: skipped %s: it is in another namespace", self.name, model)
        return False

    def _listed(self, _tag: str) -> Fetched:
        return Fetched(
            content=self.client.list_all_schemas(self._namespace, include_deprecated=True)
        )

    def _entry(self, info: ModelInfo, version: str, *, deprecated: bool) -> SourceEntry | None:
        coordinate = Coordinate(
            namespace=info.namespace or None, name=info.model_name, version=version
        )
        if parsed_version(version) is None:
            logger.warning("%s: skipped %s: invalid version", self.name, coordinate)
            return None
        # A name with '::' would be parsed as another coordinate; the $id is unambiguous.
        plain = "::" not in coordinate.name and "::" not in (coordinate.namespace or "")
        text = str(coordinate) if plain else None
        return SourceEntry(coordinate.urn, coordinate=text, deprecated=deprecated)

    def _version(self, coordinate: Coordinate) -> Fetched:
        try:
            stored = self.client.get_schema(
                coordinate.name, coordinate.version, coordinate.namespace
            )
        except RegistryNotFoundError as error:
            raise SchemaNotFoundError(str(coordinate)) from error
        schema = checked_schema(stored.json_schema, coordinate.urn, self.name)
        own = own_id(schema)
        if own.startswith(URN_PREFIX) and own != coordinate.urn:
            raise SourceError(
                f"requested {coordinate}, got a schema with the $id {own}", source=self.name
            )
        return Fetched(content=schema)


def _model_info(value: Any) -> ModelInfo:
    return read_result(ModelInfo, value)
