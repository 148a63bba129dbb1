"""Stored copies of source contents, and fetching through them."""

import json
import multiprocessing
import resource
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from schemadock.errors import (
    SchemaError,
    SchemaNotFoundError,
    SourceError,
    SourceUnreachableError,
)
from schemadock.sources.caching import Fetched, Freshness, SourceCache, age_text, finish_renewals
from schemadock.sources.copies import Copy, Store, _content_name

ONE, TWO = {"type": "integer"}, {"type": "string"}


class Server:
    """Return the content or raise the failure; count the requests."""

    def __init__(self, content):
        self.content, self.failure, self.tags = content, None, []
        self.asked = threading.Semaphore(0)

    def __call__(self, tag):
        self.tags.append(tag)
        self.asked.release()
        if self.failure:
            raise self.failure
        if tag and tag == str(self.content):
            return Fetched(is_unchanged=True)
        return Fetched(content=self.content, tag=str(self.content))


class Clock:
    def __init__(self):
        self.now = 1_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


@pytest.fixture
def clock():
    return Clock()


def cache_of(store, clock, **freshness):
    return SourceCache("central", "id", store=store, freshness=Freshness(**freshness), clock=clock)


def test_reads_contents_by_digest(store):
    key = store.write({"b": 1, "a": [1.5, None, "ü\ud800"]})
    assert store.read(key) == {"b": 1, "a": [1.5, None, "ü\ud800"]}
    assert store.holds(key) and store.size_of(key) > 10
    assert store.write({"a": [1.5, None, "ü\ud800"], "b": 1.0}) == key
    with pytest.raises(KeyError):
        store.read("sha256:" + "0" * 64)
    with pytest.raises(SchemaError):
        store.write({"a": float("nan")})


@pytest.mark.parametrize("damage", [b"", b"{", b'{"type": "null"}', b"\xff", b"[" * 100_000])
@pytest.mark.usefixtures("collected")
def test_damaged_content_is_missing(store, damage):
    key = store.write(ONE)
    (path,) = (store.folder / "contents").rglob("*.json")
    path.write_bytes(damage)
    assert not store.holds(key)
    assert store.write(ONE) == key and store.read(key) == ONE


def test_replaces_foreign_files(store):
    key = store.write(ONE)
    (path,) = (store.folder / "contents").rglob("*.json")
    path.unlink()
    (path / "below").mkdir(parents=True)
    assert not store.holds(key)
    assert store.write(ONE) == key and store.holds(key)
    store.note("key", Copy("central", "x", key, 1.0))
    (note,) = (store.folder / "copies").iterdir()
    note.unlink()
    note.mkdir()
    store.note("key", Copy("central", "x", key, 2.0))
    assert store.copy_of("key").checked_at == 2.0


def test_content_survives_a_reader_out_of_resources(store):
    key = store.write({"deep": [[[ONE]]]})
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, limits[1]))
    try:
        assert not store.holds(key)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)

    def short_of_stack(depth):
        return short_of_stack(depth - 1) if depth else store.holds(key)

    for room in range(5, 60):  # where it runs out of it, is a matter of the version of Python
        with suppress(RecursionError):
            short_of_stack(sys.getrecursionlimit() - room)
    assert store.holds(key)


@pytest.mark.parametrize("damage", [b"", b"{}", b"[1]", b'{"source": 1}', b"\xff"])
def test_damaged_note_is_missing(store, damage):
    store.note("key", Copy("central", "x", "sha256:0", 1.0))
    (path,) = (store.folder / "copies").glob("*.json")
    path.write_bytes(damage)
    assert store.copy_of("key") is None and list(store.copies()) == []
    path.write_bytes(
        json.dumps({"source": "a", "subject": "b", "digest": "c", "checked_at": "x"}).encode()
    )
    assert store.copy_of("key") is None


@pytest.mark.parametrize("time", ["Infinity", "NaN", "1e999", "-1", "1" + "0" * 400, '"1"', "null"])
def test_note_with_invalid_time_is_missing(store, time):
    store.note("key", Copy("central", "x", "sha256:0", 12.5))
    (path,) = (store.folder / "copies").iterdir()
    path.write_text(path.read_text().replace("12.5", time))
    assert store.copy_of("key") is None and list(store.copies()) == []


