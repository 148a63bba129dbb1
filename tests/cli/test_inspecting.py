"""The commands that inspect the registry, and init-plugin."""

import json
import os
import re

import pytest

from tests.cli.conftest import PERSON

PERSON_ID = PERSON["$id"]


@pytest.fixture
def plugins(site, person_plugin):
    """A second plugin that overrides the first, supplies versions, a format and a check."""
    code = f"""
from schemadock import plugin

@plugin(priority=3)
def stricter():
    return {{"$id": {PERSON_ID!r}, "required": ["name", "age"]}}

def versions():
    for version in ("1.0.0", "1.1.0", "2.0.0-rc.1"):
        yield {{"$id": f"urn:schemadock:ns:User:{{version}}", "title": version}}

def even(text):
    return len(text) % 2 == 0

def check(person):
    return []

check.schema = {PERSON_ID!r}
"""
    points = {
        "schemadock.schemas": {"strict": "more:stricter", "versions": "more:versions"},
        "schemadock.formats": {"even": "more:even"},
        "schemadock.checks": {"check": "more:check"},
    }
    site.install("more", points, {"more.py": code}, version="2.5")


def test_list(schemadock, plugins) -> None:
    done = schemadock("list")
    lines = [line.split() for line in done.out.splitlines()]
    assert lines[0] == ["ID", "COORDINATE", "PRIORITY", "DEPRECATED", "ORIGIN"]
    assert lines[1][:4] == [PERSON_ID, "-", "3", "no"]
    assert [line[1] for line in lines[2:]] == [
        "ns::User@1.0.0",
        "ns::User@1.1.0",
        "ns::User@2.0.0-rc.1",
    ]
    rows = schemadock("list", "--output", "json").json
    assert rows[0] == {
        "id": PERSON_ID,
        "coordinate": None,
        "priority": 3,
        "deprecated": False,
        "origin": "more 2.5 (entry point 'strict')",
    }


def test_list_without_plugins(schemadock, site) -> None:
    done = schemadock("--only", "none-such", "list")
    assert done.code == 2
    done = schemadock("list", "--tools")
    assert done.out == ""


@pytest.mark.parametrize(
    ("selector", "title"),
    [
        ("ns::User", "1.1.0"),
        ("ns::User@1.0.0", "1.0.0"),
        ("ns::User@^1", "1.1.0"),
        ("ns::User@~1.0", "1.0.0"),
        ("ns::User@2.0.0-rc.1", "2.0.0-rc.1"),
        ("urn:schemadock:ns:User:1.0.0", "1.0.0"),
    ],
)
def test_show_prints_the_schema(schemadock, plugins, selector, title) -> None:
    assert schemadock("show", selector).json["title"] == title


def test_show_meta_prints_metadata(schemadock, plugins) -> None:
    facts = schemadock("show", PERSON_ID, "--meta").json
    assert facts["priority"] == 3
    assert facts["digest"].startswith("sha256:")
    assert facts["unknown_formats"] == []


def test_show_unknown_selector(schemadock, plugins) -> None:
    done = schemadock("show", "ns::User@3.0.0")
    assert "Known versions: ns::User@2.0.0-rc.1, ns::User@1.1.0, ns::User@1.0.0" in done.err
    assert (done.code, done.out) == (2, "")


def test_why(schemadock, plugins) -> None:
    done = schemadock("why", PERSON_ID)
    head, reason, _, table, winner, loser = done.out.splitlines()
    assert head == PERSON_ID
    assert reason.strip().endswith("has the higher priority: 3, not 0")
    assert table.split() == ["STANDING", "PRIORITY", "ORIGIN", "DIGEST"]
    assert winner.split()[:3] == ["wins", "3", "more"]
    assert loser.split()[:3] == ["loses", "0", "people"]


def test_why_by_configuration(schemadock, plugins, write) -> None:
    write("schemadock.toml", "[priorities]\npeople = 9\n")
    done = schemadock("why", PERSON_ID)
    assert "people 1.0 (entry point 'people', p.schema.json) has the higher priority: 9" in done.out


def test_plugins(schemadock, plugins) -> None:
    rows = schemadock("--without", "people", "plugins", "--output", "json").json
    states = {(row["group"], row["name"]): row["state"] for row in rows}
    assert states["schemadock.schemas", "people"] == "disabled: named by 'without'"
    assert states["schemadock.formats", "even"] == "enabled"
    assert {row["version"] for row in rows if row["distribution"] == "more"} == {"2.5"}


