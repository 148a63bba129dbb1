"""Any value, in any layout, is read back, and the position of each part is found."""

import json
import re

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from schemadock.documents.source_text import SourceText
from tests.documents.texts import pointers, read_one
from tests.documents.toml_writer import TomlWriter

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
NAMES = TEXTS | st.sampled_from(["a", "a/b", "a~b", "", "0", "😀", '"', "a.b", "#", "[", "é\t"])
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
)
VALUES = st.recursive(
    SCALARS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


def check(text, value, kind, is_start):
    """Check that a text is read as ``value``, and that each part is at its reported position."""
    document = read_one(text, kind)
    assert document.value == value
    parts = dict(iter_parts(value))
    spans = document.locate_all(parts)
    assert spans.keys() == parts.keys()
    for pointer, span in spans.items():
        rest = text[SourceText(text).offset(span.line, span.column) :]
        assert is_start(rest, parts[pointer]), (pointer, rest[:20])


def iter_parts(value):
    for pointer in pointers(value):
        part = value
        for step in pointer:
            part = part[step]
        yield pointer, part


# --- JSON ---------------------------------------------------------------------------------------

SPACES = st.text(" \t\r\n", max_size=3)


@st.composite
def json_texts(draw):
    """Return a value and a JSON text for it with random white space and escapes."""

    def write_string(text):
        return json.dumps(text, ensure_ascii=draw(st.booleans()))

    def write(value):
        space = draw(SPACES)
        if isinstance(value, list):
            return f"[{space}" + f"{space},".join(map(write, value)) + f"{space}]"
        if isinstance(value, dict):
            members = (
                f"{space}{write_string(k)}{space}:{space}{write(v)}" for k, v in value.items()
            )
            return "{" + ",".join(members) + f"{space}}}"
        return write_string(value) if isinstance(value, str) else json.dumps(value)

    value = draw(VALUES)
    return value, draw(SPACES) + write(value) + draw(SPACES)


def starts_json(rest, part):
    """Return True if ``rest`` starts with the JSON text of ``part``."""
    found, _end = json.JSONDecoder().raw_decode(rest)
    return found == part and type(found) is type(part)


@settings(deadline=None)
@given(json_texts())
def test_json_round_trip(case):
    value, text = case
    check(text, value, "json", starts_json)


# --- YAML ---------------------------------------------------------------------------------------

# PyYAML writes YAML 1.1, where 1e3 and 0o7 are strings and are written without quotes.
PRINTABLE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=8).filter(
    lambda text: not re.match(r"[-+]?\.?[0-9]", text)
)
YAML_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from([0.5, -1.5]) | PRINTABLE,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(PRINTABLE, inner, max_size=4),
    max_leaves=12,
)


def starts_yaml(rest, part):
    """Return True if ``rest`` starts like the YAML node of ``part``, by its first character."""
    if isinstance(part, list):
        return rest.startswith(("[", "-"))
    if isinstance(part, str):
        return rest.startswith(("'", '"', "|", ">")) or (part != "" and rest.startswith(part[0]))
    if isinstance(part, dict):  # in block style, its first name
        return rest.startswith(("{", "?")) or starts_yaml(rest, next(iter(part)))
    return rest.startswith("null" if part is None else str(part).lower())


@settings(deadline=None)
@given(YAML_VALUES, st.booleans(), st.integers(2, 6), st.booleans())
def test_yaml_round_trip(value, flow, indent, allow_unicode):
    text = yaml.safe_dump(
        value,
        default_flow_style=flow,
        indent=indent,
        allow_unicode=allow_unicode,
        sort_keys=False,
    )
    check(text, value, "yaml", starts_yaml)


# --- TOML ---------------------------------------------------------------------------------------

TOML_SCALARS = (
    st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
)
TOML_VALUES = st.recursive(
    TOML_SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=8,
)


@st.composite
def toml_texts(draw):
    """Return a table and a TOML text for it: headers, dotted keys, inline and array tables."""
    value = draw(st.dictionaries(NAMES, TOML_VALUES, max_size=5))
    return value, TomlWriter(lambda choices: draw(st.sampled_from(choices))).document(value)


def starts_toml(rest, part):
    if isinstance(part, bool):
        return rest.startswith(str(part).lower())
    if isinstance(part, str):
        return rest.startswith('"')
    if isinstance(part, list):
        return rest.startswith("[")
    if isinstance(part, (int, float)):
        return rest[:1] in set("-0123456789")
    return True  # a table: its header, its first dotted key, or a brace


@settings(deadline=None)
@given(toml_texts())
def test_toml_round_trip(case):
    value, text = case
    check(text, value, "toml", starts_toml)
