"""The built-in formats, with examples for each rule of their specifications."""

import subprocess
import sys
from decimal import Decimal

import pytest

from schemadock.formats import BUILTIN
from tests.formats.bad_texts import BAD
from tests.formats.good_texts import GOOD

TEXT_FORMATS = [name for name, f in BUILTIN.items() if f.check and f.types == ("string",)]
NUMBER_FORMATS = [name for name, f in BUILTIN.items() if f.types == ("number",)]
# In these a line feed is a character like others, or white space that is allowed.
MAY_END_IN_A_LINE_FEED = {"json-pointer", "relative-json-pointer", "regex", "json-string", "char"}


def cases(examples):
    return [
        pytest.param(name, text, id=f"{name}-{ascii(text)[:40]}")
        for name, texts in examples.items()
        for text in texts
    ]


def test_every_checked_text_format_has_examples():
    assert set(TEXT_FORMATS) == set(GOOD) == set(BAD)


@pytest.mark.parametrize(("name", "text"), cases(GOOD))
def test_accepts_valid_texts(name, text):
    assert BUILTIN[name].conforms(text)


@pytest.mark.parametrize(("name", "text"), cases(BAD))
def test_rejects_invalid_texts(name, text):
    assert not BUILTIN[name].conforms(text)


@pytest.mark.parametrize("name", sorted(set(TEXT_FORMATS) - MAY_END_IN_A_LINE_FEED))
@pytest.mark.parametrize("end", ["\n", "\x00", " ", "\u2028"], ids=ascii)
def test_rejects_trailing_characters(name, end):
    conforming = [text for text in GOOD[name] if text and BUILTIN[name].conforms(text + end)]
    # U+2028 is a character of IRIs by the letter of RFC 3987.
    assert not conforming or (end == "\u2028" and name in ("iri", "iri-reference", "uri-template"))


def refusing(names, value):
    return [name for name in names if not BUILTIN[name].conforms(value)]


@pytest.mark.parametrize("value", [None, True, False, [], {}, ["a"]], ids=repr)
def test_ignores_values_that_are_neither_text_nor_number(value):
    assert refusing(BUILTIN, value) == []


@pytest.mark.parametrize("value", [5, -5.5, float("nan"), Decimal(5)], ids=repr)
def test_text_formats_ignore_numbers(value):
    assert refusing(TEXT_FORMATS, value) == []


def test_number_formats_ignore_texts():
    assert refusing(NUMBER_FORMATS, "five") == []


@pytest.mark.parametrize("value", ["\x00", "", -1.5], ids=repr)
def test_annotations_accept_everything(value):
    assert refusing([name for name, f in BUILTIN.items() if f.check is None], value) == []


BOUNDS = {
    "int8": (-(2**7), 2**7 - 1),
    "int16": (-(2**15), 2**15 - 1),
    "int32": (-(2**31), 2**31 - 1),
    "int64": (-(2**63), 2**63 - 1),
    "uint8": (0, 2**8 - 1),
    "uint16": (0, 2**16 - 1),
    "uint32": (0, 2**32 - 1),
    "uint64": (0, 2**64 - 1),
    "double-int": (-(2**53), 2**53 - 1),
}


@pytest.mark.parametrize(("name", "bounds"), BOUNDS.items())
def test_integer_format_bounds(name, bounds):
    low, high = bounds
    assert BUILTIN[name].conforms(low) and BUILTIN[name].conforms(high)
    assert not BUILTIN[name].conforms(low - 1)
    assert not BUILTIN[name].conforms(high + 1)


@pytest.mark.parametrize("name", BOUNDS)
def test_integer_format_accepts_whole_numbers_of_any_type(name):
    assert all(map(BUILTIN[name].conforms, (5, 5.0, Decimal(5), Decimal("5.0"), Decimal("5E1"))))


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), -float("inf"), Decimal("NaN"), Decimal("sNaN"), Decimal("Inf")],
    ids=repr,
)
def test_number_formats_reject_non_finite_numbers(value):
    assert refusing(NUMBER_FORMATS, value) == NUMBER_FORMATS


@pytest.mark.parametrize("name", BOUNDS)
@pytest.mark.parametrize(
    "value", [1e300, -1e300, 0.5, Decimal("0.5"), Decimal("1E+999999")], ids=repr
)
def test_integer_format_rejects_fractions_and_large_floats(name, value):
    assert not BUILTIN[name].conforms(value)


def test_int64_rejects_the_float_above_its_maximum():
    assert not BUILTIN["int64"].conforms(2.0**63)
    assert BUILTIN["int64"].conforms(-(2.0**63))


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("float", 3.4028234663852886e38, True),
        ("float", 3.5e38, False),
        ("float", 10**38, True),
        ("double", 1.7976931348623157e308, True),
        ("double", 10**400, False),
        ("double", Decimal("1E+400"), False),
    ],
)
def test_floating_point_format_range(name, value, expected):
    assert BUILTIN[name].conforms(value) is expected


WITHOUT_IDNA = """
import sys
sys.modules["idna"] = None  # as Python marks a module that cannot be imported
from schemadock import SchemaRegistry, Validator
from schemadock.errors import UnknownFormatError
validator = Validator(SchemaRegistry(), unknown_formats="ignore")
assert validator.is_valid("example.com", {"format": "hostname"})
assert validator.is_valid("xn--bcher-kva.example", {"format": "hostname"})
assert not validator.is_valid("ab--cd.example", {"format": "hostname"})
assert not validator.is_valid("b\\u00fccher.example", {"format": "hostname"})
for name in ("idn-hostname", "idn-email"):
    assert validator.compile({"format": name}).unknown_formats == (name,)
try:
    Validator(SchemaRegistry(), unknown_formats="error").compile({"format": "idn-hostname"})
except UnknownFormatError as error:
    print(error.hint)
"""


def test_without_idna_hostname_works_and_idn_formats_name_the_extra():
    command = [sys.executable, "-W", "error", "-c", WITHOUT_IDNA]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "pip install 'schemadock[formats]'" in done.stdout
