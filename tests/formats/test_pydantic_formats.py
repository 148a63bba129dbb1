"""Every format that pydantic writes is known, and its serialized values are valid."""

import json
import re
import warnings
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from inspect import isfunction
from ipaddress import (
    IPv4Address,
    IPv4Interface,
    IPv4Network,
    IPv6Address,
    IPv6Interface,
    IPv6Network,
)
from pathlib import Path
from typing import Any
from uuid import UUID

import pydantic
import pytest
from pydantic import TypeAdapter, networks, types
from pydantic.color import Color
from pydantic.errors import PydanticUserError

from schemadock import SchemaRegistry, Validator
from schemadock.formats import BUILTIN

PLAIN_TYPES = [
    *(bytes, date, datetime, time, timedelta, Decimal, Fraction, Path, UUID, re.Pattern),
    *(IPv4Address, IPv4Interface, IPv4Network, IPv6Address, IPv6Interface, IPv6Network),
    pydantic.Json[int],
]


def types_of_pydantic() -> dict[str, Any]:
    """The types exported by pydantic, and the standard library types that it supports."""
    names = [*types.__all__, *networks.__all__]
    found = {name: getattr(pydantic, name) for name in names if hasattr(pydantic, name)}
    found |= {getattr(t, "__name__", str(t)): t for t in PLAIN_TYPES}
    found["Color"] = Color
    return {name: exported for name, exported in found.items() if not isfunction(exported)}


def schemas(exported: Any) -> list[Any]:
    found = []
    for mode in ("validation", "serialization"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # some are deprecated
            try:
                found.append(TypeAdapter(exported).json_schema(mode=mode))
            except (PydanticUserError, TypeError, ImportError):
                continue  # a base class or marker, or what needs a further package
    return found


def formats_in(schema: Any) -> set[str]:
    return set(re.findall(r'"format": "([^"]+)"', json.dumps(schema)))


WRITTEN = {
    name: formats
    for name, exported in types_of_pydantic().items()
    if (formats := {f for schema in schemas(exported) for f in formats_in(schema)})
}


def test_pydantic_writes_the_formats_listed_here():
    assert {
        "date-time",
        "duration",
        "uri",
        "uuid4",
        "base64",
        "password",
        "path",
        "color",
    } <= set().union(*WRITTEN.values())
    assert len(WRITTEN) > 50


@pytest.mark.parametrize(("name", "formats"), WRITTEN.items(), ids=list(WRITTEN))
def test_every_format_that_pydantic_writes_is_known(name, formats):
    assert formats <= set(BUILTIN)


@pytest.mark.parametrize("name", ["email", "name-email", "json-string", "phone", "time-delta"])
def test_formats_of_other_pydantic_releases_are_known(name):
    assert name in BUILTIN


VALUES = [
    (datetime, datetime(2024, 2, 29, 12, tzinfo=UTC)),
    (date, date(2024, 2, 29)),
    (time, time(12, 30, tzinfo=UTC)),
    (timedelta, timedelta(days=3, hours=4)),
    (timedelta, timedelta(0)),
    (Fraction, Fraction(-1, 3)),
    (UUID, UUID("9be1a780-ed1a-11f1-b89a-02fc00a1b2c3")),
    (pydantic.UUID4, UUID("9881ba3f-9644-420a-bfdd-e78ae9a1b2c3")),
    (IPv4Address, IPv4Address("192.0.2.1")),
    (IPv6Address, IPv6Address("2001:db8::1")),
    (IPv4Network, IPv4Network("192.0.2.0/24")),
    (IPv6Network, IPv6Network("2001:db8::/32")),
    (IPv4Interface, IPv4Interface("192.0.2.1/24")),
    (IPv6Interface, IPv6Interface("2001:db8::1/32")),
    (pydantic.IPvAnyAddress, IPv6Address("::1")),
    (pydantic.IPvAnyNetwork, IPv4Network("192.0.2.0/24")),
    (pydantic.Base64Bytes, b"\x00" * 100),
    (pydantic.Base64Str, "text"),
    (pydantic.Base64UrlBytes, b"\xff" * 100),
    (pydantic.AnyUrl, pydantic.AnyUrl("https://bücher.example/ä?q=ü#é")),
    (pydantic.FileUrl, pydantic.FileUrl("file:///etc/hosts")),
    (pydantic.PostgresDsn, pydantic.PostgresDsn("postgres://u:p@a.example,b.example/db")),
    (pydantic.SecretStr, pydantic.SecretStr("secret")),
    (bytes, b"octets"),
    (Path, Path("/etc/hosts")),
    (re.Pattern, re.compile("^[a-z]+$")),
]


@pytest.mark.parametrize(("annotation", "value"), VALUES, ids=lambda x: str(x)[:30])
def test_serialized_values_are_valid_for_their_schema(annotation, value):
    adapter = TypeAdapter(annotation)
    schema = adapter.json_schema(mode="serialization")
    validator = Validator(SchemaRegistry(), unknown_formats="error")
    assert formats_in(schema)
    assert validator.check(json.loads(adapter.dump_json(value)), schema).valid
