"""URIs, IRIs and URI templates (RFC 3986, 3987, 6570)."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from schemadock.formats.network import is_ipv6
from schemadock.formats.patterns import compiled

_UCS = (
    r"\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
    + "".join(rf"\U000{plane:x}0000-\U000{plane:x}fffd" for plane in range(1, 14))
    + r"\U000e1000-\U000efffd"
)
_PRIVATE = r"\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
_PERCENT = "%[0-9A-Fa-f]{2}"
_UNRESERVED = r"A-Za-z0-9\-._~"
_SUB_DELIMS = r"!$&'()*+,;="
_IP_LITERAL = rf"[vV][0-9A-Fa-f]+\.[{_UNRESERVED}{_SUB_DELIMS}:]+"


class _Grammar(NamedTuple):
    """The grammar of RFC 3986, section 3, optionally with the characters of RFC 3987."""

    authority: re.Pattern[str]
    path: re.Pattern[str]
    query: re.Pattern[str]
    fragment: re.Pattern[str]


@cache  # compiled on first use, to keep imports fast
def _grammar(extra: str, private: str) -> _Grammar:
    plain = _UNRESERVED + extra + _SUB_DELIMS
    pchar = f"(?:[{plain}:@]|{_PERCENT})"
    return _Grammar(
        authority=re.compile(
            rf"(?:(?:[{plain}:]|{_PERCENT})*@)?"
            rf"(?:\[(?P<literal>[^\[\]]*)\]|(?:[{plain}]|{_PERCENT})*)(?::[0-9]*)?"
        ),
        path=re.compile(f"(?:{pchar}|/)*"),
        query=re.compile(rf"(?:[{plain}{private}:@/?]|{_PERCENT})*"),
        fragment=re.compile(rf"(?:[{plain}:@/?]|{_PERCENT})*"),
    )


def _uri() -> _Grammar:
    return _grammar("", "")


def _iri() -> _Grammar:
    return _grammar(_UCS, _PRIVATE)


_PARTS = r"(?:([A-Za-z][A-Za-z0-9+.\-]*):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#((?s:.*)))?"


def _conforms(text: str, grammar: _Grammar, *, absolute: bool) -> bool:
    match = compiled(_PARTS).fullmatch(text)
    if match is None:
        return False
    scheme, authority, path, query, fragment = match.groups()
    if scheme is None and (absolute or (authority is None and ":" in path.partition("/")[0])):
        return False
    return (
        _is_authority(authority, grammar)
        and grammar.path.fullmatch(path) is not None
        and grammar.query.fullmatch(query or "") is not None
        and grammar.fragment.fullmatch(fragment or "") is not None
    )


def _is_authority(authority: str | None, grammar: _Grammar) -> bool:
    if authority is None:
        return True
    match = grammar.authority.fullmatch(authority)
    if match is None:
        return False
    literal = match["literal"]
    return (
        literal is None or is_ipv6(literal) or compiled(_IP_LITERAL).fullmatch(literal) is not None
    )


def is_uri(text: str) -> bool:
    """RFC 3986, section 3, URI."""
    return _conforms(text, _uri(), absolute=True)


def is_uri_reference(text: str) -> bool:
    """RFC 3986, section 4.1, URI-reference."""
    return _conforms(text, _uri(), absolute=False)


def is_iri(text: str) -> bool:
    """RFC 3987, section 2.2, IRI."""
    return _conforms(text, _iri(), absolute=True)


def is_iri_reference(text: str) -> bool:
    """RFC 3987, section 2.2, IRI-reference."""
    return _conforms(text, _iri(), absolute=False)


# The apostrophe is a literal by erratum 6937 of the RFC.
_LITERAL = rf"(?:[!#$&-;=?-\[\]_a-z~{_UCS}{_PRIVATE}]|{_PERCENT})"
_VARIABLE = rf"(?:[A-Za-z0-9_]|{_PERCENT})+(?:\.(?:[A-Za-z0-9_]|{_PERCENT})+)*"
_VARIABLE_SPEC = rf"{_VARIABLE}(?::[1-9][0-9]{{0,3}}|\*)?"
_EXPRESSION = rf"\{{[+#./;?&=,!@|]?{_VARIABLE_SPEC}(?:,{_VARIABLE_SPEC})*\}}"


@cache
def _template() -> re.Pattern[str]:
    return re.compile(f"(?:{_LITERAL}|{_EXPRESSION})*")


def is_uri_template(text: str) -> bool:
    """RFC 6570, section 2."""
    return _template().fullmatch(text) is not None