def test_plugins_check(schemadock, plugins, site) -> None:
    assert schemadock("plugins", "--check").code == 0
    points = {"schemadock.checks": {"odd": "more:nothing"}}
    site.install("worse", points)
    done = schemadock("plugins", "--check")
    assert "problem: plugin 'odd' of worse (schemadock.checks): it cannot be imported" in done.err
    assert done.code == 3


def test_plugins_check_of_a_failing_source(schemadock, folder) -> None:
    (folder / "schemadock.toml").write_text('[sources.gone]\nurl = "dir:nowhere"\n')
    done = schemadock("plugins", "--check")
    assert done.code == 4 and "problem: source 'gone'" in done.err


@pytest.mark.parametrize("command", [("plugins", "--check"), ("list",)])
def test_source_warnings_are_printed(schemadock, folder, command) -> None:
    (folder / "schemadock.toml").write_text('[sources.it]\nurl = "dir:in"\n')
    (folder / "in").mkdir()
    os.mkfifo(folder / "in/B@1.0.0.schema.json")
    done = schemadock(*command)
    assert done.code == 0
    assert len(re.findall("^warning: skipped .*/B@1.0.0.schema.json", done.err, re.MULTILINE)) == 1


def test_failed_source_is_reported_once(schemadock, folder, write) -> None:
    (folder / "schemadock.toml").write_text(
        '[sources.gone]\nurl = "dir:nowhere"\n[files]\n"*.json" = "urn:x"\n'
    )
    for name in "abc":
        write(f"{name}.json", {})
    done = schemadock("validate")
    assert done.code == 4 and done.err.count("warning: source 'gone'") == 1
    done = schemadock("show", "urn:x")
    assert done.code == 4 and "no schema found for 'urn:x'; a source that may have it" in done.err


def test_formats(schemadock, plugins) -> None:
    rows = {row["name"]: row for row in schemadock("formats", "--output", "json").json}
    assert rows["even"]["origin"] == "more"
    assert rows["email"]["checked"] is True
    assert rows["password"]["checked"] is False
    assert "RFC 3339" in schemadock("formats").out


@pytest.mark.parametrize("command", ["list", "formats", "plugins"])
def test_plugin_output_goes_to_stderr(schemadock, site, command) -> None:
    code = "print('HELLO')\ndef give(): return []\ndef fits(text): return True"
    points = {"schemadock.schemas": {"x": "loud:give"}, "schemadock.formats": {"y": "loud:fits"}}
    site.install("loud", points, {"loud.py": code})
    assert isinstance(schemadock(command, "--output", "json").json, list)


# --- init-plugin ------------------------------------------------------------------------------


def test_init_plugin_writes_a_package(schemadock, folder) -> None:
    done = schemadock("init-plugin", "My_Events", "--base", "https://schemas.test/events/")
    written = {str(p.relative_to(folder)) for p in (folder / "my-events").rglob("*.*")}
    assert "my-events/src/my_events/schemas/event.schema.json" in written
    schema = json.loads((folder / "my-events/src/my_events/schemas/event.schema.json").read_text())
    assert schema["$id"] == "https://schemas.test/events/event"
    assert "next: cd my-events" in done.err
    assert "@@" not in "".join(p.read_text() for p in (folder / "my-events").rglob("*.*"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("1st",), "'1st' is not a valid package name"),
        (("class",), "'class' is not a valid package name"),
        (("a b",), "'a b' is not a valid package name"),
        (("../up",), "'../up' is not a valid package name"),
        (("json",), "'json' would shadow the module with that name"),
        (("Schemadock",), "would shadow the module"),
        (("events", "--base", "no-uri"), "must be an absolute URI"),
    ],
)
def test_init_plugin_refuses(schemadock, folder, arguments, message) -> None:
    done = schemadock("init-plugin", *arguments)
    assert message in done.err
    assert done.code == 2
    assert [path.name for path in folder.iterdir()] == [".git"]


def test_init_plugin_does_not_overwrite(schemadock, write) -> None:
    write("events/mine.txt", "mine")
    done = schemadock("init-plugin", "events")
    assert "events exists and is not empty" in done.err
    assert done.code == 2
