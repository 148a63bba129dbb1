"""The plugin: what is defined with a ``ModelManager`` gets into a registry, and stays the same."""

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
from schemadock.pyrmute.comparison import compared, in_sync
from schemadock.pyrmute.config import RegistryPluginConfig, client_of, read_config
from schemadock.pyrmute.exceptions import RegistryPluginError, plugin_error
from schemadock.pyrmute.hook import listen
from schemadock.pyrmute.notifications import close_at_exit, refusals, warn
from schemadock.pyrmute.queue import Registration
from schemadock.pyrmute.time_budget import TimeBudget
from schemadock.pyrmute.worker import RegistrationWorker
from schemadock.schema.changes import is_same
from schemadock.schema.versions import Coordinate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import EllipsisType

    from pyrmute import ModelManager

    from schemadock.client import HealthResponse, RegistryClient, SchemaResponse

PARALLEL = 8
"""Versions that are fetched at the same time."""
RETRIES = 2
"""How often a request is sent again: a connection that was kept open may just have been closed."""
CLOSING = 30.0
"""Seconds that closing waits in all for a registry that takes one model after the other."""

logger = logging.getLogger("schemadock.pyrmute")


class RegistryPlugin:
    """Keeps the models of a manager in a registry.

    A model that is defined is registered in the background, so that no start of a service waits
    for a registry; with ``fail_on_error`` it is registered at once. What asks the registry waits
    for the background first. Making a plugin asks nothing.

    Args:
        manager: holds the models.
        config: the settings.
        settings: the same by keywords; see ``RegistryPluginConfig``.

    Raises:
        RegistryPluginError: the settings cannot be used.
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
        self.client = client_of(self.config)
        seconds = self.config.deadline if self.fail_on_error else self.config.timeout
        self._budget = TimeBudget(seconds)
        self._registered: set[tuple[str, str]] = set()
        self._worker = RegistrationWorker(self._register_later)
        self._forget_exit = close_at_exit(self)
        self._stop_listening = listen(manager, self._defined) if self.auto_register else None

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
            name: of the model.
            version: its version.
            schema: its JSON Schema.
            metadata: kept with it, besides that of the plugin.
            avro_schema: its Avro schema.

        Returns:
            whether the registry has it; a failure is told by a UserWarning.

        Raises:
            RegistryPluginError: with ``fail_on_error``, it is not registered; the error is a
                SchemaConflictError or a RegistryConnectionError, too, where that is why.
        """
        given = Registration(name, str(version), schema, self._metadata(metadata), avro_schema)
        return self._registers(given)

    _register_schema_safe = register_schema_safe

    def register_model(
        self, name: str, version: str, metadata: dict[str, Any] | None = None
    ) -> bool:
        """Register a version of a model of the manager now, as ``register_schema_safe`` does.

        Raises:
            RegistryPluginError: with ``fail_on_error``, it is not registered.
        """
        try:
            return self._registers(self._registration(name, version, metadata))
        except SchemadockError as error:
            return self._fails(f"{name}@{version} is not registered", error)

    def register_existing_models(
        self, models: Iterable[tuple[str, str]] | None = None
    ) -> dict[str, bool]:
        """Register models of the manager now: those that are named, or all.

        Returns:
            whether the registry has it, by ``Name@version``.

        Raises:
            RegistryPluginError: with ``fail_on_error``, one is not registered.
        """
        wanted = list_model_versions(self.manager) if models is None else models
        return {
            f"{name}@{version}": self.register_model(name, str(version)) for name, version in wanted
        }

    sync_all_models = register_existing_models

    def flush(self, timeout: float | None = None) -> bool:
        """Wait for what is registered in the background; what was refused is told by a warning.

        A registry that is down is asked again and again meanwhile.

        Args:
            timeout: seconds to wait at most; by default as the settings say.

        Returns:
            whether the registry has all that was defined; what it has not is registered later, or
            was refused: see ``pending_models`` and ``refused_models`` of ``health_check``.
        """
        done = self._worker.flush(self.config.flush_timeout if timeout is None else timeout)
        self._tell_refused()
        return done and not self._refused()

    def _settle(self) -> None:
        """Wait for the background before the registry is asked, unless that is in vain."""
        self._worker.settle(self.config.flush_timeout)
        self._tell_refused()

    def _tell_refused(self) -> None:
        told = refusals(self._worker.take_untold())
        if told:
            warn(told)

    def _refused(self) -> dict[str, str]:
        """What the registry will not have, by ``Name@version``, and why."""
        return {
            "@".join(key): str(error)
            for key, error in self._worker.refused.items()
            if key not in self._registered
        }

    def _defined(self, name: str, version: str, options: dict[str, Any]) -> None:
        """Hear of a model that was defined."""
        try:
            registration = self._registration(name, version, options)
        except SchemadockError as error:
            self._fails(f"{name}@{version} is not registered", error)
            return
        if self.fail_on_error:
            self._registers(registration)
        elif registration.key not in self._registered:
            self._worker.submit(registration)

    def _registration(
        self, name: str, version: str, metadata: dict[str, Any] | None
    ) -> Registration:
        schema = read_model_schema(self.manager, name, version)
        avro = None
        if self.include_avro:
            avro = read_model_avro_schema(self.manager, name, version, self.avro_namespace)
        return Registration(name, str(version), schema, self._metadata(metadata), avro)

    def _metadata(self, metadata: dict[str, Any] | None) -> dict[str, Any]:
        return {**self.default_metadata, **(metadata or {})}

    def _registers(self, registration: Registration) -> bool:
        if registration.key in self._registered:
            return True
        try:
            with self._asking() as client:
                self._register(client, registration)
        except SchemadockError as error:
            return self._fails(
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

    # --- what was registered ------------------------------------------------------------------

    def get_registered_models(self) -> set[tuple[str, str]]:
        """Return name and version of what this plugin has registered."""
        self._settle()
        return set(self._registered)

    def list_registered_models(self) -> list[tuple[str, str]]:
        """Return the same in order."""
        return sorted(self.get_registered_models())

    def clear_registration_cache(self) -> None:
        """Forget what was registered, so that it is registered again when it is asked for."""
        self._registered.clear()

    def set_metadata(self, metadata: dict[str, Any]) -> None:
        """Add to the metadata that is kept with every schema."""
        self.default_metadata.update(metadata)

    def set_avro_config(
        self, include_avro: bool | None = None, avro_namespace: str | None = None
    ) -> None:
        """Set whether Avro schemas are sent, and their namespace."""
        self.include_avro = self.include_avro if include_avro is None else include_avro
        self.avro_namespace = self.avro_namespace if avro_namespace is None else avro_namespace

    # --- comparing ----------------------------------------------------------------------------

    def get_registry_schema(self, model_name: str, version: str) -> SchemaResponse:
        """Return what the registry holds of a version.

        Raises:
            RegistryPluginError: it holds none, or does not say.
        """
        try:
            with self._asking() as client:
                return client.get_schema(model_name, str(version), self.namespace)
        except RegistryError as error:
            told = f"{self._coordinate(model_name, version)} cannot be had"
            raise plugin_error(told, error) from error

    def compare_with_registry(self, model_name: str, version: str) -> dict[str, Any]:
        """Compare a model with what the registry holds.

        Returns:
            ``state`` (``same``, ``different`` or ``unknown``), ``matches``, ``local_schema`` and
            ``registry_schema``; where they differ, ``differences`` with ``properties_added`` and
            ``properties_removed``, and all ``changes``; where that is not known, ``error``.

        Raises:
            RegistryPluginError: with ``fail_on_error``, they cannot be compared.
        """
        named = {"model_name": str(model_name), "version": str(version)}
        try:
            local = read_model_schema(self.manager, model_name, version)
            held = self.get_registry_schema(model_name, version)
            return {**named, **compared(local, held.json_schema)}
        except SchemadockError as error:
            if self.fail_on_error:
                told = f"{model_name}@{version} cannot be compared"
                raise plugin_error(told, error) from error
            return {**named, "state": "unknown", "matches": False, "error": str(error)}

    def validate_against_registry(
        self,
        model_name: str,
        version: str,
        raise_on_mismatch: bool = False,
    ) -> bool:
        """Return whether a model is what the registry holds.

        Where that cannot be known, a UserWarning says so, and the answer is False.

        Raises:
            RegistryPluginError: with ``raise_on_mismatch`` it is not, or that cannot be known;
                with ``fail_on_error`` that cannot be known.
        """
        found = self.compare_with_registry(model_name, version)
        subject = f"{model_name}@{version}"
        if found["state"] == "different" and raise_on_mismatch:
            places = ", ".join(change["pointer"] for change in found["differences"]["changes"])
            raise RegistryPluginError(f"{subject} is not what the registry holds: {places}")
        if found["state"] == "unknown":
            told = f"whether {subject} is what the registry holds is not known: {found['error']}"
            if raise_on_mismatch:
                raise RegistryPluginError(told)
            warn(told)
        return bool(found["matches"])

    def sync_with_registry(self) -> dict[str, Any]:
        """Compare all models with all that the registry holds in the namespace.

        Returns:
            ``in_sync``; ``local_only`` and ``registry_only``: models with their versions;
            ``version_mismatches``: of models that both have, the versions that only one has;
            ``different``: versions with different contents; ``state`` (``same``, ``different`` or
            ``unknown``), and ``error`` where it is not known.

        Raises:
            RegistryPluginError: with ``fail_on_error``, they cannot be compared.
        """
        try:
            return self._in_sync()
        except SchemadockError as error:
            if self.fail_on_error:
                raise plugin_error("the models cannot be compared", error) from error
            return {"error": str(error), "in_sync": False, "state": "unknown"}

    def _in_sync(self) -> dict[str, Any]:
        local: dict[str, set[str]] = {}
        for name, version in list_model_versions(self.manager):
            local.setdefault(name, set()).add(version)
        with self._asking() as client:
            listed = client.list_all_schemas(self.namespace or "", include_deprecated=True)
        held = {info.model_name: set(info.versions) for info in listed}
        common = [
            (name, version)
            for name in sorted(local.keys() & held.keys())
            for version in local[name] & held[name]
        ]
        different: dict[str, list[str]] = {}
        with ThreadPoolExecutor(PARALLEL) as pool:
            for (name, version), same in zip(common, pool.map(self._is_same, common), strict=True):
                if not same:
                    different.setdefault(name, []).append(version)
        return in_sync(local, held, different)

    def _is_same(self, model: tuple[str, str]) -> bool:
        with self._asking(settles=False) as client:  # which was done once for all of them
            held = client.get_schema(*model, self.namespace)
        return is_same(read_model_schema(self.manager, *model), held.json_schema)

    # --- the plugin itself --------------------------------------------------------------------

    def health_check(self) -> dict[str, Any]:
        """Return how the plugin and the registry are.

        ``registry_error`` says what is wrong; ``pending_models`` is how many models are still to
        be registered, and ``refused_models`` has what the registry will not have, with the reasons.
        """
        self._settle()
        health = self._health()
        told: dict[str, Any] = {
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
            return {**told, "registry_error": health.error}
        return {**told, "registry_details": health}

    def _health(self) -> HealthResponse:
        try:
            return self.client.health_check(detailed=True)
        except RegistryError as error:  # the plugin is closed
            return unhealthy(error)

    def restore_manager(self) -> None:
        """Hear of no further models; the manager is as it was before."""
        if self._stop_listening is not None:
            self._stop_listening()
            self._stop_listening = None

    def close(self) -> None:
        """Wait for the background, restore the manager, close the connections.

        It waits as long as more and more models are registered, for half a minute at most, but
        no longer than ``flush_timeout`` for the next. What was not registered is told by a
        UserWarning. At the end of the program it is done for plugins that nobody has closed.
        """
        self._forget_exit()
        self.restore_manager()
        try:
            self._worker.flush(self.config.flush_timeout, longest=CLOSING)
        finally:
            given_up = self._worker.close()
            self.client.close()
        told = [refusals(self._worker.take_untold())]
        if given_up:
            names = ", ".join("@".join(key) for key in given_up)
            reason = self._worker.trouble or f"{self.client.base_url} takes too long"
            told.append(f"not registered: {names}: {reason}")
        if any(told):
            warn("; ".join(filter(None, told)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @contextmanager
    def _asking(self, *, settles: bool = True) -> Iterator[RegistryClient]:
        """A client for one call, after what is to be done before, and within the budget."""
        with self._budget.call() as seconds:
            if settles and not self.fail_on_error:
                self._settle()
            yield self.client.within(seconds, max_retries=RETRIES)

    def _fails(self, told: str, error: SchemadockError) -> bool:
        """Raise a failure, or tell it: the one place that decides."""
        if self.fail_on_error:
            raise plugin_error(told, error) from error
        warn(f"{told}: {error}")
        return False

    def _coordinate(self, name: str, version: str) -> Coordinate:
        return Coordinate(namespace=self.namespace, name=name, version=str(version))


def create_plugin(
    manager: ModelManager,
    registry_url: str | None = None,
    namespace: str | EllipsisType | None = ...,
    **settings: Any,
) -> RegistryPlugin:
    """Return a plugin; what is not given comes from the environment.

    Args:
        manager: holds the models.
        registry_url: of the registry.
        namespace: of the models; None for global ones.
        settings: see ``RegistryPluginConfig``.

    Raises:
        RegistryPluginError: the settings cannot be used.
    """
    if namespace is not ...:
        settings["namespace"] = namespace
    return RegistryPlugin(manager, registry_url=registry_url, **settings)


def register(
    manager: ModelManager, models: Iterable[tuple[str, str]] | None = None, **settings: Any
) -> dict[str, bool]:
    """Register the models of a manager once, and leave the manager as it is.

    Args:
        manager: holds the models.
        models: those to register, by name and version; by default all.
        settings: see ``RegistryPluginConfig``; or one of those as ``config``.

    Returns:
        whether the registry has it, by ``Name@version``.

    Raises:
        RegistryPluginError: the settings cannot be used; or, with ``fail_on_error``, a model is
            not registered.
    """
    config = read_config(settings.pop("config", None), settings)
    once = config.model_copy(update={"auto_register": False})
    with RegistryPlugin(manager, once) as plugin:
        return plugin.register_existing_models(models)
