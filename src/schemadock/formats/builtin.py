"""The table of formats that ship with schemadock."""

from __future__ import annotations

from importlib.util import find_spec
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from schemadock._numbers import is_integer, is_number
from schemadock.formats import dates, network, texts, uris
from schemadock.formats.model import Check, Format

if TYPE_CHECKING:
    from collections.abc import Mapping

_FLOAT_MAX = (2 - 2**-23) * 2.0**127
_DOUBLE_MAX = (2 - 2**-52) * 2.0**1023


class IntegerRange:
    """Checks for integers of a fixed width."""

    def __init__(self, bits: int, *, signed: bool) -> None:
        self._low = -(1 << (bits - 1)) if signed else 0
        self._high = (1 << (bits - 1 if signed else bits)) - 1

    def __call__(self, value: Any) -> bool:
        """Return True if the value is an integer that fits the width."""
        return is_integer(value) and bool(self._low <= value <= self._high)


def is_single_precision(value: Any) -> bool:
    """Return True if the value is within the range of IEEE 754 binary32."""
    return is_number(value) and bool(-_FLOAT_MAX <= value <= _FLOAT_MAX)


def is_double_precision(value: Any) -> bool:
    """Return True if the value is within the range of IEEE 754 binary64."""
    return is_number(value) and bool(-_DOUBLE_MAX <= value <= _DOUBLE_MAX)


# Name, check, source. The standard ones in the order of the validation specification.
_STANDARD: tuple[tuple[str, Check, str], ...] = (
    ("date-time", dates.is_date_time, "RFC 3339, section 5.6"),
    ("date", dates.is_date, "RFC 3339, section 5.6"),
    ("time", dates.is_time, "RFC 3339, section 5.6"),
    ("duration", dates.is_duration, "RFC 3339, appendix A"),
    ("email", network.is_email, "RFC 5321, section 4.1.2"),
    ("idn-email", network.is_idn_email, "RFC 6531"),
    ("hostname", network.is_hostname, "RFC 1123, section 2.1"),
    ("idn-hostname", network.is_idn_hostname, "RFC 5890, section 2.3.2.3"),
    ("ipv4", network.is_ipv4, "RFC 2673, section 3.2"),
    ("ipv6", network.is_ipv6, "RFC 4291, section 2.2"),
    ("uri", uris.is_uri, "RFC 3986"),
    ("uri-reference", uris.is_uri_reference, "RFC 3986"),
    ("iri", uris.is_iri, "RFC 3987"),
    ("iri-reference", uris.is_iri_reference, "RFC 3987"),
    ("uri-template", uris.is_uri_template, "RFC 6570"),
    ("uuid", texts.is_uuid, "RFC 4122"),
    ("json-pointer", texts.is_json_pointer, "RFC 6901, section 5"),
    ("relative-json-pointer", texts.is_relative_json_pointer, "relative-json-pointer-00"),
    ("regex", texts.is_regex, "ECMA-262, section 22.2"),
)

_NOT_STANDARD: tuple[tuple[str, Check, str], ...] = (
    ("byte", texts.is_base64, "OpenAPI; RFC 4648, section 4"),
    ("base64", texts.is_base64, "RFC 4648, section 4"),
    ("base64url", texts.is_base64_url, "pydantic, OpenAPI; RFC 4648, section 5"),
    ("char", texts.is_single_character, "OpenAPI"),
    ("date-time-local", dates.is_local_date_time, "OpenAPI; RFC 3339"),
    ("time-local", dates.is_local_time, "OpenAPI; RFC 3339"),
    ("fraction", texts.is_fraction, "pydantic"),
    ("json-string", texts.is_json, "pydantic; RFC 8259"),
    ("ipvanyaddress", network.is_ip_address, "pydantic"),
    ("ipv4network", network.is_ipv4_network, "pydantic"),
    ("ipv6network", network.is_ipv6_network, "pydantic"),
    ("ipvanynetwork", network.is_ip_network, "pydantic"),
    ("ipv4interface", network.is_ipv4_interface, "pydantic"),
    ("ipv6interface", network.is_ipv6_interface, "pydantic"),
    ("ipvanyinterface", network.is_ip_interface, "pydantic"),
    *((f"uuid{v}", texts.UuidVersion(v), "pydantic; RFC 9562") for v in range(1, 9)),
)

_NUMBERS: tuple[tuple[str, Check, str], ...] = (
    *((f"int{n}", IntegerRange(n, signed=True), "OpenAPI") for n in (8, 16, 32, 64)),
    *((f"uint{n}", IntegerRange(n, signed=False), "OpenAPI") for n in (8, 16, 32, 64)),
    ("double-int", IntegerRange(54, signed=True), "OpenAPI"),
    ("float", is_single_precision, "OpenAPI; IEEE 754 binary32"),
    ("double", is_double_precision, "OpenAPI; IEEE 754 binary64"),
)

_ANNOTATIONS: tuple[tuple[str, str], ...] = (
    *((name, "pydantic") for name in ("path", "file-path", "directory-path", "name-email")),
    *((name, "pydantic") for name in ("multi-host-uri", "color", "phone", "time-delta")),
    ("binary", "pydantic, OpenAPI: any octets"),
    ("password", "pydantic, OpenAPI: hide the input"),
    *((name, "OpenAPI") for name in ("commonmark", "html", "http-date", "media-range")),
    *((name, "OpenAPI") for name in ("decimal", "decimal128")),
    *((name, "schemars: the machine's word size") for name in ("int", "uint")),
    *(
        (f"sf-{kind}", "OpenAPI; RFC 8941")
        for kind in ("binary", "boolean", "decimal", "integer", "string", "token")
    ),
)

_MISSING = {} if find_spec("idna") else {"idn-hostname": "formats", "idn-email": "formats"}
"""Format name to the extra that it needs, if that extra is not installed."""

BUILTIN: Mapping[str, Format] = MappingProxyType(
    {
        **{
            name: Format(name, check, source=source, missing_extra=_MISSING.get(name, ""))
            for name, check, source in (*_STANDARD, *_NOT_STANDARD)
        },
        **{
            name: Format(name, check, types=("number",), source=source)
            for name, check, source in _NUMBERS
        },
        **{name: Format(name, source=source) for name, source in _ANNOTATIONS},
    }
)
"""The built-in formats by name."""