@pytest.mark.parametrize("tag", ["a\r\nX: y", "\u00e9"])
def test_note_with_invalid_tag_is_missing(store, tag):
    store.note("key", Copy("central", "x", "sha256:0", 1.0, tag=tag))
    assert store.copy_of("key") is None


@pytest.mark.parametrize("key", ["sha256:../../../etc/passwd", "../x", "sha256:", "", "a/b"])
def test_invalid_digest_names_no_file_outside(store, key):
    assert not store.holds(key)
    path = store.folder / _content_name(key)
    assert path.resolve().is_relative_to(store.folder.resolve())


def test_unwritable_folder_only_loses_the_copy(tmp_path):
    (tmp_path / "file").write_text("")
    store, server = Store(tmp_path / "file" / "below"), Server(ONE)
    cache = cache_of(store, Clock(), max_age=100)
    assert [cache.get("x", server) for _ in range(2)] == [ONE, ONE]
    assert len(server.tags) == 2


def test_fresh_copy_is_used_then_revalidated(store, clock):
    server, cache = Server(ONE), cache_of(store, clock, max_age=60)
    assert cache.get("x", server) == cache.get("x", server) == ONE
    assert server.tags == [""]
    clock.now += 61
    assert cache.get("x", server) == ONE
    assert server.tags == ["", str(ONE)]
    clock.now += 59
    assert cache.get("x", server) == ONE and len(server.tags) == 2
    cache.forget("x")
    server.content = TWO
    assert cache.get("x", server) == TWO


def test_freshness_depends_on_the_reader(store, clock):
    server = Server(ONE)
    cache_of(store, clock, max_age=86_400).get("x", server)
    clock.now += 1
    server.content = TWO
    assert cache_of(store, clock, max_age=3600).get("x", server) == ONE
    assert cache_of(store, clock).get("x", server) == TWO
    cache_of(store, clock).get("y", lambda _tag: Fetched(content=ONE, max_age=60))
    clock.now += 59
    assert cache_of(store, clock).get("y", server) == ONE  # the source itself said so
    clock.now += 2
    assert cache_of(store, clock).get("y", server) == TWO


def test_copy_from_the_future_is_stale(store, clock):
    server, cache = Server(ONE), cache_of(store, clock, max_age=60, stale=60)
    cache.get("x", server)
    server.content = TWO
    clock.now -= 86_400 * 365
    assert cache.get("x", server) == TWO


def test_reads_notes_of_earlier_versions(store, clock):
    cache, down = cache_of(store, clock), Server(TWO)
    cache.get("x", Server(ONE))
    (path,) = (store.folder / "copies").iterdir()
    note = {"source": "central", "subject": "x", "digest": store.write(ONE), "tag": ""}
    path.write_text(json.dumps({**note, "checked_at": clock.now, "fresh_until": clock.now + 900}))
    assert cache.get("x", down) == TWO
    path.write_text(json.dumps({**note, "checked_at": clock.now, "fresh_until": clock.now + 900}))
    down.failure = SourceError("down")
    assert cache.get("x", down) == ONE


def test_invalid_copy_is_missing(store, clock):
    def judge(content, held):
        if content == ONE:
            raise SourceError("it is refused")
        assert held in (None, TWO)

    cache, server = cache_of(store, clock, max_age=60), Server(ONE)
    assert cache.get("x", server) == ONE
    with pytest.raises(SourceError, match="refused"):
        cache.get("x", server, judge)
    assert server.tags == ["", ""]
    server.content = TWO
    assert cache.get("x", server, judge) == TWO
    server.content = ONE
    clock.now += 61
    assert cache.get("x", server, judge) == TWO
    assert cache.get("x", server) == ONE


def test_stale_copy_is_used_and_refreshed_in_background(store, clock):
    server, cache = Server(ONE), cache_of(store, clock, max_age=10, stale=100)
    cache.get("x", server)
    assert server.asked.acquire(timeout=10)
    clock.now += 50
    server.content = TWO
    assert cache.get("x", server) == ONE
    assert server.asked.acquire(timeout=10)
    until = time.monotonic() + 10
    while cache.get("x", server) == ONE and time.monotonic() < until:
        time.sleep(0.01)
    assert cache.get("x", server) == TWO
    clock.now += 500
    server.content = ONE
    assert cache.get("x", server) == ONE  # too old to be used unasked


