"""What each method of a client asks, and how it reads the answers: the same for both clients.

A method is a generator that yields requests, is sent the answers, and returns the result.
"""

from __future__ import annotations

import json
from collections.abc import Generator
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias, TypeVar

from schemadock.client.arguments import checked_name, coordinate_of, metadata_of, version_of
from schemadock.client.listing import MAX_READINGS, Listing
from schemadock.client.response_cache import ResponseCache
from schemadock.client.results import (
    Answer,
    ComparisonResponse,
    DeleteResponse,
    HealthResponse,
    SchemaListResponse,
    SchemaResponse,
)
from schemadock.errors import (
    RegistryConflictError,
    RegistryError,
    RegistryNotFoundError,
)
from schemadock.http.conversation import detail_of, entity_tag
from schemadock.http.messages import Limits, Request, Response
from schemadock.http.urls import join_url, redacted
from schemadock.schema.changes import is_same
from schemadock.schema.versions import Coordinate, model_name_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from schemadock.client.results import ModelInfo
    from schemadock.typing import Schema

T = TypeVar("T")
A = TypeVar("A", bound=Answer)
Steps: TypeAlias = Generator[Request, Response, T]

UNDERSTOOD = (304, 404, 409)
"""Statuses that are answers here, not failures."""
NO_REGISTRY = ("", "Not Found")
"""What a status 404 says where there is no registry: a registry says what it has not found."""
PAGE = 1000
"""Versions on a page of a listing that is read to its end; a registry gives no more. When it is
read again, the pages are smaller, so that others stand on the same one."""
MAX_VERSIONS = 1_000_000
"""Versions that are listed at most."""
LATEST = "latest"
"""Stands for the highest version; a registry takes it for one, too."""
HEALTH_LIMITS = Limits(deadline=5.0, attempts=1)


