"""JSONL files checked by one process and by several: the same report, line by line."""

import gzip
import json
import multiprocessing
import os
import pickle
import signal

import pytest

from schemadock.checking.checker import Checker
from schemadock.checking.parallel import LineJobs, is_divisible
from schemadock.checking.schemas import SchemaChoice
from schemadock.cli.session import Session
from schemadock.cli.validate import Options
from schemadock.documents.jsonl import WHOLE_FILE, iter_chunks
from schemadock.errors import InternalError

SCHEMA = {
    "type": "object",
    "properties": {"n": {"type": "integer"}, "even": {"multipleOf": 2}},
    "required": ["n"],
}
LINES = 60_000


@pytest.fixture
def lines(write):
    """A file of about 3 MB with findings, broken and blank lines all over it."""
    write("s.json", SCHEMA)
    text = []
    for n in range(LINES):
        text.append(json.dumps({"n": n, "even": 2 * n, "text": "x" * 20}))
        if n % 7_001 == 5:
            text.append("")
        if n % 9_001 == 7:
            text.append('{"n": 1, "n": 2}')
        if n % 8_001 == 3:
            text.append(json.dumps({"n": "é", "even": 3}, ensure_ascii=False))
    return write("a.jsonl", "\n".join(text))


@pytest.mark.parametrize("output", ["text", "json", "github"])
def test_several_processes_report_what_one_does(schemadock, lines, output):
    alone = schemadock("validate", lines, "-s", "s.json", "-o", output)
    several = schemadock("validate", lines, "-s", "s.json", "-o", output, "-j", 3)
    assert several == alone
    assert alone.code == 1
    assert alone.err == ""


def test_the_lines_are_those_of_the_file(schemadock, lines, folder):
    done = schemadock("validate", lines, "-s", "s.json", "-o", "json", "--jobs", 2)
    text = (folder / lines).read_text("utf-8").split("\n")
    results = done.json["results"]
    documents = [entry["document"]["index"] for entry in results if "document" in entry]
    assert documents == sorted(set(documents))
    found = [error for entry in results for error in entry["errors"]]
    places = [error["span"]["line"] for error in found]
    assert places == sorted(places)
    assert {text[line - 1] for line in places} == {'{"n": "é", "even": 3}'}
    summary = done.json["summary"]
    assert summary == {
        "documents": LINES + 15, "valid": LINES, "invalid": 8, "broken": 7, "unchecked": 0,
        "findings": 16,
    }  # fmt: skip


def test_each_file_is_taken_by_itself(schemadock, lines, write):
    small = write("b.jsonl", '{"n": 1}\n{"n": 1.5}\n')
    done = schemadock("validate", lines, small, "-s", "s.json", "-j", 2)
    assert done.out.count("b.jsonl:2:7") == 1
    assert f"{LINES + 15 + 2} documents: {LINES + 1} valid" in done.out


def test_lines_of_their_own_schema(schemadock, write):
    write("s.json", {**SCHEMA, "$id": "https://schemas.test/n"})
    own = {"$schema": "https://schemas.test/n", "n": "x", "text": "y" * 1_000}
    lines = write("a.jsonl", "\n".join([json.dumps(own)] * 2_500))
    arguments = ("validate", lines, "--document-schema", "--add-schema", "s.json")
    alone = schemadock(*arguments)
    assert alone.code == 1
    assert schemadock(*arguments, "-j", 2) == alone


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_however_processes_are_started(folder, lines, method):
    checker = new_checker()
    jobs = LineJobs(checker, 2, multiprocessing.get_context(method), size=1_000_000)
    try:
        found = list(jobs.stretches(lines))
    finally:
        jobs.close()
    alone = list(new_checker().stretches(lines))
    results = [[s.result for s in stretches if s.result] for stretches in (found, alone)]
    places = [[(r.outcome, r.findings, str(r.error)) for r in some] for some in results]
    assert places[0] == places[1]
    assert sum(s.valid for s in found) == sum(s.valid for s in alone) == LINES


def new_checker():
    session = Session(
        {"config": None, "no_config": True, "only": (), "without": (), "strict": False}
        | {"color": "never", "no_cache": True, "quiet": False}
    )
    options = Options((), "s.json", (), None, False, None, None, "text", 20, 2, False)
    return Checker(SchemaChoice(session, options), lists_valid=False)


def test_another_process_narrates_nothing():
    checker = pickle.loads(pickle.dumps(new_checker()))
    assert checker._schemas._session.quiet is True


def test_a_file_that_cannot_be_read_is_a_finding(folder):
    jobs = LineJobs(new_checker(), 2)
    try:
        [stretch] = jobs.stretches("nothing.jsonl")
    finally:
        jobs.close()
    assert "nothing.jsonl: cannot be read: No such file" in str(stretch.result.error)


@pytest.mark.parametrize("size", [1, 7, 100, 1_000_000])
@pytest.mark.parametrize("text", ["", "a", "a\n", "a\n\nbb\nccc", "\n\n", "x" * 50 + "\ny"])
def test_a_file_is_divided_between_lines(tmp_path, text, size):
    path = tmp_path / "a.jsonl"
    path.write_text(text)
    with path.open("rb") as file:
        found = list(iter_chunks(file, size))
    data = path.read_bytes()
    assert b"".join(data[p.start : p.end] for p in found) == data
    for chunk in found:
        assert chunk.start == 0 or data[chunk.start - 1 : chunk.start] == b"\n"
        assert chunk.first_line == data[: chunk.start].count(b"\n") + 1


def test_what_cannot_be_divided_is_checked_by_one(schemadock, lines, folder):
    (folder / "a.jsonl.gz").write_bytes(gzip.compress((folder / lines).read_bytes()))
    assert is_divisible(lines)
    assert not is_divisible("a.jsonl.gz")
    assert not is_divisible("-")
    one = schemadock("validate", lines, "-s", "s.json")
    packed = schemadock("validate", "a.jsonl.gz", "-s", "s.json", "-j", 2)
    assert packed.out.replace("a.jsonl.gz", "a.jsonl") == one.out


class Killer(Checker):
    """Stands for a process that the system ends for want of memory."""

    def stretches(self, name, chunk=WHOLE_FILE):
        os.kill(os.getpid(), signal.SIGKILL)
        return iter(())


def test_a_process_that_is_killed_is_an_internal_error(folder, lines):
    checker = new_checker()
    checker.__class__ = Killer
    jobs = LineJobs(checker, 2)
    try:
        with pytest.raises(InternalError, match="has ended, for want of memory or by force"):
            list(jobs.stretches(lines))
    finally:
        jobs.close()
