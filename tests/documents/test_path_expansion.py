"""From arguments to files: folders, globs, pipes, and what is none of them."""

import os
from pathlib import Path

import pytest

from schemadock.documents import expand_paths
from schemadock.errors import DocumentError


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A folder of files, as the current one."""
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


def expanded(*arguments):
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
def test_an_argument_means_files(tree, argument, files):
    assert expanded(argument) == files


@pytest.mark.parametrize(
    ("argument", "reason"),
    [
        ("z.json", "z.json: no such file or folder"),
        ("a.json/b", "a.json/b: no such file or folder"),
        ("x" * 5000, "no such file or folder"),
        ("a\0b", "no such file or folder"),
        ("", "no such file or folder"),
        ("empty", "empty: the folder holds no data file"),
        ("*.xml", "*.xml: the pattern matches no file"),
        ("emp*", "emp*: the pattern matches no file"),
    ],
    ids=lambda text: ascii(text)[:30],
)
def test_an_argument_that_means_no_file_is_an_error_of_its_own(tree, argument, reason):
    first, second = expand_paths([argument, "a.json"])
    assert isinstance(first, DocumentError)
    assert str(first).endswith(reason)
    assert second == "a.json"


def test_a_file_comes_once_however_often_it_is_named(tree):
    found = expanded("./a.json", "a.json", "*.json", ".", str(tree / "b.yaml"), "d/../a.json")
    assert found[:3] == ["./a.json", "[k].json", "b.yaml"]
    assert len(found) == 6


def test_two_links_to_a_file_are_two_files(tree):
    (tree / "link.json").symlink_to("a.json")
    assert expanded("a.json", "link.json") == ["a.json", "link.json"]


def test_a_link_to_nothing_is_an_error(tree):
    (tree / "link.json").symlink_to("nowhere.json")
    assert expanded("link.json") == ["link.json: no such file or folder"]


def test_a_folder_is_searched_without_following_links(tree):
    (tree / "d" / "loop").symlink_to(tree, target_is_directory=True)
    assert expanded("d") == ["d/e.JSONL.GZ", "d/f/g.toml", "d/f/h.yml"]


def test_a_pipe_may_be_named(tree):
    os.mkfifo(tree / "pipe")
    assert expanded("pipe") == ["pipe"]


def test_a_folder_that_cannot_be_read_is_an_error_and_the_rest_is_found(tree):
    deep = tree / "d"
    os.chdir(deep)
    for _ in range(20):  # a path that is longer than the system takes
        Path("n" * 250).mkdir()
        os.chdir("n" * 250)
    os.chdir(tree)
    *files, error = expand_paths(["d"])
    assert files == ["d/e.JSONL.GZ", "d/f/g.toml", "d/f/h.yml"]
    assert isinstance(error, DocumentError)
    assert error.reason.startswith("cannot be read: ")
    assert error.source.startswith(f"d{os.sep}{'n' * 250}{os.sep}")