class Operations:
    """The methods of a client.

    Args:
        base_url: of the registry.
        cache_seconds: for which a version that was fetched counts as unchanged.
        name: how errors call the registry; by default by its URL.
    """

    def __init__(self, base_url: str, cache_seconds: float, name: str = "") -> None:
        self.base_url = base_url
        self.name = name or redacted(base_url)
        self._cache = ResponseCache(cache_seconds)

    def coordinate(self, namespace: str | None, model: str, version: str) -> Coordinate:
        """Return what names a version.

        Raises:
            RegistryError: one of the three names nothing.
        """
        return coordinate_of(namespace, model, version, self.name)

    # --- reading ------------------------------------------------------------------------------

    def known(self, coordinate: Coordinate) -> SchemaResponse | None:
        """Return a version that was fetched and still counts as unchanged."""
        answer = self._cache.fresh(coordinate)
        return None if answer is None else SchemaResponse(answer)

    def get_schema(self, coordinate: Coordinate) -> Steps[SchemaResponse]:
        """Ask for a version, or only whether it has changed."""
        namespace, model, version = coordinate.namespace, coordinate.name, coordinate.version
        if version == LATEST:
            return (yield from self.get_latest_schema(model, namespace))
        url = self._url(model, namespace, "versions", version)
        tag = self._cache.tag(coordinate)
        reply = yield Request("GET", url, {"if-none-match": tag} if tag else {})
        if reply.status == 304:  # noqa: PLR2004 - RFC 9110, section 15.4.5
            known = self._cache.confirmed(coordinate)
            if known is not None:
                return SchemaResponse(known)
            reply = yield Request("GET", url)
        answer = self._version(reply, model, version, namespace)
        self._cache.remember(coordinate, answer, entity_tag(reply))
        return answer

    def get_latest_schema(self, model: str, namespace: str | None) -> Steps[SchemaResponse]:
        """Ask for the highest version."""
        reply = yield Request("GET", self._url(model, namespace, "versions", LATEST))
        return self._version(reply, model, None, namespace)

    def list_versions(self, model: str, namespace: str | None) -> Steps[list[str]]:
        """Ask for the versions of a model, in ascending order."""
        reply = yield Request("GET", self._url(model, namespace, "versions"))
        value = self._json(reply, model_name_of(namespace, model))
        return self._strings(value, "versions")

    def list_namespaces(self, model: str) -> Steps[dict[str | None, list[str]]]:
        """Ask for the namespaces that have a model, each with its versions."""
        reply = yield Request("GET", self._url(model, None, "namespaces"))
        value = self._json(reply, model)
        found = value.get("namespaces") if isinstance(value, dict) else None
        if not isinstance(found, dict):
            raise RegistryError("it answers with no namespaces", source=self.name)
        names = {None if name == "null" else name: versions for name, versions in found.items()}
        return {name: self._strings(held) for name, held in names.items()}

    def list_schemas(
        self,
        namespace: str | None,
        model: str | None,
        *,
        include_deprecated: bool,
        limit: int,
        offset: int,
    ) -> Steps[SchemaListResponse]:
        """Ask for a page of models."""
        url = self._joined(
            "schemas",
            namespace=namespace,
            model_name=model,
            include_deprecated=include_deprecated,
            limit=limit,
            offset=offset,
        )
        reply = yield Request("GET", url)
        return self._read(SchemaListResponse, reply, "the list of schemas")

    def list_all_schemas(
        self, namespace: str | None, model: str | None, *, include_deprecated: bool
    ) -> Steps[list[ModelInfo]]:
        """Ask for all pages, and again where versions are missing for want of a fixed order."""
        listing = Listing()
        for reading in range(MAX_READINGS):
            size, offset, total = PAGE - PAGE * reading // 4, 0, 1
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
            listing.end_reading()
            if listing.is_complete:
                return listing.models()
        raise RegistryError("its list of schemas changes while it is read", source=self.name)

    def compare_schemas(
        self, model: str, from_version: str, to_version: str, namespace: str | None
    ) -> Steps[ComparisonResponse]:
        """Ask what changed between two versions."""
        versions = [version_of(each, self.name) for each in (from_version, to_version)]
        query = dict(zip(("from_version", "to_version"), versions, strict=True))
        reply = yield Request("GET", self._url(model, namespace, "compare", **query))
        subject = f"{model_name_of(namespace, model)}@{' and '.join(versions)}"
        return self._read(ComparisonResponse, reply, subject)

    def health(self) -> Steps[HealthResponse]:
        """Ask how the registry is."""
        reply = yield Request("GET", self._joined("health"))
        value = self._json(reply, "health")
        if not isinstance(value, dict):
            raise RegistryError("it answers with no health", source=self.name)
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
        """Register a version; one that is there already with the same content is as good."""
        namespace, model, version = coordinate.namespace, coordinate.name, coordinate.version
        body: dict[str, Any] = {
            "version": version,
            "json_schema": schema,
            "registered_by": registered_by,
            "meta": metadata_of(metadata, self.name),
        }
        if avro_schema is not None:
            body["avro_schema"] = avro_schema
        overwrite = {"allow_overwrite": True} if allow_overwrite else {}
        url = self._url(model, namespace, "versions", **overwrite)
        self._cache.forget(coordinate)
        reply = yield Request("POST", url, body=self._written(body, coordinate))
        if reply.status == 409:  # noqa: PLR2004 - RFC 9110, section 15.5.10
            return (yield from self._held(coordinate, schema))
        return self._version(reply, model, version, namespace)

    def _held(self, coordinate: Coordinate, schema: Schema) -> Steps[SchemaResponse]:
        """What the registry holds of a version, if that is what was to be registered."""
        held = yield from self.get_schema(coordinate)
        if is_same(held.json_schema, schema):
            return held
        raise RegistryConflictError(
            f"it holds another content of {coordinate}",
            source=self.name,
            status=409,
            hint="Give the model a new version, or allow to overwrite the old one",
        )

    def delete_schema(self, coordinate: Coordinate, *, force: bool) -> Steps[DeleteResponse]:
        """Delete a version for good."""
        namespace, model, version = coordinate.namespace, coordinate.name, coordinate.version
        url = self._url(model, namespace, "versions", version)
        self._cache.forget(coordinate)
        reply = yield Request("DELETE", url + f"?force={str(force).lower()}", repeatable=False)
        return self._read(DeleteResponse, reply, str(coordinate))

    def deprecate_schema(
        self, coordinate: Coordinate, message: str | None
    ) -> Steps[SchemaResponse]:
        """Mark a version as deprecated."""
        namespace, model, version = coordinate.namespace, coordinate.name, coordinate.version
        self._cache.forget(coordinate)
        url = self._url(model, namespace, "versions", version, "deprecate", message=message or None)
        reply = yield Request("POST", url)
        return self._version(reply, model, version, namespace)

    # --- requests and answers -----------------------------------------------------------------

    def _url(self, model: str, namespace: str | None, *rest: str, **query: Any) -> str:
        names = [model] if namespace in (None, "") else [namespace, model]
        checked = [checked_name(name, self.name) for name in names]
        return self._joined("schemas", *checked, *rest, **query)

    def _joined(self, *segments: str, **query: Any) -> str:
        try:
            return join_url(self.base_url, *segments, **query)
        except UnicodeEncodeError as error:
            told = f"{error.object!r:.80} cannot be sent: half a character"
            raise RegistryError(told, source=self.name) from None

    def _written(self, body: Any, coordinate: Coordinate) -> bytes:
        try:
            return json.dumps(body, allow_nan=False, separators=(",", ":")).encode()
        except (TypeError, ValueError, RecursionError) as error:
            raise RegistryError(
                f"{coordinate} cannot be written as JSON: {error}", source=self.name
            ) from error

    def _json(self, reply: Response, subject: str) -> Any:
        if reply.status == 404:  # noqa: PLR2004 - RFC 9110, section 15.5.5
            raise self._not_found(reply, subject)
        if reply.status == 409:  # noqa: PLR2004 - RFC 9110, section 15.5.10
            raise RegistryConflictError(f"it refuses {subject}", source=self.name, status=409)
        try:
            return _DECODER.decode(reply.body.decode())
        except (ValueError, RecursionError) as error:
            told = f"it answers with no JSON for {subject}: {error!s:.100}"
            raise RegistryError(told, source=self.name, status=reply.status) from error

    def _not_found(self, reply: Response, subject: str) -> RegistryError:
        """What a status 404 says: that there is no such thing, or no registry."""
        if detail_of(reply.body) not in NO_REGISTRY:
            return RegistryNotFoundError(subject, source=self.name, status=404)
        return RegistryError(
            f"{redacted(reply.url)} answers with status 404, and not as a registry does",
            source=self.name,
            status=404,
            hint="Check the URL of the registry",
        )

    def _read(self, kind: type[A], reply: Response, subject: str) -> A:
        value = self._json(reply, subject)
        try:
            return kind.read(value)
        except RegistryError as error:
            raise RegistryError(
                f"{error.message} for {subject}", source=self.name, status=reply.status
            ) from None

    def _version(
        self, reply: Response, model: str, version: str | None, namespace: str | None
    ) -> SchemaResponse:
        """Read a version; it must be the one that was asked for."""
        subject = model_name_of(namespace or None, model) + (f"@{version}" if version else "")
        answer = self._read(SchemaResponse, reply, subject)
        told = (answer.namespace or None, answer.model_name, version and answer.version)
        if told != (namespace or None, model, version):
            found = Coordinate(
                namespace=answer.namespace or None, name=answer.model_name, version=answer.version
            )
            raise RegistryError(f"it answers with {found} for {subject}", source=self.name)
        return answer

    def _strings(self, value: Any, member: str = "") -> list[str]:
        strings = value.get(member) if member and isinstance(value, dict) else value
        if isinstance(strings, list) and all(isinstance(each, str) for each in strings):
            return list(dict.fromkeys(strings))  # a registry can hold a global version twice
        raise RegistryError(f"it answers with no list of {member or 'versions'}", source=self.name)


def _no_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


_DECODER = json.JSONDecoder(parse_constant=_no_constant)
