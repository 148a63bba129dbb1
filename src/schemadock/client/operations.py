"""The operations of a client: requests to send, and how their responses are read.

Each operation is a generator that yields requests, receives the responses and returns the result;
the blocking and the asynchronous client both run it.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from schemadock.client.arguments import checked_name, coordinate_of, metadata_of, version_of
from schemadock.client.listing import MAX_READS, Listing
from schemadock.client.response_cache import ResponseCache
from schemadock.client.results import (
    ComparisonResponse,
    DeleteResponse,
    HealthResponse,
    SchemaListResponse,
    SchemaResponse,
    read_result,
)
from schemadock.errors import (
    RegistryConflictError,
    RegistryError,
    RegistryNotFoundError,
)
from schemadock.http.messages import Limits, Request, Response
from schemadock.http.responses import entity_tag
from schemadock.http.urls import redacted
from schemadock.protocol import endpoints
from schemadock.protocol.endpoints import CONFLICT, MAX_PAGE, NO_ENDPOINT, NOT_FOUND, NOT_MODIFIED
from schemadock.protocol.errors import error_detail
from schemadock.protocol.fields import Payload
from schemadock.protocol.headers import IF_NONE_MATCH
from schemadock.protocol.messages import build_request, decode_json
from schemadock.protocol.names import LATEST
from schemadock.protocol.payloads import SchemaCreate
from schemadock.schema.changes import is_same
from schemadock.schema.versions import Coordinate, model_name_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from schemadock.client.response_cache import Key
    from schemadock.client.results import ModelInfo
    from schemadock.protocol.endpoints import Endpoint
    from schemadock.typing import Schema

T = TypeVar("T")
P = TypeVar("P", bound=Payload)
Steps: TypeAlias = Generator[Request, Response, T]

UNDERSTOOD = (NOT_MODIFIED, NOT_FOUND, CONFLICT)
"""Statuses that an operation handles itself, besides 2xx."""
MAX_VERSIONS = 1_000_000
"""Versions that ``list_all_schemas`` reads at most."""
HEALTH_LIMITS = Limits(deadline=5.0, attempts=1)


class Operations:
    """The operations of a client.

    Args:
        base_url: of the registry server.
        cache_seconds: how long a fetched version is reused without a request.
        name: the name of the registry server in errors; by default its URL.
    """

    def __init__(self, base_url: str, cache_seconds: float, name: str = "") -> None:
        self.base_url = base_url
        self.name = name or redacted(base_url)
        self._cache = ResponseCache(cache_seconds)

    def coordinate(self, namespace: str | None, model: str, version: str) -> Coordinate:
        """Return the coordinate of a version.

        Raises:
            RegistryError: a name or the version is invalid.
        """
        return coordinate_of(namespace, model, version, self.name)

    # --- reading ------------------------------------------------------------------------------

    def cached(self, namespace: str | None, model: str, version: str) -> SchemaResponse | None:
        """Return a version that was fetched less than ``cache_seconds`` ago."""
        try:
            response = self._cache.fresh((None if namespace == "" else namespace, model, version))
        except TypeError:  # invalid arguments that cannot be hashed
            return None
        return None if response is None else SchemaResponse(response)

    def get_schema(self, coordinate: Coordinate) -> Steps[SchemaResponse]:
        """Fetch a version; where an entity tag is known, only if it has changed."""
        if coordinate.version == LATEST:
            return (yield from self.get_latest_schema(coordinate.name, coordinate.namespace))
        request = self._request(endpoints.VERSION, _names(coordinate))
        key = _key(coordinate)
        tag = self._cache.tag(key)
        conditional = replace(request, headers={IF_NONE_MATCH: tag}) if tag else request
        response = yield conditional
        if response.status == NOT_MODIFIED:
            known = self._cache.confirmed(key)
            if known is not None:
                return SchemaResponse(known)
            response = yield request
        result = self._version(response, coordinate.name, coordinate.version, coordinate.namespace)
        self._cache.store(key, result, entity_tag(response))
        return result

    def get_latest_schema(self, model: str, namespace: str | None) -> Steps[SchemaResponse]:
        """Fetch the highest version of a model."""
        names = self._model(model, namespace)
        response = yield self._request(endpoints.LATEST_VERSION, names)
        return self._version(response, model, None, namespace)

    def list_versions(self, model: str, namespace: str | None) -> Steps[list[str]]:
        """Fetch the versions of a model, in ascending order."""
        response = yield self._request(endpoints.VERSIONS, self._model(model, namespace))
        value = self._json(response, model_name_of(namespace, model))
        return self._strings(value, "versions")

    def list_namespaces(self, model: str) -> Steps[dict[str | None, list[str]]]:
        """Fetch the namespaces that have a model, each with its versions."""
        response = yield self._request(endpoints.NAMESPACES, self._model(model, None))
        value = self._json(response, model)
        found = value.get("namespaces") if isinstance(value, dict) else None
        if not isinstance(found, dict):
            raise self._error(f"the response for {model} has no table 'namespaces'")
        by_name = {None if name == "null" else name: versions for name, versions in found.items()}
        return {name: self._strings(versions) for name, versions in by_name.items()}

    def list_schemas(
        self,
        namespace: str | None,
        model: str | None,
        *,
        include_deprecated: bool,
        limit: int,
        offset: int,
    ) -> Steps[SchemaListResponse]:
        """Fetch a page of models."""
        response = yield self._request(
            endpoints.SCHEMAS,
            namespace=namespace,
            model_name=model,
            include_deprecated=include_deprecated,
            limit=limit,
            offset=offset,
        )
        return self._read(SchemaListResponse, response, "the list of schemas")

    def list_all_schemas(
        self, namespace: str | None, model: str | None, *, include_deprecated: bool
    ) -> Steps[list[ModelInfo]]:
        """Fetch all pages; again, with smaller pages, where versions are missing.

        A registry server may list in no fixed order, so that a version appears on no page.
        """
        listing = Listing()
        for read in range(MAX_READS):
            size, offset, total = MAX_PAGE - MAX_PAGE * read // 4, 0, 1
            while offset < min(total, MAX_VERSIONS):
                page = yield from self.list_schemas(
                    namespace,
                    model,
                    include_deprecated=include_deprecated,
                    limit=size,
                    offset=offset,
                )
                listing.add(page)
                total, offset = page.total_count, offset + size
                if not page.schemas:
                    break
            listing.end_read()
            if listing.is_complete:
                return listing.models()
        raise self._error("the list of schemas changed while it was read")

    def compare_schemas(
        self, model: str, from_version: str, to_version: str, namespace: str | None
    ) -> Steps[ComparisonResponse]:
        """Fetch the changes between two versions."""
        older, newer = version_of(from_version, self.name), version_of(to_version, self.name)
        response = yield self._request(
            endpoints.COMPARE, self._model(model, namespace), from_version=older, to_version=newer
        )
        subject = f"{model_name_of(namespace, model)}@{older} and {newer}"
        return self._read(ComparisonResponse, response, subject)

    def health(self) -> Steps[HealthResponse]:
        """Fetch the health of the registry server."""
        response = yield self._request(endpoints.HEALTH)
        value = self._json(response, "/health")
        if not isinstance(value, dict):
            raise self._error("invalid response from /health: expected an object")
        return HealthResponse({**value, "healthy": value.get("status") == "healthy"})

    # --- changing -----------------------------------------------------------------------------

    def register_schema(
        self,
        coordinate: Coordinate,
        schema: Schema,
        registered_by: str,
        *,
        avro_schema: Mapping[str, Any] | None,
        metadata: Mapping[str, Any] | None,
        allow_overwrite: bool,
    ) -> Steps[SchemaResponse]:
        """Register a version; one that is stored already with the same content is a success."""
        payload = SchemaCreate(
            version=coordinate.version,
            json_schema=schema,
            registered_by=registered_by,
            meta=metadata_of(metadata, self.name),
        )
        if avro_schema is not None:
            payload["avro_schema"] = avro_schema
        self._cache.forget(_key(coordinate))
        try:
            request = self._request(
                endpoints.REGISTER,
                _names(coordinate),
                payload=payload,
                allow_overwrite=allow_overwrite or None,
            )
        except (TypeError, ValueError, RecursionError) as error:
            raise self._error(f"{coordinate} cannot be written as JSON: {error}") from error
        response = yield request
        if response.status == CONFLICT:
            return (yield from self._stored(coordinate, schema))
        return self._version(response, coordinate.name, coordinate.version, coordinate.namespace)

    def _stored(self, coordinate: Coordinate, schema: Schema) -> Steps[SchemaResponse]:
        """Fetch the stored content of a version, which must be the same as a schema."""
        stored = yield from self.get_schema(coordinate)
        if is_same(stored.json_schema, schema):
            return stored
        raise RegistryConflictError(
            f"{coordinate} is already registered with different content",
            source=self.name,
            status=CONFLICT,
            hint="Give the model a new version, or allow overwriting the old one",
        )

    def delete_schema(self, coordinate: Coordinate, *, force: bool) -> Steps[DeleteResponse]:
        """Delete a version permanently."""
        self._cache.forget(_key(coordinate))
        response = yield self._request(endpoints.DELETE, _names(coordinate), force=bool(force))
        return self._read(DeleteResponse, response, str(coordinate))

    def deprecate_schema(
        self, coordinate: Coordinate, message: str | None
    ) -> Steps[SchemaResponse]:
        """Mark a version as deprecated."""
        self._cache.forget(_key(coordinate))
        response = yield self._request(
            endpoints.DEPRECATE, _names(coordinate), message=message or None
        )
        return self._version(response, coordinate.name, coordinate.version, coordinate.namespace)

    # --- requests -----------------------------------------------------------------------------

    def _request(
        self,
        endpoint: Endpoint,
        names: Mapping[str, str | None] | None = None,
        *,
        payload: Mapping[str, Any] | None = None,
        **query: str | int | bool | None,
    ) -> Request:
        try:
            built = build_request(endpoint, names, payload=payload, **query)
        except UnicodeEncodeError as error:
            raise self._error(f"{error.object!r:.80} contains a lone surrogate") from None
        return Request(
            method=built.method,
            url=self.base_url + built.target,
            body=built.body,
            repeatable=built.repeatable,
        )

    def _model(self, model: str, namespace: str | None) -> dict[str, str | None]:
        within = None if namespace in (None, "") else checked_name(namespace, self.name)
        return {"namespace": within, "model": checked_name(model, self.name)}

    # --- responses ----------------------------------------------------------------------------

    def _json(self, response: Response, subject: str) -> Any:
        if response.status == NOT_FOUND:
            raise self._not_found(response, subject)
        if response.status == CONFLICT:
            raise RegistryConflictError(
                f"conflict: {subject} was refused", source=self.name, status=CONFLICT
            )
        try:
            return decode_json(response.body)
        except (ValueError, RecursionError) as error:
            raise self._error(
                f"the response for {subject} is not JSON: {error!s:.100}", response.status
            ) from error

    def _not_found(self, response: Response, subject: str) -> RegistryError:
        """Return the error of a status 404: the thing is missing, or this is another server."""
        if error_detail(response.body) not in ("", NO_ENDPOINT):
            return RegistryNotFoundError(subject, source=self.name, status=NOT_FOUND)
        return RegistryError(
            f"{redacted(response.url)} returned status 404 and does not look like a registry"
            " server",
            source=self.name,
            status=NOT_FOUND,
            hint="Check the URL of the registry server",
        )

    def _read(self, kind: type[P], response: Response, subject: str) -> P:
        value = self._json(response, subject)
        try:
            return read_result(kind, value, subject)
        except RegistryError as error:
            raise self._error(error.message, response.status) from None

    def _version(
        self, response: Response, model: str, version: str | None, namespace: str | None
    ) -> SchemaResponse:
        """Read a version, which must be the requested one."""
        subject = model_name_of(namespace or None, model) + (f"@{version}" if version else "")
        result = self._read(SchemaResponse, response, subject)
        received = (result.namespace or None, result.model_name, version and result.version)
        if received != (namespace or None, model, version):
            other = Coordinate(
                namespace=result.namespace or None, name=result.model_name, version=result.version
            )
            raise self._error(f"requested {subject}, got {other}")
        return result

    def _strings(self, value: Any, member: str = "") -> list[str]:
        strings = value.get(member) if member and isinstance(value, dict) else value
        if isinstance(strings, list) and all(isinstance(each, str) for each in strings):
            return list(dict.fromkeys(strings))  # a registry server may store a version twice
        raise self._error(f"the response has no list of {member or 'versions'}")

    def _error(self, message: str, status: int | None = None) -> RegistryError:
        return RegistryError(message, source=self.name, status=status)


def _key(coordinate: Coordinate) -> Key:
    return (coordinate.namespace, coordinate.name, coordinate.version)


def _names(coordinate: Coordinate) -> dict[str, str | None]:
    return {
        "namespace": coordinate.namespace,
        "model": coordinate.name,
        "version": coordinate.version,
    }
