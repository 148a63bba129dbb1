"""The models of a manager, and their schemas; what fails in there is an error of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemadock.pyrmute.exceptions import RegistryPluginError

if TYPE_CHECKING:
    from pyrmute import ModelManager


def models_of(manager: ModelManager) -> list[tuple[str, str]]:
    """Return name and version of every model."""
    return [
        (name, str(version))
        for name in manager.list_models()
        for version in manager.list_versions(name)
    ]


def schema_of(manager: ModelManager, name: str, version: str) -> dict[str, Any]:
    """Return the JSON Schema of a model.

    Raises:
        RegistryPluginError: there is no such model, or no schema can be made of it.
    """
    try:
        return dict(manager.get_schema(name, str(version)))
    except Exception as error:
        raise _failed(name, version, "JSON Schema", error) from error


def avro_schema_of(
    manager: ModelManager, name: str, version: str, namespace: str
) -> dict[str, Any]:
    """Return the Avro schema of a model.

    Raises:
        RegistryPluginError: there is no such model, or no schema can be made of it.
    """
    try:
        return dict(manager.get_avro_schema(name, str(version), namespace=namespace))
    except Exception as error:
        raise _failed(name, version, "Avro schema", error) from error


def _failed(name: str, version: str, kind: str, error: Exception) -> RegistryPluginError:
    told = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
    return RegistryPluginError(f"{name}@{version} has no {kind}: {told}")
