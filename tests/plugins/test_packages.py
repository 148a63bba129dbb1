"""Where packages with schema files are found."""

import json
import sys
import zipfile
from importlib.machinery import ModuleSpec

import pytest

from schemadock import SchemaRegistry

SCHEMAS = "schemadock.schemas"


def test_top_level_module_does_not_include_files_beside_it(site) -> None:
    site.install("good", {SCHEMAS: {"good": "good"}}, {"good/a.schema.json": {"$id": "urn:a"}})
    site.install("solo", {SCHEMAS: {"zolo": "solo"}}, {"solo.py": ""})
    registry = SchemaRegistry.discover()
    assert registry.record("urn:a").supplier.distribution == "good"
    [problem] = registry.problems
    assert "'solo' is a module, not a package; put its schemas into a package" in str(problem)


@pytest.mark.parametrize("kind", ["dangling", "pipe"])
def test_irregular_file_does_not_hide_others(site, kind) -> None:
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


def test_archive_supplies_schemas_only_from_functions(archive) -> None:
    registry = SchemaRegistry.discover()
    assert list(registry) == ["urn:code"]
    [problem] = registry.problems
    assert str(problem.supplier) == "zipped 1.0 (entry point 'data')"
    assert "A package in an archive needs a function that returns its schemas" in str(problem)


class EditableFinder:
    """A finder such as editable installs add to ``sys.meta_path``: it finds one package."""

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


def test_reads_editable_install_in_place(site, finder) -> None:
    site.install("dev", {SCHEMAS: {"dev": "editable.inner"}})
    (finder.folder / "inner").mkdir(parents=True)
    (finder.folder / "inner" / "a.schema.json").write_text('{"$id": "urn:a"}')
    registry = SchemaRegistry.discover()
    assert (list(registry), registry.problems) == (["urn:a"], ())


def test_failing_finder_is_a_problem_of_one_plugin(site, finder) -> None:
    site.install("good", {SCHEMAS: {"good": "good"}}, {"good/a.schema.json": {"$id": "urn:a"}})
    site.install("dev", {SCHEMAS: {"dev": "broken_finder"}})
    registry = SchemaRegistry.discover()
    assert list(registry) == ["urn:a"]
    assert "this finder is broken" in str(registry.problems[0])
