"""Where a package of data may lie, and where not."""

import json
import sys
import zipfile
from importlib.machinery import ModuleSpec

import pytest

from schemadock import SchemaRegistry

SCHEMAS = "schemadock.schemas"


def test_a_module_of_its_own_does_not_mean_the_files_of_others(site) -> None:
    site.install("good", {SCHEMAS: {"good": "good"}}, {"good/a.schema.json": {"$id": "urn:a"}})
    site.install("solo", {SCHEMAS: {"zolo": "solo"}}, {"solo.py": ""})
    registry = SchemaRegistry.discover()
    assert registry.record("urn:a").supplier.distribution == "good"
    [problem] = registry.problems
    assert "'solo' is a module, not a package; put its schemas into a package" in str(problem)


@pytest.mark.parametrize("kind", ["dangling", "pipe"])
def test_a_file_that_is_none_is_no_harm_to_the_others(site, kind) -> None:
    import os

    site.install("good", {SCHEMAS: {"good": "good"}}, {"good/a.schema.json": {"$id": "urn:a"}})
    odd = site.folder / "good" / "odd.schema.json"
    odd.symlink_to("nowhere") if kind == "dangling" else os.mkfifo(odd)
    registry = SchemaRegistry.discover()
    assert list(registry) == ["urn:a"]
    [problem] = registry.problems
    assert problem.supplier.resource == "odd.schema.json"


@pytest.fixture
def archive(tmp_path, monkeypatch):
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("zipped/__init__.py", "1 / 0")
        file.writestr("zipped/a.schema.json", json.dumps({"$id": "urn:a"}))
        file.writestr("zipped_code.py", "def give(): return {'$id': 'urn:code'}")
        file.writestr("zipped-1.0.dist-info/METADATA", "Name: zipped\nVersion: 1.0\n")
        points = f"[{SCHEMAS}]\ndata = zipped\ncode = zipped_code:give\n"
        file.writestr("zipped-1.0.dist-info/entry_points.txt", points)
    monkeypatch.syspath_prepend(path)
    yield
    sys.modules.pop("zipped_code", None)


def test_an_archive_gives_what_its_functions_give_and_says_so(archive) -> None:
    registry = SchemaRegistry.discover()
    assert list(registry) == ["urn:code"]
    [problem] = registry.problems
    assert str(problem.supplier) == "zipped 1.0 (entry point 'data')"
    assert "A package in an archive needs a function that returns its schemas" in str(problem)


class EditableFinder:
    """What an editable install puts on ``sys.meta_path``: it knows where one package lies."""

    def __init__(self, folder) -> None:
        self.folder = folder

    def find_spec(self, name, path=None, target=None):
        if name == "broken_finder":
            raise RuntimeError("this finder is broken")
        if name != "editable":
            return None
        spec = ModuleSpec(name, None, is_package=True)
        spec.submodule_search_locations = [str(self.folder)]
        return spec


@pytest.fixture
def finder(tmp_path, monkeypatch):
    finder = EditableFinder(tmp_path / "elsewhere" / "src")
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, finder])
    return finder


def test_an_editable_install_is_read_where_it_lies(site, finder) -> None:
    site.install("dev", {SCHEMAS: {"dev": "editable.inner"}})
    (finder.folder / "inner").mkdir(parents=True)
    (finder.folder / "inner" / "a.schema.json").write_text('{"$id": "urn:a"}')
    registry = SchemaRegistry.discover()
    assert (list(registry), registry.problems) == (["urn:a"], ())


def test_a_finder_that_fails_is_a_problem_of_one_plugin(site, finder) -> None:
    site.install("good", {SCHEMAS: {"good": "good"}}, {"good/a.schema.json": {"$id": "urn:a"}})
    site.install("dev", {SCHEMAS: {"dev": "broken_finder"}})
    registry = SchemaRegistry.discover()
    assert list(registry) == ["urn:a"]
    assert "this finder is broken" in str(registry.problems[0])
