"""Expanding path arguments: files, folders, globs, pipes, and arguments without files."""

import os
from pathlib import Path

import pytest

from schemadock.documents import expand_paths
from schemadock.errors import DocumentError


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """Create files, and make their folder the current one."""
    for name in (
        "a.json",
        "b.yaml",
        "c.txt",
        "d/e.JSONL.GZ",
        "d/f/g.toml",
        "d/f/h.yml",
        ".hidden/i.json",
        ".j.json",
        "[k].json",
        "empty/notes.txt",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("1")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def expand(*arguments):
    return [str(found) for found in expand_paths(arguments)]


@pytest.mark.parametrize(
    ("argument", "files"),
    [
        ("a.json", ["a.json"]),
        ("c.txt", ["c.txt"]),
        (".j.json", [".j.json"]),
        ("./a.json", ["./a.json"]),
        ("-", ["-"]),
        ("d", ["d/e.JSONL.GZ", "d/f/g.toml", "d/f/h.yml"]),
        (".", ["[k].json", "a.json", "b.yaml", "d/e.JSONL.GZ", "d/f/g.toml", "d/f/h.yml"]),
        (".hidden", [".hidden/i.json"]),
        ("*.json", ["[k].json", "a.json"]),
        ("[ab].*", ["a.json", "b.yaml"]),
        ("[k].json", ["[k].json"]),
        ("**/*.toml", ["d/f/g.toml"]),
        ("d/*", ["d/e.JSONL.GZ"]),
    ],
)
def test_expands_argument(tree, argument, files):
    assert expand(argument) == files


@pytest.mark.parametrize(
    ("argument", "reason"),
    [
        ("z.json", "z.json: no such file or folder"),
        ("a.json/b", "a.json/b: no such file or folder"),
        ("x" * 5000, "no such file or folder"),
        ("a\0b", "no such file or folder"),
        ("", "no such file or folder"),
        ("empty", "empty: no data files in this folder"),
        ("*.xml", "*.xml: no files match this pattern"),
        ("emp*", "emp*: no files match this pattern"),
    ],
    ids=lambda text: ascii(text)[:30],
)
def test_argument_without_files_yields_error(tree, argument, reason):
    first, second = expand_paths([argument, "a.json"])
    assert isinstance(first, DocumentError)
    assert str(first).endswith(reason)
    assert second == "a.json"


def test_yields_each_file_once(tree):
    found = expand("./a.json", "a.json", "*.json", ".", str(tree / "b.yaml"), "d/../a.json")
    assert found[:3] == ["./a.json", "[k].json", "b.yaml"]
    assert len(found) == 6


def test_symlink_is_a_separate_file(tree):
    (tree / "link.json").symlink_to("a.json")
    assert expand("a.json", "link.json") == ["a.json", "link.json"]


def test_dangling_symlink_yields_error(tree):
    (tree / "link.json").symlink_to("nowhere.json")
    assert expand("link.json") == ["link.json: no such file or folder"]


def test_does_not_follow_links_to_folders(tree):
    (tree / "d" / "loop").symlink_to(tree, target_is_directory=True)
    assert expand("d") == ["d/e.JSONL.GZ", "d/f/g.toml", "d/f/h.yml"]


def test_accepts_named_pipe(tree):
    os.mkfifo(tree / "pipe")
    assert expand("pipe") == ["pipe"]


def test_unreadable_folder_yields_error_after_other_files(tree):
    deep = tree / "d"
    os.chdir(deep)
    for _ in range(20):  # a path longer than the system allows
        Path("n" * 250).mkdir()
        os.chdir("n" * 250)
    os.chdir(tree)
    *files, error = expand_paths(["d"])
    assert files == ["d/e.JSONL.GZ", "d/f/g.toml", "d/f/h.yml"]
    assert isinstance(error, DocumentError)
    assert error.reason.startswith("cannot be read: ")
    assert error.source.startswith(f"d{os.sep}{'n' * 250}{os.sep}")
