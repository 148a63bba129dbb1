"""The asynchronous client of a registry server."""

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
from schemadock.http.async_fetcher import AsyncFetcher

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


class AsyncRegistryClient(BaseClient[httpx.AsyncBaseTransport, AsyncFetcher]):
    """An asynchronous client of a registry server, with the methods of ``RegistryClient``.

    A client belongs to the event loop in which it is first used; in another one, each method
    raises a ``RegistryError``.
    """

    _fetcher_type = AsyncFetcher

    async def register_schema(
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
        """See ``RegistryClient.register_schema``."""
        avro, meta, overwrite = rest_of_register(rest, avro_schema, metadata, allow_overwrite)
        return await self._run(
            self._operations.register_schema(
                self._operations.coordinate(namespace, model_name, version),
                schema,
                registered_by,
                avro_schema=avro,
                metadata=meta,
                allow_overwrite=overwrite,
            )
        )

    async def get_schema(
        self, model_name: str, version: str, namespace: str | None = None
    ) -> SchemaResponse:
        """See ``RegistryClient.get_schema``."""
        known = self._operations.cached(namespace, model_name, version)
        if known is not None and not self._closed.is_set():
            return known
        coordinate = self._operations.coordinate(namespace, model_name, version)
        return await self._run(self._operations.get_schema(coordinate))

    async def get_latest_schema(
        self, model_name: str, namespace: str | None = None
    ) -> SchemaResponse:
        """See ``RegistryClient.get_latest_schema``."""
        return await self._run(self._operations.get_latest_schema(model_name, namespace))

    async def list_versions(self, model_name: str, namespace: str | None = None) -> list[str]:
        """See ``RegistryClient.list_versions``."""
        return await self._run(self._operations.list_versions(model_name, namespace))

    async def list_namespaces(self, model_name: str) -> dict[str | None, list[str]]:
        """See ``RegistryClient.list_namespaces``."""
        return await self._run(self._operations.list_namespaces(model_name))

    async def list_schemas(
        self,
        namespace: str | None = None,
        model_name: str | None = None,
        include_deprecated: bool = False,
        limit: int = 100,
        offset: int = 0,
    ) -> SchemaListResponse:
        """See ``RegistryClient.list_schemas``."""
        return await self._run(
            self._operations.list_schemas(
                namespace,
                model_name,
                include_deprecated=include_deprecated,
                limit=limit,
                offset=offset,
            )
        )

    async def list_all_schemas(
        self,
        namespace: str | None = None,
        model_name: str | None = None,
        *,
        include_deprecated: bool = False,
    ) -> list[ModelInfo]:
        """See ``RegistryClient.list_all_schemas``."""
        return await self._run(
            self._operations.list_all_schemas(
                namespace, model_name, include_deprecated=include_deprecated
            )
        )

    async def compare_schemas(
        self, model_name: str, from_version: str, to_version: str, namespace: str | None = None
    ) -> ComparisonResponse:
        """See ``RegistryClient.compare_schemas``."""
        return await self._run(
            self._operations.compare_schemas(model_name, from_version, to_version, namespace)
        )

    async def delete_schema(
        self,
        model_name: str,
        version: str,
        namespace: str | None = None,
        force: bool = False,
    ) -> DeleteResponse:
        """See ``RegistryClient.delete_schema``."""
        coordinate = self._operations.coordinate(namespace, model_name, version)
        return await self._run(self._operations.delete_schema(coordinate, force=force))

    async def deprecate_schema(
        self,
        model_name: str,
        version: str,
        namespace: str | None = None,
        message: str | None = None,
    ) -> SchemaResponse:
        """See ``RegistryClient.deprecate_schema``."""
        coordinate = self._operations.coordinate(namespace, model_name, version)
        return await self._run(self._operations.deprecate_schema(coordinate, message))

    @overload
    async def health_check(self, detailed: Literal[False] = False) -> bool: ...

    @overload
    async def health_check(self, detailed: Literal[True]) -> HealthResponse: ...

    async def health_check(self, detailed: bool = False) -> bool | HealthResponse:
        """See ``RegistryClient.health_check``."""
        self._check_usable()
        try:
            health = await self._run(self._operations.health(), HEALTH_LIMITS)
        except RegistryError as error:
            health = unhealthy(error)
        return health if detailed else health.healthy

    async def close(self) -> None:
        """See ``RegistryClient.close``.

        Raises:
            RegistryError: the connections belong to another event loop.
        """
        self._closed.set()
        try:
            await self._fetcher.close()
        except SourceError as error:
            raise registry_error(error, self._operations.name) from error

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.close()

    def _check_usable(self) -> None:
        super()._check_usable()
        try:
            self._fetcher.check_loop()
        except SourceError as error:
            raise registry_error(error, self._operations.name) from error

    async def _run(self, steps: Steps[T], limits: Limits | None = None) -> T:
        """See ``RegistryClient._run``."""
        self._check_usable()
        limits = limits or self._limits
        until = time.monotonic() + limits.deadline
        try:
            request = next(steps)
            while True:
                reply = await self._fetcher.send(request, expected=UNDERSTOOD, limits=limits)
                request = steps.send(reply)
                limits = replace(limits, deadline=until - time.monotonic())
        except RegistryError:
            raise
        except StopIteration as stop:
            return cast("T", stop.value)
        except SourceError as error:
            raise registry_error(error, self._operations.name) from error
