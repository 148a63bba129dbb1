"""The blocking client of a registry server."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar, cast, overload

import httpx

from schemadock.client.arguments import rest_of_register
from schemadock.client.base import BaseClient
from schemadock.client.error_translation import registry_error, unhealthy
from schemadock.client.operations import HEALTH_LIMITS, UNDERSTOOD
from schemadock.errors import RegistryError, SourceError
from schemadock.http.fetcher import Fetcher

if TYPE_CHECKING:
    from schemadock.client.operations import Steps
    from schemadock.client.results import (
        ComparisonResponse,
        DeleteResponse,
        HealthResponse,
        ModelInfo,
        SchemaListResponse,
        SchemaResponse,
    )
    from schemadock.http.messages import Limits
    from schemadock.typing import Schema

T = TypeVar("T")


class RegistryClient(BaseClient[httpx.BaseTransport, Fetcher]):
    """A blocking client of a registry server; thread-safe.

    Results are dictionaries as the server sends them, with their members as attributes. Every
    failure is a ``RegistryError``. See ``BaseClient`` for the arguments.
    """

    _fetcher_type = Fetcher

    def register_schema(
        self,
        model_name: str,
        version: str,
        schema: Schema,
        registered_by: str,
        namespace: str | None = None,
        *rest: Any,
        avro_schema: dict[str, Any] | None = None,
        metadata: dict[str, Any] | None = None,
        allow_overwrite: bool = False,
    ) -> SchemaResponse:
        """Register a version of a model.

        Registering a version again with the same content succeeds.

        Args:
            model_name: name of the model.
            version: three numbers, as in ``1.0.0``.
            schema: its JSON Schema.
            registered_by: the name of the registrant.
            namespace: None for a global model.
            rest: ``metadata`` and ``allow_overwrite``, or the three parameters below, by position.
            avro_schema: its Avro schema, for registry servers that store them.
            metadata: stored with the schema.
            allow_overwrite: whether different content of the version is replaced.

        Raises:
            SchemaConflictError: the version is registered with different content.
            RegistryConnectionError: there was no response in time.
            RegistryError: the schema was refused, or the response is invalid.
            TypeError: an argument is given both by position and by name.
        """
        avro, meta, overwrite = rest_of_register(rest, avro_schema, metadata, allow_overwrite)
        return self._run(
            self._operations.register_schema(
                self._operations.coordinate(namespace, model_name, version),
                schema,
                registered_by,
                avro_schema=avro,
                metadata=meta,
                allow_overwrite=overwrite,
            )
        )

    def get_schema(
        self, model_name: str, version: str, namespace: str | None = None
    ) -> SchemaResponse:
        """Return a version of a model, or its ``latest``; the schema is ``json_schema``.

        Raises:
            SchemaNotFoundError: there is no such version.
            RegistryError: there was no response, or it is invalid.
        """
        known = self._operations.cached(namespace, model_name, version)
        if known is not None and not self._closed.is_set():
            return known
        coordinate = self._operations.coordinate(namespace, model_name, version)
        return self._run(self._operations.get_schema(coordinate))

    def get_latest_schema(self, model_name: str, namespace: str | None = None) -> SchemaResponse:
        """Return the highest version of a model, deprecated versions included.

        Raises:
            SchemaNotFoundError: there is no such model.
            RegistryError: there was no response, or it is invalid.
        """
        return self._run(self._operations.get_latest_schema(model_name, namespace))

    def list_versions(self, model_name: str, namespace: str | None = None) -> list[str]:
        """Return the versions of a model in ascending order.

        Raises:
            SchemaNotFoundError: there is no such model.
            RegistryError: there was no response, or it is invalid.
        """
        return self._run(self._operations.list_versions(model_name, namespace))

    def list_namespaces(self, model_name: str) -> dict[str | None, list[str]]:
        """Return the versions of a model by namespace; None is the global namespace.

        Raises:
            SchemaNotFoundError: no namespace has the model.
            RegistryError: there was no response, or it is invalid.
        """
        return self._run(self._operations.list_namespaces(model_name))

    def list_schemas(
        self,
        namespace: str | None = None,
        model_name: str | None = None,
        include_deprecated: bool = False,
        limit: int = 100,
        offset: int = 0,
    ) -> SchemaListResponse:
        """Return a page of models, under ``schemas``; ``list_all_schemas`` reads all pages.

        Args:
            namespace: list this namespace only; an empty string for global models, None for all.
            model_name: list this model only.
            include_deprecated: whether to list deprecated versions.
            limit: versions on the page, 1 to 1000.
            offset: versions to skip.

        Raises:
            RegistryError: there was no response, or it is invalid.
        """
        return self._run(
            self._operations.list_schemas(
                namespace,
                model_name,
                include_deprecated=include_deprecated,
                limit=limit,
                offset=offset,
            )
        )

    def list_all_schemas(
        self,
        namespace: str | None = None,
        model_name: str | None = None,
        *,
        include_deprecated: bool = False,
    ) -> list[ModelInfo]:
        """Return the models of all pages, each once; see ``list_schemas`` for the arguments.

        Raises:
            RegistryError: there was no response, or it is invalid.
        """
        return self._run(
            self._operations.list_all_schemas(
                namespace, model_name, include_deprecated=include_deprecated
            )
        )

    def compare_schemas(
        self, model_name: str, from_version: str, to_version: str, namespace: str | None = None
    ) -> ComparisonResponse:
        """Return the changes between two versions, as the registry server computes them.

        Raises:
            SchemaNotFoundError: one of the versions does not exist.
            RegistryError: there was no response, or it is invalid.
        """
        return self._run(
            self._operations.compare_schemas(model_name, from_version, to_version, namespace)
        )

    def delete_schema(
        self,
        model_name: str,
        version: str,
        namespace: str | None = None,
        force: bool = False,
    ) -> DeleteResponse:
        """Delete a version permanently; a registry server refuses that without ``force``.

        Raises:
            SchemaNotFoundError: there is no such version.
            RegistryError: there was no response, or it is invalid.
        """
        coordinate = self._operations.coordinate(namespace, model_name, version)
        return self._run(self._operations.delete_schema(coordinate, force=force))

    def deprecate_schema(
        self,
        model_name: str,
        version: str,
        namespace: str | None = None,
        message: str | None = None,
    ) -> SchemaResponse:
        """Mark a version as deprecated.

        Args:
            model_name: name of the model.
            version: its version.
            namespace: None for a global model.
            message: the reason, and what to use instead.

        Raises:
            SchemaNotFoundError: there is no such version.
            RegistryError: there was no response, or it is invalid.
        """
        coordinate = self._operations.coordinate(namespace, model_name, version)
        return self._run(self._operations.deprecate_schema(coordinate, message))

    @overload
    def health_check(self, detailed: Literal[False] = False) -> bool: ...

    @overload
    def health_check(self, detailed: Literal[True]) -> HealthResponse: ...

    def health_check(self, detailed: bool = False) -> bool | HealthResponse:
        """Return True if the registry server is healthy; with ``detailed``, its health report.

        A server that cannot be reached is unhealthy, which is not an error here. One request is
        sent, with a time limit of five seconds.

        Raises:
            RegistryError: the client is closed.
        """
        self._check_usable()
        try:
            health = self._run(self._operations.health(), HEALTH_LIMITS)
        except RegistryError as error:
            health = unhealthy(error)
        return health if detailed else health.healthy

    def close(self) -> None:
        """Close all connections; later calls raise a RegistryError."""
        self._closed.set()
        self._fetcher.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _run(self, steps: Steps[T], limits: Limits | None = None) -> T:
        """Run an operation: send its requests until it returns its result."""
        self._check_usable()
        limits = limits or self._limits
        until = time.monotonic() + limits.deadline
        try:
            request = next(steps)
            while True:
                reply = self._fetcher.send(request, expected=UNDERSTOOD, limits=limits)
                request = steps.send(reply)
                limits = replace(limits, deadline=until - time.monotonic())
        except RegistryError:
            raise
        except StopIteration as stop:
            return cast("T", stop.value)
        except SourceError as error:
            raise registry_error(error, self._operations.name) from error
