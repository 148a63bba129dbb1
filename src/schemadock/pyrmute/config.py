"""The settings of the plugin, and where they come from when a program does not give them."""

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

    URL, namespace and key come from the environment where they are not given; a namespace that is
    given as None means the global one.

    Attributes:
        registry_url: of the registry.
        namespace: of the models; None for global ones.
        auto_register: whether a model is registered when it is defined.
        fail_on_error: whether a failure is raised where it happens; else it is told, and
            registering goes on in the background.
        verify_ssl: whether certificates are checked.
        api_key: the key for the registry.
        allow_overwrite: whether another content of a version is replaced.
        metadata: kept with every schema.
        include_avro: whether the Avro schema is sent, too, for registries that keep those.
        avro_namespace: of the Avro schemas.
        deadline: seconds that ``fail_on_error`` waits in all for a registry that does not answer.
        timeout: seconds for a call in the background, and for each that a program asks for.
        flush_timeout: seconds that asking the registry waits for the background, and closing for
            the next model that is registered.

    It may be changed until a plugin is made with it. What it is given is checked, misspelt names
    included: by itself it raises pydantic's ``ValidationError``, by keywords of a plugin the
    plugin's error.
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
        return value.strip() if value else value  # as read from a file, with the end of its line

    def with_environment(self) -> RegistryPluginConfig:
        """Return the settings with what the environment says where they say nothing."""
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
    """Return the settings of a plugin from a configuration, or from keywords.

    Raises:
        RegistryPluginError: both are given, one is not what it should be, or no URL is known.
    """
    if config is not None and settings:
        given = ", ".join(sorted(settings))
        raise PluginConfigurationError(f"give a config or keywords, not both: {given}")
    try:
        made = (config or RegistryPluginConfig(**settings)).with_environment()
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise PluginConfigurationError(f"'{place}': {first['msg']}") from None
    if not made.registry_url:
        raise PluginConfigurationError(
            "no registry is named", hint="Give registry_url, or set SCHEMADOCK_REGISTRY_URL"
        )
    return made


def client_of(config: RegistryPluginConfig) -> RegistryClient:
    """Return the client that settings make.

    Raises:
        RegistryPluginError: URL or key cannot be used.
    """
    url = str(config.registry_url).removeprefix("pyrmute+")  # as the commands and sources write it
    try:
        return RegistryClient(url, verify_ssl=config.verify_ssl, api_key=config.api_key)
    except SchemadockError as error:
        raise PluginConfigurationError(error.message, hint=error.hint) from error
