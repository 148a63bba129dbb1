"""Check the arguments of a client before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from numbers import Real
from typing import TYPE_CHECKING, Any

from schemadock.errors import ConfigurationError, RegistryError
from schemadock.http.credentials import is_sendable
from schemadock.http.messages import MAX_SECONDS, Limits
from schemadock.http.urls import checked_base
from schemadock.protocol.headers import api_key_headers
from schemadock.protocol.names import address_fault
from schemadock.schema.versions import Coordinate, parsed_version

if TYPE_CHECKING:
    from collections.abc import Sequence

REST = ("avro_schema", "metadata", "allow_overwrite")
"""Parameters of ``register_schema`` after the namespace."""

# --- client arguments -----------------------------------------------------------------------------


def connection(
    base_url: str, timeout: float | None, max_retries: int, api_key: Any
) -> tuple[str, dict[str, str], Limits]:
    """Return URL, headers and limits of a client.

    Raises:
        ConfigurationError: the URL or a limit is invalid.
        RegistryError: the key cannot be sent in a header.
    """
    if not isinstance(base_url, str):
        raise ConfigurationError(
            f"the URL of a registry server must be a string, got {base_url!r:.80}"
        )
    url = checked_base(base_url, insecure=True).rstrip("/")
    if api_key and not (isinstance(api_key, str) and is_sendable(api_key)):
        raise RegistryError("the API key contains characters not allowed in a header", source=url)
    headers = api_key_headers(api_key) if api_key else {}
    return url, headers, limits_of(timeout, max_retries)


def limits_of(timeout: float | None, max_retries: int) -> Limits:
    """Return the limits of a call.

    Args:
        timeout: seconds for the call with all its retries, at most a day; None for the default.
        max_retries: how often a request is repeated after a temporary failure.

    Raises:
        ConfigurationError: an argument is invalid.
    """
    if not isinstance(max_retries, int):
        raise ConfigurationError(f"max_retries must be an integer, got {max_retries!r:.80}")
    limits = Limits(attempts=1 + max(0, max_retries))
    if timeout is None:
        return limits
    if isinstance(timeout, bool) or not isinstance(timeout, Real) or not 0 < timeout <= MAX_SECONDS:
        raise ConfigurationError(
            f"timeout must be a number of seconds, got {timeout!r:.80}",
            hint=f"Use a number above 0 and at most {MAX_SECONDS:,}",
        )
    return replace(limits, deadline=float(timeout))


# --- method arguments -----------------------------------------------------------------------------


def coordinate_of(namespace: object, model: object, version: object, source: str) -> Coordinate:
    """Return the coordinate of a version.

    Args:
        namespace: None or empty for a global model.
        model: name of the model.
        version: a string, or an object such as pyrmute's ``ModelVersion`` whose text is a version.
        source: the name of the registry server, for errors.

    Raises:
        RegistryError: a name or the version is invalid.
    """
    within = None if namespace in (None, "") else checked_name(namespace, source)
    return Coordinate(
        namespace=within, name=checked_name(model, source), version=version_of(version, source)
    )


def checked_name(name: object, source: str) -> str:
    """Return a name of a model or namespace.

    Raises:
        RegistryError: it cannot stand in the path of a URL.
    """
    fault = address_fault(name)
    if fault or not isinstance(name, str):
        raise RegistryError(f"invalid model or namespace name: {name!r:.80} {fault}", source=source)
    return name


def version_of(version: object, source: str) -> str:
    """Return a version as a string.

    Raises:
        RegistryError: it is not a version.
    """
    if isinstance(version, str) and not address_fault(version):
        return version
    if not isinstance(version, str) and parsed_version(str(version)):
        return str(version)
    raise RegistryError(f"{version!r:.80} is not a version such as 1.0.0", source=source)


def metadata_of(metadata: object, source: str) -> dict[str, Any]:
    """Return the metadata of a schema as a dictionary.

    Raises:
        RegistryError: it is not a mapping.
    """
    if metadata and not isinstance(metadata, Mapping):
        raise RegistryError(f"metadata must be a dictionary, got {metadata!r:.80}", source=source)
    return dict(metadata) if isinstance(metadata, Mapping) else {}


def rest_of_register(
    rest: Sequence[Any],
    avro_schema: Any,
    metadata: Any,
    allow_overwrite: bool,
) -> tuple[Any, Any, bool]:
    """Return ``avro_schema``, ``metadata`` and ``allow_overwrite`` of ``register_schema``.

    They may be positional, after the namespace: the released client of pyrmute-registry takes
    ``metadata, allow_overwrite`` there, a later one puts ``avro_schema`` first.

    Raises:
        TypeError: there are too many, or one is also given by name.
    """
    if len(rest) > len(REST):
        raise TypeError(f"register_schema takes at most 8 arguments, got {5 + len(rest)}")
    named = dict(zip(REST, (avro_schema, metadata, allow_overwrite), strict=True))
    placed = dict(zip(REST if _begins_with_avro(rest) else REST[1:], rest, strict=False))
    for name in placed:
        if named[name] not in (None, False):
            raise TypeError(f"register_schema got multiple values for argument '{name}'")
    given = {**named, **placed}
    return given["avro_schema"], given["metadata"], bool(given["allow_overwrite"])


def _begins_with_avro(rest: Sequence[Any]) -> bool:
    """Return True if positional arguments are in the order of the later client."""
    if len(rest) == len(REST) - 1 and rest[1] is not None:  # not the released order
        return isinstance(rest[1], Mapping)
    return len(rest) == len(REST) or any(map(_is_avro, rest))


def _is_avro(value: Any) -> bool:
    return isinstance(value, dict) and value.get("type") == "record" and "fields" in value
