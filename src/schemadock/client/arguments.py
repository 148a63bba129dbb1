"""What is handed to a client, checked before anybody is asked."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Real
from typing import TYPE_CHECKING, Any

from schemadock.errors import ConfigurationError, RegistryError
from schemadock.http.credentials import is_sendable
from schemadock.http.messages import MAX_SECONDS, Limits
from schemadock.http.urls import checked_base
from schemadock.schema.versions import Coordinate, parsed_version

if TYPE_CHECKING:
    from collections.abc import Sequence

REST = ("avro_schema", "metadata", "allow_overwrite")
"""Arguments that ``register_schema`` has after the namespace."""

# --- of a client ----------------------------------------------------------------------------------


def connection(
    base_url: str, timeout: float | None, max_retries: int, api_key: Any
) -> tuple[str, dict[str, str], Limits]:
    """Return URL, headers and limits of a client.

    Raises:
        ConfigurationError: the URL is none, or a limit is none.
        RegistryError: the key cannot be sent.
    """
    if not isinstance(base_url, str):
        raise ConfigurationError(f"the URL of a registry is {base_url!r:.80}, not a string")
    url = checked_base(base_url, insecure=True).rstrip("/")
    if api_key and not (isinstance(api_key, str) and is_sendable(api_key)):
        raise RegistryError("the API key holds characters that no header may", source=url)
    headers = {"x-api-key": api_key} if api_key else {}
    return url, headers, limits_of(timeout, max_retries)


def limits_of(timeout: float | None, max_retries: int) -> Limits:
    """Return the limits of a call.

    Args:
        timeout: seconds that it may take, with all its retries, a day at most; None for the
            default.
        max_retries: how often a request is sent again where that may help.

    Raises:
        ConfigurationError: one is no such number.
    """
    if not isinstance(max_retries, int):
        raise ConfigurationError(f"max_retries is {max_retries!r:.80}, not a number of retries")
    limits = Limits(attempts=1 + max(0, max_retries))
    if timeout is None:
        return limits
    if isinstance(timeout, bool) or not isinstance(timeout, Real) or not 0 < timeout <= MAX_SECONDS:
        raise ConfigurationError(
            f"the timeout is {timeout!r:.80}, not a number of seconds",
            hint=f"Give a number above 0, and up to {MAX_SECONDS:,}",
        )
    return limits._replace(deadline=float(timeout))


# --- of a call ------------------------------------------------------------------------------------


def coordinate_of(namespace: object, model: object, version: object, source: str) -> Coordinate:
    """Return what names a version.

    Args:
        namespace: None or empty for a global model.
        model: name of the model.
        version: a string, or what is written as a version, such as pyrmute's ``ModelVersion``.
        source: who would be asked, for errors.

    Raises:
        RegistryError: one of them names nothing.
    """
    within = None if namespace in (None, "") else checked_name(namespace, source)
    return Coordinate(
        namespace=within, name=checked_name(model, source), version=version_of(version, source)
    )


def checked_name(name: object, source: str) -> str:
    """Return a name, unless a registry would take it for something else.

    Raises:
        RegistryError: it would.
    """
    if not isinstance(name, str) or not name:
        raise RegistryError(f"{name!r:.80} is no name of a model or namespace", source=source)
    if "/" in name:
        raise RegistryError(
            f"{name!r:.80} has a '/', which registries take for the end of a namespace",
            source=source,
            hint="Use another name",
        )
    return name


def version_of(version: object, source: str) -> str:
    """Return a version as it is written.

    Raises:
        RegistryError: it is none.
    """
    if isinstance(version, str) and version and "/" not in version:
        return version
    if not isinstance(version, str) and parsed_version(str(version)):
        return str(version)
    raise RegistryError(f"{version!r:.80} is no version such as 1.0.0", source=source)


def metadata_of(metadata: object, source: str) -> dict[str, Any]:
    """Return what is kept with a schema.

    Raises:
        RegistryError: it is no dictionary.
    """
    if metadata and not isinstance(metadata, Mapping):
        raise RegistryError(f"the metadata is {metadata!r:.80}, not a dictionary", source=source)
    return dict(metadata) if isinstance(metadata, Mapping) else {}


def rest_of_register(
    rest: Sequence[Any],
    avro_schema: Any,
    metadata: Any,
    allow_overwrite: bool,
) -> tuple[Any, Any, bool]:
    """Return Avro schema, metadata and overwriting from positional arguments after the namespace.

    The released client has ``metadata, allow_overwrite`` there; a later one puts ``avro_schema``
    first.

    Raises:
        TypeError: there are too many, or one is given by its name, too.
    """
    if len(rest) > len(REST):
        raise TypeError(f"register_schema takes at most 8 arguments, {5 + len(rest)} were given")
    named = dict(zip(REST, (avro_schema, metadata, allow_overwrite), strict=True))
    placed = dict(zip(REST if _begins_with_avro(rest) else REST[1:], rest, strict=False))
    for name in placed:
        if named[name] not in (None, False):
            raise TypeError(f"register_schema got multiple values for argument '{name}'")
    given = {**named, **placed}
    return given["avro_schema"], given["metadata"], bool(given["allow_overwrite"])


def _begins_with_avro(rest: Sequence[Any]) -> bool:
    """Whether arguments are in the order of the later client."""
    if len(rest) == len(REST) - 1 and rest[1] is not None:  # metadata there, overwriting here
        return isinstance(rest[1], Mapping)
    return len(rest) == len(REST) or any(map(_is_avro, rest))


def _is_avro(value: Any) -> bool:
    return isinstance(value, dict) and value.get("type") == "record" and "fields" in value
