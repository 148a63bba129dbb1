"""Reading the models of a pyrmute ``ModelManager`` and their schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemadock.errors import PluginError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyrmute import ModelManager


def is_manager(value: object) -> bool:
    """Return True if a value has the methods of a ``ModelManager``."""
    return (
        not isinstance(value, type)
        and hasattr(value, "list_models")
        and hasattr(value, "get_schema")
    )


def list_model_versions(manager: ModelManager) -> list[tuple[str, str]]:
    """Return the name and version of every model."""
    return [
        (name, str(version))
        for name in manager.list_models()
        for version in manager.list_versions(name)
    ]


def read_model_schema(manager: ModelManager, name: str, version: str) -> dict[str, Any]:
    """Return the JSON Schema of a model.

    Raises:
        PluginError: the model does not exist, or its schema cannot be generated.
    """
    return _read(
        f"JSON Schema for {name}@{version}", lambda: manager.get_schema(name, str(version))
    )


def read_model_avro_schema(
    manager: ModelManager, name: str, version: str, namespace: str
) -> dict[str, Any]:
    """Return the Avro schema of a model.

    Raises:
        PluginError: the model does not exist, or its schema cannot be generated.
    """
    return _read(
        f"Avro schema for {name}@{version}",
        lambda: manager.get_avro_schema(name, str(version), namespace=namespace),
    )


def _read(what: str, read: Callable[[], Mapping[str, Any]]) -> dict[str, Any]:
    try:
        return dict(read())
    except Exception as error:  # models are code of the user
        lines = str(error).splitlines()
        reason = f"{type(error).__name__}: {lines[0] if lines else ''}"
        raise PluginError(f"cannot generate the {what}: {reason}") from error
