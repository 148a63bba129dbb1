"""The settings of the plugin, with their defaults from the environment."""

from __future__ import annotations

import os
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from schemadock.client import RegistryClient
from schemadock.client.environment import API_KEY, variable_of
from schemadock.errors import SchemadockError
from schemadock.http.messages import MAX_SECONDS
from schemadock.pyrmute.exceptions import PluginConfigurationError


class RegistryPluginConfig(BaseModel):
    """Settings of a ``RegistryPlugin``.

    URL, namespace and key default to environment variables; ``namespace=None`` is the global one.

    Attributes:
        registry_url: URL of the registry server.
        namespace: of the models; None for global ones.
        auto_register: whether a model is registered when it is defined.
        fail_on_error: whether a failure raises an error; otherwise it is a warning, and the plugin
            retries in the background.
        verify_ssl: whether certificates are verified.
        api_key: the key for the registry server.
        allow_overwrite: whether different content of a version is replaced.
        metadata: stored with every schema.
        include_avro: whether to send Avro schemas, for registry servers that store them.
        avro_namespace: the namespace of the Avro schemas.
        deadline: seconds that ``fail_on_error`` waits in total for a registry server that does not
            respond.
        timeout: seconds for a call in the background, and for each other call.
        flush_timeout: seconds to wait for pending registrations before a call, and for the next
            registration when the plugin is closed.

    Settings may be changed until a plugin is created. All values and names are checked: this class
    raises pydantic's ``ValidationError``, a plugin created by keywords its own error.
    """

    model_config = ConfigDict(extra="forbid", validate_assignment=True)

    registry_url: str | None = None
    namespace: str | None = None
    auto_register: bool = True
    fail_on_error: bool = False
    verify_ssl: bool = True
    api_key: str | None = Field(default=None, repr=False)
    allow_overwrite: bool = False
    metadata: dict[str, Any] = Field(default_factory=dict)
    include_avro: bool = False
    avro_namespace: str = "com.example"
    deadline: float = Field(default=2.0, gt=0, le=MAX_SECONDS)
    timeout: float = Field(default=10.0, gt=0, le=MAX_SECONDS)
    flush_timeout: float = Field(default=2.0, ge=0)

    @field_validator("metadata", mode="before")
    @classmethod
    def _no_metadata(cls, value: Any) -> Any:
        return {} if value is None else value

    @field_validator("registry_url", "api_key")
    @classmethod
    def _stripped(cls, value: str | None) -> str | None:
        return value.strip() if value else value  # a value from a file may end with a newline

    def with_environment(self) -> RegistryPluginConfig:
        """Return the settings, with missing ones from the environment."""
        found = {}
        for name, variable in (("registry_url", "URL"), ("api_key", API_KEY)):
            found[name] = getattr(self, name) or _environment(variable)
        if "namespace" not in self.model_fields_set:
            found["namespace"] = _environment("NAMESPACE")
        return self.model_copy(
            update={**found, "namespace": found.get("namespace", self.namespace)}
        )


def _environment(setting: str) -> str | None:
    variable = variable_of(setting)
    return os.environ[variable].strip() if variable else None


def read_config(
    config: RegistryPluginConfig | None, settings: dict[str, Any]
) -> RegistryPluginConfig:
    """Return the settings of a plugin from a config object or from keywords.

    Raises:
        RegistryPluginError: both are given, a setting is invalid, or there is no URL.
    """
    if config is not None and settings:
        given = ", ".join(sorted(settings))
        raise PluginConfigurationError(f"pass either a config or keywords, not both: {given}")
    try:
        made = (config or RegistryPluginConfig(**settings)).with_environment()
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise PluginConfigurationError(f"'{place}': {first['msg']}") from None
    if not made.registry_url:
        raise PluginConfigurationError(
            "no registry server configured",
            hint="Pass registry_url, or set SCHEMADOCK_REGISTRY_URL",
        )
    return made


def create_client(config: RegistryPluginConfig) -> RegistryClient:
    """Return a client with the settings of a plugin.

    Raises:
        RegistryPluginError: the URL or the key is invalid.
    """
    url = str(config.registry_url).removeprefix(
        "pyrmute+"
    )  # the scheme of sources is accepted as well
    try:
        return RegistryClient(url, verify_ssl=config.verify_ssl, api_key=config.api_key)
    except SchemadockError as error:
        raise PluginConfigurationError(error.message, hint=error.hint) from error
