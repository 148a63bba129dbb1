"""Atomic writes, and the lock of a folder."""

import multiprocessing
import sys
import time

import pytest

from schemadock.cache.files import locked_folder, write_atomically
from schemadock.cache.usage import clear_folder, measure_folder


def test_writes_files_with_names_of_any_length(tmp_path) -> None:
    path = tmp_path / "new" / ("x" * 255)
    write_atomically(path, b"content")
    assert path.read_bytes() == b"content"
    write_atomically(path, b"other")
    assert path.read_bytes() == b"other"
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_failed_write_leaves_nothing_behind(tmp_path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError, match="taken"):
        write_atomically(tmp_path / "taken", b"content")
    assert [each.name for each in tmp_path.iterdir()] == ["taken"]


def hold(folder, is_held, release) -> None:
    with locked_folder(folder):
        is_held.set()
        release.wait(60)


@pytest.mark.skipif(sys.platform == "win32", reason="folders cannot be locked here")
def test_a_lock_is_held_until_its_process_ends(tmp_path) -> None:
    context = multiprocessing.get_context("spawn")
    is_held, release = context.Event(), context.Event()
    process = context.Process(target=hold, args=(tmp_path, is_held, release))
    process.start()
    assert is_held.wait(60)
    with pytest.raises(BlockingIOError), locked_folder(tmp_path, wait=False):
        pass
    process.kill()
    started = time.monotonic()
    with locked_folder(tmp_path):
        assert time.monotonic() - started < 30
    process.join()


def test_measures_and_clears_all_files(tmp_path) -> None:
    for name in ("a", "b/c", "b/d/e"):
        write_atomically(tmp_path / name, b"xy")
    usage = measure_folder(tmp_path)
    assert (usage.files, usage.size, usage.failures) == (3, 6, ())
    assert clear_folder(tmp_path) == usage
    assert measure_folder(tmp_path).files == 0
    assert (tmp_path / "b" / "d").is_dir()


def test_a_missing_folder_has_no_files(tmp_path) -> None:
    usage = measure_folder(tmp_path / "missing")
    assert (usage.files, usage.size, usage.failures) == (0, 0, ())
