"""Built-in formats return a verdict for any text, in time linear in its length.

The texts are long enough that an implementation that backtracks would never end.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemadock.formats import BUILTIN

N = 200_000

HOSTILE = {
    "date-time": ["2020-01-01T00:00:00." + "1" * N + "x"],
    "date": ["0" * N],
    "time": ["00:00:00." + "1" * N + "x"],
    "duration": ["P" + "1" * N, "P" + "1Y" * N, "PT" + "1" * N + "H1"],
    "email": ["a." * N + "@", '"' + '\\"' * N, "a@" + "a-" * N, "a@[" + "a-" * N + "]", "@[" * N + "]"],
    "idn-email": ["é." * N + "@b", "é@" + "é." * N, "é@" + "e\u0301" * N],
    "hostname": ["a-" * N, "a." * N, "xn--" * N],
    "idn-hostname": ["é." * N, "é" * N, "xn--" * N],
    "ipv4": ["1." * N],
    "ipv6": ["1:" * N, ":" * N],
    "uri": ["a" * N, "a://" + "u:" * N + " ", "a://" + "%41" * N + "[", "a:" + "/" * N + " ", "a:?" + "?" * N + " "],
    "uri-reference": ["/" * N + "<", "@" * N + "<"],
    "iri": ["é" * N, "a://" + "é:" * N],
    "iri-reference": ["é" * N + "<"],
    "uri-template": ["{a" * N, "{" + "a." * N + "}", "{" + "a," * N, "{a}" * N + "{", "%41" * N + "%"],
    "uuid": ["a" * N],
    "json-pointer": ["/" * N + "~", "~0" * N],
    "relative-json-pointer": ["1" * N + "x", "1+" + "1" * N + "x"],
    "regex": ["(" * N, "(?<" * N, "[a-" * N, "a{1" * N + "(", "\\k<" * N, "[" + r"\p{L}" * (N // 5), "\\u{" + "0" * N],
    "byte": ["A" * N + "="],
    "base64": ["A" * N + "="],
    "base64url": ["A" * N + "!"],
    "char": ["a" * N],
    "date-time-local": ["2020-01-01T00:00:00." + "1" * N + "x"],
    "time-local": ["00:00:00." + "1" * N + "x"],
    "fraction": ["1" * N + "x", "1/" + "0" * N, "1/" + "9" * N + "x", "." + "1" * N + "e"],
    "json-string": ["[" * N, '"' * (N + 1), "1" * N + "e", '{"":' * N],
    "ipvanyaddress": ["1." * N],
    "ipv4network": ["1." * N, "1.2.3.4/" + "1" * N],
    "ipv6network": ["1:" * N, "::/" + "1" * N],
    "ipvanynetwork": ["1." * N],
    "ipv4interface": ["1." * N],
    "ipv6interface": ["1:" * N],
    "ipvanyinterface": ["1:" * N],
    **{f"uuid{v}": ["a" * N] for v in range(1, 9)},
}  # fmt: skip


def test_every_checked_text_format_has_a_hostile_text():
    checked = {name for name, f in BUILTIN.items() if f.check and f.types == ("string",)}
    assert set(HOSTILE) == checked


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param(name, text, id=f"{name}-{ascii(text)[:12]}")
        for name, texts in HOSTILE.items()
        for text in texts
    ],
)
def test_rejects_long_hostile_texts(name, text):
    assert not BUILTIN[name].conforms(text)


LONG = {
    "duration": "P" + "1" * N + "Y",
    "uri": "a://" + "u:" * N + "@h/" + "%41" * N,
    "iri": "a:" + "é" * N,
    "uri-template": "{a}" * N,
    "json-pointer": "/~0" * N,
    "regex": "(a)" * (N // 3) + r"\1",
    "byte": "AAAA" * N,
    "json-string": "[" + "1," * N + "1]",
    "fraction": "1/" + "0" * N + "1",
}


@pytest.mark.parametrize(("name", "text"), LONG.items(), ids=list(LONG))
def test_accepts_long_valid_texts(name, text):
    assert BUILTIN[name].conforms(text)


# Besides anything at all: pieces of the grammars, which get deeper into the code.
CHARACTERS = 'a1-.:/@[]{}%#?+ü\u0301\u200d\u0660א\ud800😀\n\x00TZP() \\*^$",e0'
WORDS = ["%41", "xn--", "::", "2024-02-29", "23:59:60", "127.0.0.1", "\\u", r"\p{L}"]
PIECES = st.sampled_from([*CHARACTERS, *WORDS])
TEXTS = st.text(st.characters() | st.characters(categories=["Cs"])) | st.lists(PIECES).map("".join)


@settings(deadline=None)
@given(TEXTS)
def test_every_format_returns_a_verdict_for_any_text(text):
    for known in BUILTIN.values():
        if known.check is not None and known.types == ("string",):
            assert known.check(text) in (True, False)


@settings(deadline=None)
@given(st.floats() | st.integers() | st.decimals())
def test_every_format_returns_a_verdict_for_any_number(number):
    for known in BUILTIN.values():
        assert known.conforms(number) in (True, False)
