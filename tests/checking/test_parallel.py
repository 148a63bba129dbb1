"""JSONL files checked by several processes: the report is the same as that of one process."""

import gzip
import json
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys

import pytest

from schemadock import SchemaRegistry
from schemadock.checking import Checker, CheckOptions
from schemadock.checking.documents import DocumentChecker
from schemadock.checking.parallel import WorkerPool, is_divisible
from schemadock.checking.schemas import SchemaChooser
from schemadock.documents.jsonl import WHOLE_FILE, iter_chunks
from schemadock.errors import ConfigurationError, InternalError

SCHEMA = {
    "type": "object",
    "properties": {"n": {"type": "integer"}, "even": {"multipleOf": 2}},
    "required": ["n"],
}
LINES = 60_000


@pytest.fixture
def lines(write):
    """A file of about 3 MB with invalid, broken and blank lines."""
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
def test_jobs_do_not_change_the_report(schemadock, lines, output):
    alone = schemadock("validate", lines, "-s", "s.json", "-o", output)
    several = schemadock("validate", lines, "-s", "s.json", "-o", output, "-j", 3)
    assert several == alone
    assert alone.code == 1
    assert alone.err == ""


def test_results_are_in_file_order_with_correct_lines(schemadock, lines, folder):
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


def test_small_file_after_a_divided_one(schemadock, lines, write):
    small = write("b.jsonl", '{"n": 1}\n{"n": 1.5}\n')
    done = schemadock("validate", lines, small, "-s", "s.json", "-j", 2)
    assert done.out.count("b.jsonl:2:7") == 1
    assert f"{LINES + 15 + 2} documents: {LINES + 1} valid" in done.out


def test_lines_that_choose_their_own_schema(schemadock, write):
    write("s.json", {**SCHEMA, "$id": "https://schemas.test/n"})
    own = {"$schema": "https://schemas.test/n", "n": "x", "text": "y" * 1_000}
    lines = write("a.jsonl", "\n".join([json.dumps(own)] * 2_500))
    arguments = ("validate", lines, "--document-schema", "--add-schema", "s.json")
    alone = schemadock(*arguments)
    assert alone.code == 1
    assert schemadock(*arguments, "-j", 2) == alone


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_every_start_method_gives_the_same_results(folder, lines, method):
    pool = WorkerPool(new_checker(), 2, multiprocessing.get_context(method), size=1_000_000)
    try:
        found = list(pool.check_lines(lines))
    finally:
        pool.close()
    alone = list(new_checker().check_lines(lines))
    results = [[b.result for b in batches if b.result] for batches in (found, alone)]
    places = [[(r.outcome, r.findings, str(r.error)) for r in some] for some in results]
    assert places[0] == places[1]
    assert sum(b.valid for b in found) == sum(b.valid for b in alone) == LINES


def new_checker(**settings):
    schemas = SchemaChooser(CheckOptions(schema="s.json", cache=False), **settings)
    return DocumentChecker(schemas, count_valid=True)


def test_worker_processes_send_no_notices():
    notices = []
    checker = pickle.loads(pickle.dumps(new_checker(notify=notices.append)))
    checker._schemas._warn("key", "message")
    assert notices == []


def test_registry_that_cannot_be_pickled_is_rejected(write, lines):
    checker = new_checker(registry=lambda: SchemaRegistry().with_schemas([]))
    with pytest.raises(ConfigurationError, match="cannot be copied into another process"):
        WorkerPool(checker, 2, multiprocessing.get_context("spawn"))


def test_missing_file_yields_one_error(folder):
    pool = WorkerPool(new_checker(), 2)
    try:
        [batch] = pool.check_lines("nothing.jsonl")
    finally:
        pool.close()
    assert "nothing.jsonl: cannot be read: No such file" in str(batch.result.error)


def test_checker_divides_large_files(folder, lines):
    started = []
    options = CheckOptions(schema="s.json", jobs=2, count_valid=True)
    checker = Checker(options, before_workers=lambda: started.append(True))
    batches = list(checker.batches([lines]))
    assert started == [True]
    assert sum(batch.valid for batch in batches) == LINES
    assert sum(batch.result is not None for batch in batches) == 15


def test_checker_ends_only_its_own_processes(folder, lines):
    other = multiprocessing.get_context("fork").Process(target=signal.pause)
    other.start()
    try:
        assert list(Checker(CheckOptions(schema="s.json", jobs=2)).check([lines]))
        assert other.is_alive()
    finally:
        other.kill()
        other.join()


@pytest.mark.parametrize("size", [1, 7, 100, 1_000_000])
@pytest.mark.parametrize("text", ["", "a", "a\n", "a\n\nbb\nccc", "\n\n", "x" * 50 + "\ny"])
def test_portions_end_at_line_breaks(tmp_path, text, size):
    path = tmp_path / "a.jsonl"
    path.write_text(text)
    with path.open("rb") as file:
        found = list(iter_chunks(file, size))
    data = path.read_bytes()
    assert b"".join(data[p.start : p.end] for p in found) == data
    for chunk in found:
        assert chunk.start == 0 or data[chunk.start - 1 : chunk.start] == b"\n"
        assert chunk.first_line == data[: chunk.start].count(b"\n") + 1


def test_compressed_file_is_not_divided(schemadock, lines, folder):
    (folder / "a.jsonl.gz").write_bytes(gzip.compress((folder / lines).read_bytes()))
    assert is_divisible(lines)
    assert not is_divisible("a.jsonl.gz")
    assert not is_divisible("-")
    one = schemadock("validate", lines, "-s", "s.json")
    packed = schemadock("validate", "a.jsonl.gz", "-s", "s.json", "-j", 2)
    assert packed.out.replace("a.jsonl.gz", "a.jsonl") == one.out


class KilledChecker(DocumentChecker):
    """Stands for a process that the system kills because memory ran out."""

    def check_lines(self, name, chunk=WHOLE_FILE):
        os.kill(os.getpid(), signal.SIGKILL)
        return iter(())


def test_killed_process_is_an_internal_error(folder, lines):
    checker = new_checker()
    checker.__class__ = KilledChecker
    pool = WorkerPool(checker, 2)
    try:
        with pytest.raises(InternalError, match="a worker process was killed"):
            list(pool.check_lines(lines))
    finally:
        pool.close()


ABANDONED = """
import sys, time
from schemadock.checking import check_files
run = check_files(sys.argv[1], schema="s.json", jobs=2)
next(run)
time.sleep(0.3)
run.close()
"""


def test_abandoned_run_lets_the_interpreter_end(folder, write):
    # Results fill the pipe, so that a process is terminated while it writes one.
    many = write("many.jsonl", '{"n": 1, "pad": "xxxxxxxxxxxxxxxxxxxxxxxx"}\n' * 110_000)
    write("s.json", SCHEMA)
    for _ in range(3):
        subprocess.run([sys.executable, "-c", ABANDONED, many], timeout=60, check=True)


def test_runs_of_one_checker_are_independent(folder, lines):
    checker = Checker(CheckOptions(schema="s.json", jobs=2))
    first, second = checker.check([lines]), checker.check([lines])
    next(first)
    next(second)
    first.close()
    assert sum(1 for _ in second) == LINES + 15 - 1
