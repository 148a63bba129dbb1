"""The cache of generated code: used while it is current, ignored otherwise, and never harmful."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from schemadock.engine import compile_document
from schemadock.engine.code_cache import CodeCache
from schemadock.errors import UnresolvableReferenceError
from schemadock.formats import Format
from schemadock.formats.policy import FormatPolicy
from schemadock.schema.dialects import DEFAULT_DIALECT, DRAFT_07
from schemadock.schema.document import SchemaDocument

URI = "https://schemas.test/a"
SCHEMA = {
    "properties": {
        "n": {"type": "number", "maximum": 10},
        "e": {"enum": [1, "x", [1]]},
        "p": {"pattern": "^a+b"},
        "f": {"format": "even"},
        "r": {"$ref": "b"},
    }
}
GOOD = {"n": 1, "e": [1], "p": "aab", "f": "ab", "r": None}
BAD = [{"n": 11}, {"e": 2}, {"p": "b"}, {"f": "abc"}, {"r": 1}]
EVEN = {"even": Format("even", lambda text: len(text) % 2 == 0)}


class Reading:
    """A document that counts its reads."""

    def __init__(self, schema=SCHEMA, digest: str = "sha256:1") -> None:
        self.count = 0
        self._schema = schema
        self.document = SchemaDocument(URI, self._read, "tests", digest=digest)

    def _read(self):
        self.count += 1
        return self._schema


def others(digest: str = "sha256:b", schema=None, dialect: str = DEFAULT_DIALECT):
    documents = {"https://schemas.test/b": schema or {"type": "null"}}
    return lambda uri: (
        SchemaDocument(uri, documents[uri], "tests", dialect, digest) if uri in documents else None
    )


def compiled(reading: Reading, cache: CodeCache, *, lookup=None, formats=None, **options):
    policy = FormatPolicy(lambda: EVEN if formats is None else formats, **options)
    return compile_document(
        reading.document, lookup=lookup or others(), formats=policy, cache=cache
    )


@pytest.fixture
def cache(tmp_path) -> CodeCache:
    return CodeCache(tmp_path / "code")


def files(tmp_path) -> list[Path]:
    return sorted((tmp_path / "code").iterdir())


def test_cached_explanations_do_not_read_the_schema(cache) -> None:
    first, again = compiled(Reading(), cache), Reading()
    expected = [first.errors(bad) for bad in BAD]
    program = compiled(again, cache)
    assert [program.errors(bad) for bad in BAD] == expected
    assert again.count == 0


def test_cached_code_does_not_read_the_schema(cache) -> None:
    compiled(Reading(), cache)
    again = Reading()
    program = compiled(again, cache)
    assert program.is_valid(GOOD)
    assert not any(map(program.is_valid, BAD))
    assert again.count == 0
    assert [[e.code for e in program.errors(bad)] for bad in BAD] == [
        ["maximum"],
        ["enum"],
        ["pattern"],
        ["format"],
        ["type"],
    ]
    assert again.count == 1


CHANGES = {
    "another schema": {"reading": lambda: Reading(digest="sha256:2")},
    "another reference": {"lookup": others("sha256:c")},
    "a reference in another dialect": {"lookup": others(dialect=DRAFT_07.uri)},
    "a format that is gone": {"formats": {}},
    "a format that decides nothing": {"formats": {"even": Format("even")}},
    "a format of numbers": {"formats": {"even": Format("even", bool, ("number",))}},
    "no formats": {"mode": "off"},
    "unknown formats are errors": {"unknown": "error"},
}


def test_a_reference_that_cannot_be_resolved_any_more(cache) -> None:
    compiled(Reading(), cache)
    with pytest.raises(UnresolvableReferenceError):
        compiled(Reading(), cache, lookup=lambda uri: None)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_changes_cause_compilation(cache, change) -> None:
    compiled(Reading(), cache)
    options = dict(change)
    reading = options.pop("reading", Reading)()
    compiled(reading, cache, **options)
    assert reading.count == 1


def test_code_without_digests_is_not_cached(cache, tmp_path) -> None:
    compiled(Reading(digest=""), cache)
    compiled(Reading(), cache, lookup=others(digest=""))
    assert not (tmp_path / "code").exists()


DAMAGES = {
    "empty": lambda content: b"",
    "cut": lambda content: content[:-7],
    "one byte": lambda content: content[:-1] + bytes([content[-1] ^ 1]),
    "foreign": lambda content: b"#!/bin/sh\n" * 50,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_file_is_replaced(cache, tmp_path, damage) -> None:
    compiled(Reading(), cache)
    [path] = files(tmp_path)
    content = path.read_bytes()
    path.write_bytes(damage(content))
    reading = Reading()
    assert compiled(reading, cache).is_valid(GOOD)
    assert reading.count == 1
    assert path.read_bytes() == content


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="files have no modes here")
def test_ignores_a_file_that_others_can_write(cache, tmp_path) -> None:
    compiled(Reading(), cache)
    [path] = files(tmp_path)
    path.chmod(0o666)
    reading = Reading()
    compiled(reading, cache)
    assert reading.count == 1
    assert path.stat().st_mode & 0o022 == 0


def test_code_with_unsupported_values_is_not_cached(cache, tmp_path) -> None:
    from decimal import Decimal

    schema = {"enum": [Decimal("0.1"), 2]}
    for _ in range(2):
        reading = Reading(schema)
        assert compiled(reading, cache).is_valid(Decimal("0.1"))
        assert reading.count == 1


@pytest.mark.parametrize("place", ["a file/code", "x" * 5_000])
def test_a_folder_that_cannot_be_written_is_harmless(tmp_path, place) -> None:
    (tmp_path / "a file").write_text("")
    assert compiled(Reading(), CodeCache(tmp_path / place)).is_valid(GOOD)


def test_evicts_the_least_recently_used_code(tmp_path) -> None:
    cache = CodeCache(tmp_path / "code", max_bytes=20_000)
    for number in range(20):
        compiled(Reading(digest=f"sha256:{number}"), cache)
        compiled(Reading(digest="sha256:0"), cache)
        for age, path in enumerate(sorted(files(tmp_path), key=lambda p: p.stat().st_mtime_ns)):
            os.utime(path, ns=(age, age))  # clocks of file systems are too coarse for this loop
    assert sum(path.stat().st_size for path in files(tmp_path)) <= 20_000
    first, last = Reading(digest="sha256:0"), Reading(digest="sha256:1")
    compiled(first, cache)
    compiled(last, cache)
    assert (first.count, last.count) == (0, 1)


def test_threads_share_the_cache(cache, tmp_path) -> None:
    def work(number: int) -> bool:
        return compiled(Reading(digest=f"sha256:{number % 3}"), cache).is_valid(GOOD)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(60)))
    assert len(files(tmp_path)) == 3
    assert {path.suffix for path in files(tmp_path)} == {".code"}


PROGRAM = """
import sys
from schemadock import SchemaRegistry, Validator
schema = {"$id": "urn:x", "properties": {"a": {"type": "string"}}}
validator = Validator(SchemaRegistry().with_schemas([schema]), cache=sys.argv[1] == "yes")
assert validator.is_valid({"a": "x"}, "urn:x") and not validator.is_valid({"a": 1}, "urn:x")
print("schemadock.engine.accept" in sys.modules)
"""


@pytest.mark.parametrize(
    ("caches", "expected"), [("yes", ["True", "False"]), ("no", ["True", "True"])]
)
def test_a_second_process_loads_no_generator(caches, expected) -> None:
    outputs = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM, caches], capture_output=True, text=True, check=True
        ).stdout.strip()
        for _ in range(2)
    ]
    assert outputs == expected
