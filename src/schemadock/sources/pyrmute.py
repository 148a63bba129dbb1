"""``pyrmute+https:`` the versioned models of a registry that speaks as pyrmute-registry does."""

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
    """The models of a registry: of all namespaces or one, in every version.

    Each has the ``$id`` of its coordinate, ``urn:schemadock:<namespace>:<Name>:<version>``.

    Args:
        url: ``pyrmute+https://registry.example.com``.
        settings: as the configuration has them; ``namespace`` besides, empty for global models.
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
        self._making = Lock()

    def entries(self) -> Iterator[SourceEntry]:
        """List every version of every model.

        Raises:
            SourceError: the registry cannot be reached or does not answer as it should.
        """
        subject = LISTING if self._namespace is None else f"{LISTING} in '{self._namespace}'"
        for info in map(_model_info, self._cache.get(subject, self._listed)):
            if not self._is_asked_for(info):
                continue
            deprecated = set(info.deprecated_versions)
            for version in info.versions:
                entry = self._entry(info, version, deprecated=version in deprecated)
                if entry is not None:
                    yield entry

    def fetch(self, schema_id: str) -> Schema:
        """Return the schema of a version.

        Raises:
            SchemaNotFoundError: the registry holds no such version.
            SourceError: the registry cannot be reached or does not answer as it should.
            SchemaError: what it holds is no schema.
        """
        coordinate = Coordinate.from_urn(schema_id)
        if coordinate is None:
            raise SchemaNotFoundError(schema_id)
        fetched: Schema = self._cache.get(schema_id, lambda _tag: self._version(coordinate))
        return fetched

    @property
    def client(self) -> RegistryClient:
        """What asks the registry.

        Raises:
            SourceError: the credential is not to be had.
        """
        with self._making:
            if self._client is None:
                fetcher = self._settings.fetcher(self._settings.url, self._transport)
                self._client = RegistryClient(self._settings.url, fetcher=fetcher, name=self.name)
            return self._client

    def forget(self, coordinates: Iterable[Coordinate]) -> None:
        """Ask for versions, and the lists they are in, the next time, however fresh a copy is."""
        subjects = {LISTING, f"{LISTING} in '{self._namespace}'"}
        for each in coordinates:
            subjects |= {each.urn, f"{LISTING} in '{each.namespace or ''}'"}
        for subject in subjects:
            self._cache.forget(subject)

    def _is_asked_for(self, info: ModelInfo) -> bool:
        if self._namespace in (None, info.namespace or ""):
            return True
        told = model_name_of(info.namespace or None, info.model_name)
        logger.warning("%s: %s is passed over: it is of another namespace", self.name, told)
        return False

    def _listed(self, _tag: str) -> Fetched:
        return Fetched(self.client.list_all_schemas(self._namespace, include_deprecated=True))

    def _entry(self, info: ModelInfo, version: str, *, deprecated: bool) -> SourceEntry | None:
        coordinate = Coordinate(
            namespace=info.namespace or None, name=info.model_name, version=version
        )
        if parsed_version(version) is None:
            logger.warning("%s: %s is passed over: its version is none", self.name, coordinate)
            return None
        # A name with '::' in it would be read as another coordinate; its $id says what it is.
        plain = "::" not in coordinate.name and "::" not in (coordinate.namespace or "")
        told = str(coordinate) if plain else None
        return SourceEntry(coordinate.urn, coordinate=told, deprecated=deprecated)

    def _version(self, coordinate: Coordinate) -> Fetched:
        try:
            held = self.client.get_schema(coordinate.name, coordinate.version, coordinate.namespace)
        except RegistryNotFoundError as error:
            raise SchemaNotFoundError(str(coordinate)) from error
        schema = checked_schema(held.json_schema, coordinate.urn, self.name)
        own = own_id(schema)
        if own.startswith(URN_PREFIX) and own != coordinate.urn:
            raise SourceError(f"it answers with {own} for {coordinate}", source=self.name)
        return Fetched(schema)


def _model_info(value: Any) -> ModelInfo:
    return read_result(ModelInfo, value)
