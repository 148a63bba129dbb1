"""Three plugin projects, written the way plugin authors write them."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BASE = "https://schemas.test/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """The source of a distribution.

    Attributes:
        name: the name of the distribution.
        entry_points: the entry points by group.
        files: the contents of files by path; a dict is written as JSON.
    """

    name: str
    entry_points: dict[str, dict[str, str]]
    files: dict[str, str | dict[str, Any]]


DATA_ONLY = Project(
    name="acme-data",
    entry_points={"schemadock.schemas": {"acme": "acme_data"}},
    files={
        "acme_data/__init__.py": "raise RuntimeError('a data-only plugin must not be imported')\n",
        "acme_data/schemadock.json": {"priority": 5},
        "acme_data/point.schema.json": {
            "$id": BASE + "point",
            "type": "object",
            "properties": {"x": {"type": "number"}, "y": {"type": "number"}},
            "required": ["x", "y"],
            "additionalProperties": False,
        },
        "acme_data/deep/line.schema.json": {
            "$id": BASE + "line",
            "type": "array",
            "items": {"$ref": "point"},
            "minItems": 2,
        },
    },
)

CODE = Project(
    name="acme-code",
    entry_points={
        "schemadock.schemas": {"zone": "acme_code:zones", "stricter": "acme_code:stricter"},
        "schemadock.formats": {"even-digits": "acme_code:even_digits"},
        "schemadock.checks": {"ascending": "acme_code:ascending"},
    },
    files={
        "acme_code.py": f'''
from schemadock import plugin


def zones():
    yield {{"$id": "{BASE}zone", "type": "string", "format": "even-digits"}}


@plugin(priority=7)
def stricter():
    return {{
        "$id": "{BASE}point",
        "properties": {{"x": {{"minimum": 0}}, "y": {{"minimum": 0}}}},
        "required": ["x", "y"],
    }}


def even_digits(text):
    return text.isdigit() and len(text) % 2 == 0


def ascending(line):
    xs = [point["x"] for point in line]
    if xs != sorted(xs):
        yield "the points do not ascend"


ascending.schema = "{BASE}line"
'''
    },
)

BROKEN = Project(
    name="acme-broken",
    entry_points={
        "schemadock.schemas": {
            "no-module": "acme_no_such_module:schemas",
            "fails-to-import": "acme_broken.fails:schema",
            "no-attribute": "acme_broken:no_such_attribute",
            "raises": "acme_broken:raises",
            "wrong-type": "acme_broken:wrong_type",
            "no-id": "acme_broken:no_id",
            "relative-id": "acme_broken:relative_id",
            "twice": "acme_broken:twice",
            "invalid": "acme_broken:invalid",
            "good": "acme_broken:good",
            "invalid-json": "acme_broken.data",
        },
        "schemadock.formats": {"broken-format": "acme_broken:wrong_type_of_format"},
        "schemadock.checks": {"broken-check": "acme_broken:good"},
    },
    files={
        "acme_broken/fails.py": "1 / 0\n",
        "acme_broken/__init__.py": f'''
def raises():
    raise LookupError("no luck today")


def wrong_type():
    return 42


def no_id():
    return {{"type": "object"}}


def relative_id():
    return {{"$id": "only/a/path"}}


def twice():
    return [{{"$id": "{BASE}twice", "type": t}} for t in ("string", "number")]


def invalid():
    return {{"$id": "{BASE}invalid", "type": "strnig"}}


def good():
    return {{"$id": "{BASE}good", "type": "integer"}}


wrong_type_of_format = 42
''',
        "acme_broken/data/bad.schema.json": '{"$id": "' + BASE + 'bad", ',
        "acme_broken/data/fine.schema.json": {"$id": BASE + "fine"},
    },
)

PROJECTS = (DATA_ONLY, CODE, BROKEN)


def write(project: Project, parent: Path) -> Path:
    """Write the source files of a project, and return its folder."""
    folder = parent / project.name
    for path, content in project.files.items():
        target = folder / "src" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    (folder / "pyproject.toml").write_text(_pyproject(project), "utf-8")
    return folder


def _pyproject(project: Project) -> str:
    lines = [
        '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"',
        f'[project]\nname = "{project.name}"\nversion = "1.0"\ndependencies = ["schemadock"]',
    ]
    for group, entry_points in project.entry_points.items():
        lines.append(f'[project.entry-points."{group}"]')
        lines += [f'{name} = "{value}"' for name, value in entry_points.items()]
    top_level = sorted({path.split("/")[0] for path in project.files})
    lines += ["[tool.hatch.build.targets.wheel]", 'sources = ["src"]']
    lines.append(f"only-include = {json.dumps(['src/' + top for top in top_level])}")
    return "\n".join(lines) + "\n"
