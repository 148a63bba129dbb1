"""Cached files: shared by processes, and a cache miss whenever they cannot be used."""

import multiprocessing
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from schemadock.cache.files import locked_folder
from schemadock.cache.folder import CacheFolder, cache_path, hashed_name

CHECKED = {"checksums": True}
NAME = "one.json"


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "cache"


@pytest.mark.parametrize("options", [{}, CHECKED], ids=["plain", "checksums"])
def test_reads_what_was_written(folder, options) -> None:
    cache = CacheFolder(folder, **options)
    assert cache.read(NAME) is None
    cache.write(NAME, b"content")
    assert cache.read(NAME) == b"content"
    cache.write(NAME, b"")
    assert cache.read(NAME) == b""
    cache.remove(NAME)
    cache.remove(NAME)
    assert cache.read(NAME) is None and cache.size(NAME) == 0


def test_names_with_folders_are_written_below_the_folder(folder) -> None:
    cache = CacheFolder(folder)
    for name in ("b/2", "b/1", "a"):
        cache.write(name, b"x")
    (folder / "b" / ".schemadock-unfinished").write_bytes(b"")
    assert list(cache.names("b")) == ["b/1", "b/2"]
    assert list(cache.names("missing")) == []
    assert cache.size("b/1") == 1


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 40], ids=["empty", "short", "other"])
def test_a_file_that_does_not_match_its_checksum_is_a_miss(folder, content) -> None:
    cache = CacheFolder(folder, **CHECKED)
    cache.write(NAME, b"content")
    (folder / NAME).write_bytes(content)
    assert cache.read(NAME) is None
    cache.write(NAME, b"content")
    assert cache.read(NAME) == b"content"


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[" * 100_000], ids=lambda c: repr(c[:3]))
def test_invalid_json_is_a_miss(folder, content) -> None:
    cache, default = CacheFolder(folder), object()
    cache.write(NAME, content)
    assert cache.read_json(NAME, default) is default
    cache.write_json(NAME, None)
    assert cache.read_json(NAME, default) is None


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="files have no owners here")
@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_file_that_others_can_write_is_only_read_without_owner_only(folder, mode) -> None:
    CacheFolder(folder).write(NAME, b"content")
    (folder / NAME).chmod(mode)
    assert CacheFolder(folder, owner_only=True).read(NAME) is None
    assert CacheFolder(folder).read(NAME) == b"content"


@pytest.mark.skipif(
    getattr(os, "geteuid", lambda: 1)() != 0, reason="only root can give a file away"
)
def test_a_file_of_another_user_is_only_read_without_owner_only(folder) -> None:
    CacheFolder(folder).write(NAME, b"content")
    os.chown(folder / NAME, 12_345, -1)
    assert CacheFolder(folder, owner_only=True).read(NAME) is None


@pytest.mark.parametrize("place", ["a file/cache", "x" * 5_000])
def test_a_folder_that_cannot_be_written_caches_nothing(tmp_path, place) -> None:
    (tmp_path / "a file").write_text("")
    cache = CacheFolder(tmp_path / place, max_bytes=10)
    cache.write(NAME, b"content")
    assert cache.read(NAME) is None
    assert list(cache.names()) == []


@pytest.mark.parametrize("name", ["nul\0", "x" * 5_000])
def test_a_name_that_no_file_can_have_is_a_miss(folder, name) -> None:
    cache = CacheFolder(folder)
    cache.write(name, b"content")
    assert cache.read(name) is None and cache.size(name) == 0
    cache.remove(name)


def test_a_folder_with_the_name_of_a_file_is_replaced(folder) -> None:
    (folder / NAME / "below").mkdir(parents=True)
    cache = CacheFolder(folder)
    assert cache.read(NAME) is None
    cache.write(NAME, b"content")
    assert cache.read(NAME) == b"content"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_caches_nothing(tmp_path) -> None:
    cache = CacheFolder(Path("/dev/full/cache"))
    cache.write(NAME, b"content")
    assert cache.read(NAME) is None


# --- eviction ---------------------------------------------------------------------------------


def age(path: Path, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(path, (then, then))


def test_the_least_recently_used_files_are_evicted(folder) -> None:
    cache = CacheFolder(folder, max_bytes=30)
    for number, name in enumerate("abc"):
        cache.write(name, b"x" * 10)
        age(folder / name, 100 - number)
    assert cache.read("a") is not None
    cache.write("d", b"x" * 10)
    assert list(cache.names()) == ["a", "c", "d"]


def test_files_that_are_not_used_are_evicted(folder) -> None:
    cache = CacheFolder(folder, max_age=50)
    for name in "ab":
        cache.write(name, b"x")
    age(folder / "a", 60)
    age(folder / "b", 40)
    cache.evict()
    assert list(cache.names()) == ["b"]


def test_nothing_is_evicted_without_limits(folder) -> None:
    cache = CacheFolder(folder)
    cache.write("a", b"x")
    age(folder / "a", 1e9)
    cache.write("b", b"x")
    assert list(cache.names()) == ["a", "b"]


@pytest.mark.skipif(sys.platform == "win32", reason="folders cannot be locked here")
def test_only_one_process_evicts(folder) -> None:
    cache = CacheFolder(folder, max_bytes=10)
    cache.write("a", b"x" * 10)
    with locked_folder(folder):
        cache.write("b", b"x" * 10)
        assert list(cache.names()) == ["a", "b"]
    cache.evict()
    assert len(list(cache.names())) == 1


# --- processes --------------------------------------------------------------------------------


def write_forever(folder: Path, number: int) -> None:
    cache = CacheFolder(folder, **CHECKED, max_bytes=1_000_000)
    while True:
        cache.write(NAME, bytes([number]) * 100_000)


def test_killed_writers_leave_no_damaged_file(folder) -> None:
    context = multiprocessing.get_context("spawn")
    CacheFolder(folder, **CHECKED).write(NAME, b"first")
    writers = [context.Process(target=write_forever, args=(folder, n)) for n in range(2)]
    for writer in writers:
        writer.start()
    cache, seen, until = CacheFolder(folder, **CHECKED), set(), time.monotonic() + 30
    while len(seen) < 3 and time.monotonic() < until:
        content = cache.read(NAME)
        assert content is not None
        seen.add(content[:1])
    for writer in writers:
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
    assert len(seen) >= 2
    assert cache.read(NAME) is not None


# --- where ------------------------------------------------------------------------------------


def test_the_environment_names_the_folder(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("SCHEMADOCK_CACHE_DIR", str(tmp_path))
    assert cache_path("code") == tmp_path / "code"


@pytest.mark.skipif(sys.platform != "linux", reason="other variables name the folder elsewhere")
@pytest.mark.parametrize("home", ["~somebody", "relative"])
def test_a_relative_user_folder_is_not_used(monkeypatch, home) -> None:
    monkeypatch.delenv("SCHEMADOCK_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", home)
    assert cache_path("code").is_absolute()


def test_hashed_names_depend_on_each_part() -> None:
    names = {
        hashed_name(*parts, suffix=".x") for parts in [("a", "b"), ("ab",), ("a", 1), ("\ud800",)]
    }
    assert len(names) == 4
    assert {len(name) for name in names} == {66}
