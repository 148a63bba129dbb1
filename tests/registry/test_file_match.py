"""Globs of catalogues: which files a schema is for."""

import time

import pytest

from schemadock.registry.file_match import MAX_LENGTH, MAX_TOTAL, FileMatch

SLACK = 5
"""Seconds that matching in linear time takes at most, on any machine."""


def matches(globs, path):
    return FileMatch([("x:it", globs)]).best(path) == "x:it"


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        ("a.json", "a.json"),
        ("a.json", "deep/er/a.json"),
        ("/a.json", "sub/a.json"),
        ("*.foo.json", "x/q.foo.json"),
        ("?.json", "ä.json"),
        ("conf/*.json", "x/conf/a.json"),
        ("**/conf/**/a.json", "conf/a.json"),
        ("**/conf/**/a.json", "x/conf/y/z/conf/q/a.json"),
        ("dir/**", "dir/x/y.json"),
        ("a/**/b/**/c", "a/b/b/x/b/c/c"),
        ("*.{yml,yaml}", "x.yaml"),
        ("{a,b{1,2}}/*.json", "b2/x.json"),
        ("{conf/a,b}.json", "conf/a.json"),
        ("[ab].json", "b.json"),
        ("[!ab].json", "c.json"),
        ("a(b)+.json", "a(b)+.json"),
    ],
)
def test_glob_matches(glob, path):
    assert matches([glob], path)


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        ("a.json", "ba.json"),
        ("a.json", "A.json"),
        ("conf/*.json", "conf/x/a.json"),
        ("a.json", "a.json/b"),
        ("a/**/b", "a/x"),
        ("*.{yml,yaml}", "x.json"),
        ("[!ab].json", "a.json"),
        ("", "a.json"),
        ("!a.json", "b.json"),
    ],
)
def test_glob_does_not_match(glob, path):
    assert not matches([glob], path)


def test_last_matching_glob_decides():
    globs = ["*.cfg.json", "!secret.cfg.json", "very/secret.cfg.json"]
    assert matches(globs, "a.cfg.json")
    assert not matches(globs, "secret.cfg.json")
    assert matches(globs, "very/secret.cfg.json")
    assert not matches(["!a.json"], "a.json")


def test_longest_glob_decides_between_schemas():
    found = FileMatch([("x:any", ["*.json", "!*.very.long.json"]), ("x:own", ["a.*"])])
    names = ("a.json", "a.json", "aa.json", "a.txt", "b.txt", "")
    assert [found.best(name) for name in names] == ["x:any"] * 3 + ["x:own", None, None]


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        ("*a" * 14 + "!.json", "a" * 200 + ".json"),
        ("**/" * 100 + "zzz.json", "a/" * 1000 + "zz.json"),
        ("**/a" * 100 + "/b", "a/" * 1000 + "c"),
        ("*a?" * 150 + "b", "a" * 5000),
    ],
)
def test_hostile_globs_match_quickly(glob, path):
    started = time.monotonic()
    assert not matches([glob], path)
    assert time.monotonic() - started < SLACK


@pytest.mark.parametrize(
    "glob", ["a" * (MAX_LENGTH + 1), "!" + "a" * MAX_LENGTH, "{a,b}" * 7, "{" + "," * 400 + "}"]
)
def test_ignores_schema_with_glob_beyond_limits(glob, caplog):
    found = FileMatch([("x:bad", ["a.json", glob]), ("x:good", ["b.json"])])
    assert (found.best("a.json"), found.best("b.json")) == (None, "x:good")
    assert "fileMatch globs of x:bad are too long" in caplog.text


@pytest.mark.parametrize("glob", ["{}" * 240, "{a,b,c,d}" * 3, "*a" * 240])
def test_limits_globs_of_all_schemas(glob, caplog):
    started = time.monotonic()
    found = FileMatch((f"x:{number}", [glob] * 10) for number in range(MAX_TOTAL // 100))
    assert found.best("x" * 100 + ".json") is None
    assert time.monotonic() - started < SLACK
    assert "others are too long or too many; ignoring them" in caplog.text