def test_very_stale_copy_is_refreshed_first(store, clock):
    server, cache = Server(ONE), cache_of(store, clock, max_age=10, stale=100)
    cache.get("x", server)
    clock.now += 65
    server.content = TWO
    assert cache.get("x", server) == TWO
    clock.now += 65
    server.failure = SourceError("down")
    assert cache.get("x", server) == TWO


def held_back():
    """A server, the same server behind a gate, and the gate."""
    server, release = Server(ONE), threading.Event()

    def slow(tag):
        release.wait(60)
        return server(tag)

    return server, slow, release


def test_refresh_is_not_started_twice(store, clock):
    server, slow, release = held_back()
    cache_of(store, clock, stale=100).get("x", server)
    clock.now += 1
    for _ in range(3):  # as three processes would, each of which ends before there is an answer
        assert cache_of(store, clock, stale=100).get("x", slow) == ONE
    clock.now += 31
    assert cache_of(store, clock, stale=100).get("x", slow) == ONE
    release.set()
    finish_renewals(60)
    assert len(server.tags) == 1 + 2
    clock.now += 1
    assert cache_of(store, clock, stale=100).get("x", server) == ONE
    finish_renewals(60)
    assert len(server.tags) == 1 + 3


def test_source_named_like_its_schema_has_its_own_pause(store, clock):
    def made():
        return SourceCache("x", "x", store=store, freshness=Freshness(stale=40), clock=clock)

    server = Server(ONE)
    made().get("x", server)
    server.failure = SourceError("down")
    clock.now += 1
    assert made().get("x", server) == ONE
    finish_renewals(60)
    server.content, server.failure = TWO, None
    clock.now += 20
    assert made().get("x", server) == TWO


def test_failed_refresh_is_not_an_error(store, clock):
    server, cache = Server(ONE), cache_of(store, clock, stale=100)
    cache.get("x", server)
    server.asked.acquire(timeout=10)
    server.failure = SourceError("down")
    clock.now += 1
    assert cache.get("x", server) == ONE
    assert server.asked.acquire(timeout=10)
    assert cache.get("x", server) == ONE


def test_successful_refresh_ends_an_outage(store, clock, caplog):
    server, cache = Server(ONE), cache_of(store, clock, stale=100)
    for name in "xz":
        cache.get(name, server)
    clock.now += 99
    server.failure = SourceError("down")
    assert cache.get("x", server) == ONE and len(caplog.records) == 1
    server.failure = None
    cache_of(store, clock).get("y", server)  # by another process
    clock.now += 1
    assert cache.get("y", server) == ONE
    finish_renewals(60)
    server.failure = SourceError("down again")
    assert cache.get("z", server) == ONE and len(caplog.records) == 2


def test_refresh_drops_removed_schemas(store, clock):
    server, cache = Server(ONE), cache_of(store, clock, stale=100)
    cache.get("x", server)
    server.failure = SchemaNotFoundError("x")
    clock.now += 1
    assert cache.get("x", server) == ONE
    finish_renewals(60)
    with pytest.raises(SchemaNotFoundError):
        cache.get("x", server)
    assert list(store.copies()) == []


def test_uses_the_copy_without_available_threads(store, clock, monkeypatch):
    def start(_thread):
        raise RuntimeError("can't start new thread")

    server, cache = Server(ONE), cache_of(store, clock, stale=100)
    cache.get("x", server)
    server.content = TWO
    clock.now += 1
    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", start)
        assert [cache.get("x", server) for _ in range(2)] == [ONE, ONE]
    finish_renewals(60)
    assert cache.get("x", server) == ONE
    finish_renewals(60)
    assert cache.get("x", server) == TWO


def test_one_of_many_threads_starts_a_refresh(store, clock):
    server, slow, release = held_back()
    cache = cache_of(store, clock, stale=100)
    cache.get("x", server)
    clock.now += 1
    start = threading.Barrier(8)

    def get(_number):
        start.wait()
        return cache.get("x", slow)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(get, range(8))) == [ONE] * 8
    release.set()
    finish_renewals(60)
    assert len(server.tags) == 2


def test_unexpected_not_modified_is_rejected(store, clock, caplog):
    lying, cache = (lambda _tag: Fetched(is_unchanged=True)), cache_of(store, clock)
    for _ in range(2):
        with pytest.raises(SourceError, match="unexpected status 'not modified'"):
            cache.get("x", lying)
    assert list(store.copies()) == []
    cache.get("x", lambda _tag: Fetched(content=ONE))  # without an entity tag
    assert cache.get("x", lying) == ONE and "last known good copy" in caplog.text


