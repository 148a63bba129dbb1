"""Parsing with orjson: the same values and errors as Python's parser."""

import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemadock.documents import parse_json
from schemadock.documents.orjson_parser import load_orjson, parse_json_fast
from schemadock.errors import DocumentError

pytestmark = pytest.mark.skipif(load_orjson() is None, reason="orjson is not installed")

TEXTS = [
    "",
    " ",
    "nul",
    "NaN",
    "-Infinity",
    "1e400",
    "-1e400",
    "[1,]",
    '{"a":1,"a":2}',
    '{"a":{"b":1,"b":1}}',
    '{"a":1, "a" :2, "b":":"}',
    '{"a":":", "a":1}',
    '{"a":1,"\\u0061":2}',
    '{"a":"\\u003a\\u003A:"}',
    '{"a\\u003a":1,"a:":2,"b":"::"}',
    '{"a":"\\u003a","a":""}',
    "18446744073709551615",
    "18446744073709551616",
    "-9223372036854775808",
    "-9223372036854775809",
    "[123456789012345678901234567890]",
    '{"a": -18446744073709551616.0}',
    "1" * 4301,
    "0." + "1" * 5000,
    "1E5",
    "-0",
    "-0.0",
    "1.0",
    "5e-324",
    "0.1000000000000000055511151231257827",
    '"\\ud800"',
    '"\\ud83d\\ude00"',
    '"\\udc00\\ud800"',
    '"\u2028\x7f"',
    '"a\tb"',
    "\ufeff[1]",
    "[1]\n",
    "[1] x",
    "[" * 253 + "]" * 253,
    "[" * 300 + "]" * 300,
    "[" * 501 + "]" * 501,
    "[" * 2000 + "]" * 2000,
    '{"a":' * 300 + "1" + "}" * 300,
    "01",
    "+1",
    ".5",
    "1.",
    "'a'",
    "/* */ 1",
]


def outcome(parse, text):
    try:
        value = parse(text, source="file", first_line=3)
    except DocumentError as error:
        return str(error), error.span
    return repr(value), type(value)


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text)[:40])
def test_both_parsers_agree(text):
    assert outcome(parse_json_fast, text) == outcome(parse_json, text)
    data = text.encode("utf-8", "surrogatepass")
    assert outcome(parse_json_fast, data) == outcome(parse_json, data)


@pytest.mark.parametrize("data", [b'"\xff"', b"\xef\xbb\xbf1", b"\xff\xfe1\0", b'"\xed\xa0\x80"'])
def test_both_parsers_agree_on_other_encodings(data):
    assert outcome(parse_json_fast, data) == outcome(parse_json, data)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text("a:\\u03\"é", max_size=4)
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("a:b", max_size=2), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(json_values, st.sampled_from([None, 1]), st.booleans())
def test_both_parsers_agree_on_any_value(value, indent, ascii_only):
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    assert outcome(parse_json_fast, text.encode()) == outcome(parse_json, text)


@given(st.lists(st.tuples(st.sampled_from(["a", "b", ":", "\\u003a"]), json_values), max_size=4))
def test_both_parsers_agree_on_duplicate_keys(members):
    text = "{" + ", ".join(f'"{name}": {json.dumps(value)}' for name, value in members) + "}"
    assert outcome(parse_json_fast, text) == outcome(parse_json, text)


def test_orjson_is_used():
    assert "orjson" in sys.modules
