"""The plugin: registers the models of a ``ModelManager``, and compares them with the server's."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from schemadock.client.error_translation import unhealthy
from schemadock.errors import RegistryError, SchemadockError
from schemadock.plugins.managers import (
    list_model_versions,
    read_model_avro_schema,
    read_model_schema,
)
from schemadock.pyrmute.comparison import compare, sync_status
from schemadock.pyrmute.config import RegistryPluginConfig, create_client, read_config
from schemadock.pyrmute.exceptions import RegistryPluginError, plugin_error
from schemadock.pyrmute.hook import listen
from schemadock.pyrmute.notifications import close_at_exit, refusal_text, warn
from schemadock.pyrmute.queue import Registration
from schemadock.pyrmute.time_budget import TimeBudget
from schemadock.pyrmute.worker import RegistrationWorker
from schemadock.schema.changes import is_same
from schemadock.schema.versions import Coordinate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyrmute import ModelManager

    from schemadock.client import HealthResponse, RegistryClient, SchemaResponse

PARALLEL = 8
"""Versions to fetch at the same time."""
RETRIES = 2
"""How often a request is repeated: the server may just have closed an idle connection."""
CLOSING = 30.0
"""Seconds that ``close`` waits in total while models are being registered."""

logger = logging.getLogger("schemadock.pyrmute")


class RegistryPlugin:
    """Registers the models of a manager on a registry server.

    A model is registered in the background after its definition, so that services start without
    waiting; with ``fail_on_error`` it is registered at once. Methods that send requests first wait
    for pending registrations. Creating a plugin sends no request.

    Args:
        manager: the manager of the models.
        config: the settings.
        settings: the settings as keywords; see ``RegistryPluginConfig``.

    Raises:
        RegistryPluginError: a setting is invalid.
    """

    def __init__(
        self, manager: ModelManager, config: RegistryPluginConfig | None = None, **settings: Any
    ) -> None:
        self.config = read_config(config, settings)
        self.manager = manager
        self.registry_url = str(self.config.registry_url)
        self.namespace = self.config.namespace
        self.auto_register = self.config.auto_register
        self.fail_on_error = self.config.fail_on_error
        self.allow_overwrite = self.config.allow_overwrite
        self.default_metadata = dict(self.config.metadata)
        self.include_avro = self.config.include_avro
        self.avro_namespace = self.config.avro_namespace
        self.client = create_client(self.config)
        seconds = self.config.deadline if self.fail_on_error else self.config.timeout
        self._budget = TimeBudget(seconds)
        self._registered: set[tuple[str, str]] = set()
        self._worker = RegistrationWorker(self._register_later)
        self._forget_exit = close_at_exit(self)
        self._stop_listening = listen(manager, self._on_definition) if self.auto_register else None

    # --- registering --------------------------------------------------------------------------

    def register_schema_safe(
        self,
        name: str,
        version: str,
        schema: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        avro_schema: dict[str, Any] | None = None,
    ) -> bool:
        """Register a schema now.

        Args:
            name: the name of the model.
            version: its version.
            schema: its JSON Schema.
            metadata: stored with it, in addition to that of the plugin.
            avro_schema: its Avro schema.

        Returns:
            True if it is registered; a failure is a UserWarning.

        Raises:
            RegistryPluginError: with ``fail_on_error``, it is not registered. The error is also a
                SchemaConflictError or a RegistryConnectionError if that is the cause.
        """
        given = Registration(
            name=name,
            version=str(version),
            schema=schema,
            metadata=self._metadata(metadata),
            avro_schema=avro_schema,
        )
        return self._register_now(given)

    _register_schema_safe = register_schema_safe

    def register_model(
        self, name: str, version: str, metadata: dict[str, Any] | None = None
    ) -> bool:
        """Register a version of a model of the manager now; see ``register_schema_safe``.

        Raises:
            RegistryPluginError: with ``fail_on_error``, it is not registered.
        """
        try:
            return self._register_now(self._registration(name, version, metadata))
        except SchemadockError as error:
            return self._handle_failure(f"{name}@{version} is not registered", error)

    def register_existing_models(
        self, models: Iterable[tuple[str, str]] | None = None
    ) -> dict[str, bool]:
        """Register models of the manager now: the given ones, or all.

        Returns:
            whether each is registered, by ``Name@version``.

        Raises:
            RegistryPluginError: with ``fail_on_error``, a model is not registered.
        """
        selected = list_model_versions(self.manager) if models is None else models
        return {
            f"{name}@{version}": self.register_model(name, str(version))
            for name, version in selected
        }

    sync_all_models = register_existing_models

    def flush(self, timeout: float | None = None) -> bool:
        """Wait for pending registrations; refused ones are reported by a warning.

        If the registry server is down, requests are repeated meanwhile.

        Args:
            timeout: seconds to wait at most; by default ``flush_timeout``.

        Returns:
            True if all defined models are registered. Otherwise see ``pending_models`` and
            ``refused_models`` of ``health_check``.
        """
        done = self._worker.flush(self.config.flush_timeout if timeout is None else timeout)
        self._report_refused()
        return done and not self._refused()

    def _settle(self) -> None:
        """Wait for pending registrations before a request, unless the server does not respond."""
        self._worker.settle(self.config.flush_timeout)
        self._report_refused()

    def _report_refused(self) -> None:
        text = refusal_text(self._worker.take_unreported())
        if text:
            warn(text)

    def _refused(self) -> dict[str, str]:
        """Return the reasons of refused registrations, by ``Name@version``."""
        return {
            "@".join(key): str(error)
            for key, error in self._worker.refused.items()
            if key not in self._registered
        }

    def _on_definition(self, name: str, version: str, options: dict[str, Any]) -> None:
        """Register a model that was just defined, or add it to the queue."""
        try:
            registration = self._registration(name, version, options)
        except SchemadockError as error:
            self._handle_failure(f"{name}@{version} is not registered", error)
            return
        if self.fail_on_error:
            self._register_now(registration)
        elif registration.key not in self._registered:
            self._worker.submit(registration)

    def _registration(
        self, name: str, version: str, metadata: dict[str, Any] | None
    ) -> Registration:
        schema = read_model_schema(self.manager, name, version)
        avro = None
        if self.include_avro:
            avro = read_model_avro_schema(self.manager, name, version, self.avro_namespace)
        return Registration(
            name=name,
            version=str(version),
            schema=schema,
            metadata=self._metadata(metadata),
            avro_schema=avro,
        )

    def _metadata(self, metadata: dict[str, Any] | None) -> dict[str, Any]:
        return {**self.default_metadata, **(metadata or {})}

    def _register_now(self, registration: Registration) -> bool:
        if registration.key in self._registered:
            return True
        try:
            with self._calling() as client:
                self._register(client, registration)
        except SchemadockError as error:
            return self._handle_failure(
                f"{registration.name}@{registration.version} is not registered", error
            )
        return True

    def _register_later(self, registration: Registration) -> None:
        client = self.client.within(self.config.timeout, max_retries=RETRIES)
        self._register(client, registration)

    def _register(self, client: RegistryClient, registration: Registration) -> None:
        client.register_schema(
            registration.name,
            registration.version,
            registration.schema,
            self.namespace or "global",
            self.namespace,
            avro_schema=registration.avro_schema,
            metadata=registration.metadata,
            allow_overwrite=self.allow_overwrite,
        )
        self._registered.add(registration.key)
        logger.info("registered %s", self._coordinate(registration.name, registration.version))

    # --- registered models --------------------------------------------------------------------

    def get_registered_models(self) -> set[tuple[str, str]]:
        """Return name and version of the models that this plugin registered."""
        self._settle()
        return set(self._registered)

    def list_registered_models(self) -> list[tuple[str, str]]:
        """Return the registered models in order."""
        return sorted(self.get_registered_models())

    def clear_registration_cache(self) -> None:
        """Forget which models are registered, so that they can be registered again."""
        self._registered.clear()

    def set_metadata(self, metadata: dict[str, Any]) -> None:
        """Add to the metadata that is stored with every schema."""
        self.default_metadata.update(metadata)

    def set_avro_config(
        self, include_avro: bool | None = None, avro_namespace: str | None = None
    ) -> None:
        """Set whether to send Avro schemas, and their namespace."""
        self.include_avro = self.include_avro if include_avro is None else include_avro
        self.avro_namespace = self.avro_namespace if avro_namespace is None else avro_namespace

    # --- comparing ----------------------------------------------------------------------------

    def get_registry_schema(self, model_name: str, version: str) -> SchemaResponse:
        """Return a version from the registry server.

        Raises:
            RegistryPluginError: the version does not exist, or cannot be fetched.
        """
        try:
            with self._calling() as client:
                return client.get_schema(model_name, str(version), self.namespace)
        except RegistryError as error:
            message = f"cannot fetch {self._coordinate(model_name, version)}"
            raise plugin_error(message, error) from error

    def compare_with_registry(self, model_name: str, version: str) -> dict[str, Any]:
        """Compare a model with the version on the registry server.

        Returns:
            ``state`` (``same``, ``different`` or ``unknown``), ``matches``, ``local_schema`` and
            ``registry_schema``; if they differ, ``differences`` with ``properties_added``,
            ``properties_removed`` and all ``changes``; if the state is unknown, ``error``.

        Raises:
            RegistryPluginError: with ``fail_on_error``, the state is unknown.
        """
        named = {"model_name": str(model_name), "version": str(version)}
        try:
            local = read_model_schema(self.manager, model_name, version)
            stored = self.get_registry_schema(model_name, version)
            return {**named, **compare(local, stored.json_schema)}
        except SchemadockError as error:
            if self.fail_on_error:
                message = f"cannot compare {model_name}@{version}"
                raise plugin_error(message, error) from error
            return {**named, "state": "unknown", "matches": False, "error": str(error)}

    def validate_against_registry(
        self,
        model_name: str,
        version: str,
        raise_on_mismatch: bool = False,
    ) -> bool:
        """Return True if a model is the same on the registry server.

        If that is unknown, return False with a UserWarning.

        Raises:
            RegistryPluginError: with ``raise_on_mismatch``, it differs or that is unknown; with
                ``fail_on_error``, it is unknown.
        """
        found = self.compare_with_registry(model_name, version)
        subject = f"{model_name}@{version}"
        if found["state"] == "different" and raise_on_mismatch:
            places = ", ".join(change["pointer"] for change in found["differences"]["changes"])
            raise RegistryPluginError(f"{subject} differs from the registry server at {places}")
        if found["state"] == "unknown":
            message = f"cannot compare {subject} with the registry server: {found['error']}"
            if raise_on_mismatch:
                raise RegistryPluginError(message)
            warn(message)
        return bool(found["matches"])

    def sync_with_registry(self) -> dict[str, Any]:
        """Compare all models with those of the registry server in the namespace.

        Returns:
            ``in_sync``; ``local_only`` and ``registry_only``: models with their versions;
            ``version_mismatches``: the versions of common models that are only on one side;
            ``different``: versions with different contents; ``state`` (``same``, ``different`` or
            ``unknown``), and ``error`` if it is unknown.

        Raises:
            RegistryPluginError: with ``fail_on_error``, the state is unknown.
        """
        try:
            return self._in_sync()
        except SchemadockError as error:
            if self.fail_on_error:
                raise plugin_error("cannot compare the models", error) from error
            return {"error": str(error), "in_sync": False, "state": "unknown"}

    def _in_sync(self) -> dict[str, Any]:
        local: dict[str, set[str]] = {}
        for name, version in list_model_versions(self.manager):
            local.setdefault(name, set()).add(version)
        with self._calling() as client:
            listed = client.list_all_schemas(self.namespace or "", include_deprecated=True)
        remote = {info.model_name: set(info.versions) for info in listed}
        common = [
            (name, version)
            for name in sorted(local.keys() & remote.keys())
            for version in local[name] & remote[name]
        ]
        different: dict[str, list[str]] = {}
        with ThreadPoolExecutor(PARALLEL) as pool:
            for (name, version), same in zip(common, pool.map(self._is_same, common), strict=True):
                if not same:
                    different.setdefault(name, []).append(version)
        return sync_status(local, remote, different)

    def _is_same(self, model: tuple[str, str]) -> bool:
        with self._calling(settle=False) as client:  # already done once for all of them
            stored = client.get_schema(*model, self.namespace)
        return is_same(read_model_schema(self.manager, *model), stored.json_schema)

    # --- the plugin itself --------------------------------------------------------------------

    def health_check(self) -> dict[str, Any]:
        """Return the state of the plugin and the health of the registry server.

        ``registry_error`` says what is wrong; ``pending_models`` is the number of pending
        registrations, and ``refused_models`` has the reasons of refused ones.
        """
        self._settle()
        health = self._health()
        state: dict[str, Any] = {
            "plugin_active": True,
            "auto_register": self.auto_register,
            "registry_url": self.registry_url,
            "namespace": self.namespace,
            "registered_models": len(self._registered),
            "pending_models": len(self._worker.pending),
            "refused_models": self._refused(),
            "include_avro": self.include_avro,
            "avro_namespace": self.avro_namespace if self.include_avro else None,
            "registry_healthy": health.healthy,
        }
        if health.error:
            return {**state, "registry_error": health.error}
        return {**state, "registry_details": health}

    def _health(self) -> HealthResponse:
        try:
            return self.client.health_check(detailed=True)
        except RegistryError as error:  # the plugin is closed
            return unhealthy(error)

    def restore_manager(self) -> None:
        """Stop registering new models; the manager is as it was before."""
        if self._stop_listening is not None:
            self._stop_listening()
            self._stop_listening = None

    def close(self) -> None:
        """Wait for pending registrations, restore the manager, close the connections.

        Waits ``flush_timeout`` for each next registration, and half a minute in total. Models that
        are not registered are reported by a UserWarning. Plugins that are still open are closed at
        the end of the program.
        """
        self._forget_exit()
        self.restore_manager()
        try:
            self._worker.flush(self.config.flush_timeout, longest=CLOSING)
        finally:
            abandoned = self._worker.close()
            self.client.close()
        messages = [refusal_text(self._worker.take_unreported())]
        if abandoned:
            names = ", ".join("@".join(key) for key in abandoned)
            reason = self._worker.last_error or f"{self.client.base_url} does not respond"
            messages.append(f"not registered: {names}: {reason}")
        if any(messages):
            warn("; ".join(filter(None, messages)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @contextmanager
    def _calling(self, *, settle: bool = True) -> Iterator[RegistryClient]:
        """Yield a client for one call within the time budget, after pending registrations."""
        with self._budget.call() as seconds:
            if settle and not self.fail_on_error:
                self._settle()
            yield self.client.within(seconds, max_retries=RETRIES)

    def _handle_failure(self, message: str, error: SchemadockError) -> bool:
        """Raise an error or warn, as ``fail_on_error`` says; the one place that decides."""
        if self.fail_on_error:
            raise plugin_error(message, error) from error
        warn(f"{message}: {error}")
        return False

    def _coordinate(self, name: str, version: str) -> Coordinate:
        return Coordinate(namespace=self.namespace, name=name, version=str(version))