def test_copies_are_kept_per_source(store, clock):
    cache_of(store, clock).get("x", Server(ONE))
    other = SourceCache("other", "another id", store=store, clock=clock)
    down = Server(TWO)
    down.failure = SourceError("down")
    with pytest.raises(SourceError):
        other.get("x", down)


def test_one_warning_with_the_age_of_the_copy(store, clock, caplog):
    server, cache = Server(ONE), cache_of(store, clock)
    for name in "xy":
        cache.get(name, server)
    clock.now += 7200
    server.failure = SourceError("it is down", source="central")
    for name in "xxy":
        assert cache.get(name, server) == ONE
    (record,) = caplog.records
    assert (
        record.getMessage()
        == "source 'central': it is down; using the last known good copy, 2 hours old"
    )


def test_second_outage_is_reported_again(store, clock, caplog):
    server, dead, cache = Server(ONE), Server(ONE), cache_of(store, clock)
    for name in "xyz":
        cache.get(name, server)
    dead.failure = SourceError("it is gone")
    for _ in range(3):  # what stays away while all else is there is told once
        cache.get("z", dead)
        cache.get("x", server)
    assert len(caplog.records) == 1
    server.failure = SourceError("down")
    for name in "xyx":
        cache.get(name, server)
    assert len(caplog.records) == 2
    server.failure = None
    cache.get("x", server)
    clock.now += 86_400
    server.failure = SourceError("down")
    for name in "yxy":
        cache.get(name, server)
    assert len(caplog.records) == 3 and "1 day old" in caplog.text


def test_slow_source_is_paused_for_all_processes(store, clock, caplog):
    server = Server(ONE)

    def hung(tag):
        clock.now += 10
        return server(tag)

    cache_of(store, clock).get("x", server)
    server.failure = SourceUnreachableError("it did not answer", source="central")
    assert cache_of(store, clock).get("x", hung) == ONE
    assert cache_of(store, clock).get("x", hung) == ONE and len(server.tags) == 2
    assert [record.getMessage() for record in caplog.records] == [
        "source 'central': it did not answer; using the last known good copy, 10 s old"
    ] * 2
    with pytest.raises(SourceUnreachableError):  # there is nothing else to do
        cache_of(store, clock).get("y", hung)
    clock.now += 31
    assert cache_of(store, clock).get("x", hung) == ONE and len(server.tags) == 4
    server.failure = None
    clock.now -= 9999
    assert cache_of(store, clock).get("x", server) == ONE and len(server.tags) == 5


@pytest.mark.parametrize("failure", [SourceUnreachableError("refused"), SourceError("bad")])
def test_source_that_fails_fast_is_retried(store, clock, failure):
    server, cache = Server(ONE), cache_of(store, clock)
    cache.get("x", server)
    server.failure = failure
    for _ in range(3):
        cache.get("x", server)
    assert len(server.tags) == 4


def test_too_deep_content_is_reported_with_its_source(store, clock):
    deep = ONE
    for _ in range(sys.getrecursionlimit()):
        deep = [deep]
    with pytest.raises(SchemaError, match=r"^x \(from central\): nested too deeply"):
        cache_of(store, clock).get("x", lambda _tag: Fetched(content=deep))


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-1, "0 s"), (59.9, "59 s"), (60, "1 minute"), (7199, "1 hour"), (86_400 * 3, "3 days")],
)
def test_ages(seconds, text):
    assert age_text(seconds) == text


def hammer(folder, number):
    store = Store(folder)
    cache = SourceCache("central", "id", store=store)
    for turn in range(100):
        value = {"n": turn % 7, "long": "x" * 5000}
        assert cache.get("x", lambda _tag, value=value: Fetched(content=value)) == value
        assert store.copy_of("id x") is not None
        assert store.read(store.write({"own": number, "turn": turn}))["turn"] == turn


def test_processes_share_the_store(tmp_path):
    context = multiprocessing.get_context("spawn")
    workers = [
        context.Process(target=hammer, args=(tmp_path / "store", number)) for number in range(3)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    store = Store(tmp_path / "store")
    assert store.copy_of("id x").subject == "x"
    assert [
        path for path in store.folder.rglob("*") if path.is_file() and path.suffix != ".json"
    ] == []
