"""``schemadock cache``: listing and clearing, also while other processes do the same."""

import os
import threading
import time
from pathlib import Path

import pytest

from schemadock.cache.folder import cache_path
from schemadock.cache.usage import Usage
from schemadock.cli.commands.cache import usage_text
from schemadock.sources.copies import Copy, Store

UNREMOVABLE = Path("/proc/sys/kernel/random")
WHAT = "copies of schemas from sources"


@pytest.fixture
def store():
    return Store()


def keep(store, *urls):
    for number, url in enumerate(urls):
        digest = store.write({"title": "x" * 1000, "number": number})
        store.note(url, Copy("central", "the list", digest, time.time(), url=url))


def test_lists_copies_with_source_url(schemadock, store):
    keep(store, "https://b.example", "https://a.example")
    done = schemadock("cache", "list", "-o", "json")
    assert [row["url"] for row in done.json] == ["https://a.example", "https://b.example"]
    done = schemadock("cache", "list")
    assert done.out.splitlines()[0].split() == [
        "SOURCE",
        "URL",
        "SUBJECT",
        "AGE",
        "BYTES",
        "DIGEST",
    ]
    assert f"{WHAT}: 4 files, 2." in done.err and f" kB in {store.folder}" in done.err


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "1 file, 0 bytes"),
        (999, "1 file, 999 bytes"),
        (25_600, "1 file, 25.6 kB"),
        (3_200_000, "1 file, 3.2 MB"),
        (4e12, "1 file, 4000.0 GB"),
    ],
)
def test_sizes(size, text):
    assert usage_text(Usage(files=1, size=int(size))) == text


def test_ignores_files_removed_by_others(schemadock, store):
    """Other threads write, replace and remove files while the commands run."""
    over = threading.Event()

    def churn():
        while not over.is_set():
            keep(store, *map(str, range(20)))
            for path in list(store.folder.rglob("*")):
                path.unlink() if path.is_file() else None
            (store.folder / "copies").rename(store.folder.with_name("aside"))
            for path in store.folder.with_name("aside").iterdir():
                path.unlink()
            store.folder.with_name("aside").rmdir()

    other = threading.Thread(target=churn, daemon=True)
    other.start()
    try:
        assert {schemadock("cache", "list").code for _ in range(150)} == {0}
        assert {schemadock("cache", "list", "-o", "json").code for _ in range(50)} == {0}
    finally:
        over.set()
        other.join()


@pytest.mark.parametrize("time", ["Infinity", "NaN", "1" + "0" * 400])
def test_skips_notes_with_invalid_time(schemadock, store, time):
    keep(store, "https://a.example")
    (note,) = (store.folder / "copies").iterdir()
    checked_at = str(store.copy_of("https://a.example").checked_at)
    note.write_text(note.read_text().replace(checked_at, time))
    assert schemadock("cache", "list", "-o", "json").json == []


def test_clears_a_linked_folder(schemadock, store, tmp_path):
    (tmp_path / "big").mkdir()
    store.folder.symlink_to(tmp_path / "big")
    keep(store, "https://a.example")
    done = schemadock("cache", "clear", "sources")
    assert done.code == 0 and "removed 2 files" in done.err
    assert "removed 0 files, 0 bytes" in schemadock("cache", "clear", "sources").err
    assert not [path for path in (tmp_path / "big").rglob("*") if path.is_file()]


@pytest.mark.skipif(
    not UNREMOVABLE.is_dir(), reason="this system has no files that cannot be removed"
)
def test_reports_files_that_cannot_be_removed(schemadock, store):
    store.folder.symlink_to(UNREMOVABLE)
    done = schemadock("cache", "clear", "sources")
    assert done.code == 2 and "removed 0 files" in done.err
    assert "error: cannot remove" in done.err and f"such as {store.folder}/" in done.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_reports_unreadable_folder(schemadock, store):
    keep(store, "https://a.example")
    store.folder.chmod(0)
    done = schemadock("cache", "list")
    store.folder.chmod(0o700)
    assert done.code == 0 and f"{store.folder} cannot be read: Permission denied" in done.err


def test_cache_without_a_folder_is_empty(schemadock, folder, monkeypatch):
    (folder / "file").write_text("")
    monkeypatch.setenv("SCHEMADOCK_CACHE_DIR", str(folder / "file"))
    done = schemadock("cache", "list")
    assert done.code == 0 and "cannot be read" not in done.err
    assert schemadock("cache", "clear").code == 0
    assert cache_path("sources").parent == folder / "file"
