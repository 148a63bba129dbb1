"""Tests that keep the documentation complete and correct."""

import json
import re
import subprocess
import tomllib
from dataclasses import fields

import pytest
from click.testing import CliRunner

import schemadock
from docs import draw_bands
from schemadock import errors
from schemadock.cli import exits
from schemadock.cli.app import COMMANDS, app
from schemadock.config import Config
from schemadock.documents import Limits
from schemadock.documents.yaml_reader import MAX_NODES
from schemadock.formats import FormatRegistry
from schemadock.plugins.code_schemas import MAX_SCHEMAS
from schemadock.regex.translator import MAX_LENGTH
from schemadock.reporters import REPORTERS
from schemadock.schema.reference_index import MAX_DEPTH, MAX_SUBSCHEMAS
from tests.pages import BLOCKS, PAGES, blocks, target
from tests.support import ROOT
from tests.wheels.test_shipped_code import PYPROJECT

EXAMPLE = ROOT / "plugins-example"
CHECKED = {"console", "python", "toml", "json", "sh"}
"""Languages of snippets that tests run or parse. {doctest} blocks run in ``make docs``."""
MARKUP = {
    "text",
    "{doctest}",
    "{testsetup}",
    "{testcleanup}",
    "{eval-rst}",
    "{toctree}",
    "{include}",
}
NOT_IN_BANDS = {"__init__.py", "__pycache__", "py.typed"}


def section(page: str, heading: str) -> str:
    """Return the text below a heading, including its subsections."""
    found = re.search(rf"^(#+) {re.escape(heading)}\n", PAGES[page], re.MULTILINE)
    assert found, f"{page} has no heading '{heading}'"
    rest = PAGES[page][found.end() :]
    return re.split(rf"^#{{1,{len(found[1])}}} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def first_cells(text: str) -> list[str]:
    """Return the first column of a table without its header."""
    rows = re.findall(r"^\| (.*?) \|", text, re.MULTILINE)
    return rows[1:]


def anchors(text: str) -> list[str]:
    """Return the anchors of the headings in a page, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return [re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings]


# --- snippets -----------------------------------------------------------------------------------


def test_every_snippet_has_a_tested_language() -> None:
    assert {block.language for block in BLOCKS} <= CHECKED | MARKUP
    for page, text in PAGES.items():
        fences = len(re.findall(r"^\s*(?:```|~~~)", text, re.MULTILINE))
        assert fences == 2 * sum(block.page == page for block in BLOCKS), page


@pytest.mark.parametrize("block", [b for b in blocks("python") if ">>>" not in b.text], ids=str)
def test_code_without_output_is_part_of_example_plugin(block) -> None:
    sources = [path.read_text("utf-8") for path in EXAMPLE.rglob("*.py")]
    pieces = block.text.split("\n\n\n")
    assert all(any(piece.strip() in source for source in sources) for piece in pieces)


def test_only_readme_has_python_blocks_with_output() -> None:
    shown = {block.page for block in blocks("python") if ">>>" in block.text}
    assert shown == {"README.md"}  # other pages use {doctest} blocks, which make docs runs


@pytest.mark.parametrize("block", blocks("toml"), ids=str)
def test_toml_is_configuration_or_part_of_example_plugin(block) -> None:
    table = tomllib.loads(block.text).get("tool", {}).get("schemadock")
    if table is not None:
        assert Config.from_mapping(table)
    elif "build-system" in block.text:
        assert block.text in PYPROJECT  # a test builds a wheel from it
    else:
        assert block.text in (EXAMPLE / "pyproject.toml").read_text("utf-8")


@pytest.mark.parametrize("block", blocks("json"), ids=str)
def test_json_blocks_can_be_parsed(block) -> None:
    assert json.loads(block.text)


@pytest.mark.parametrize("block", blocks("sh"), ids=str)
def test_shell_blocks_use_existing_targets_and_extras(block) -> None:
    done = subprocess.run(
        ["bash", "-n"], input=block.text, text=True, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"^make ([a-z]+)", block.text, re.MULTILINE)) <= targets
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = re.findall(r"(?:\.|schemadock)\[([a-z,]+)\]", block.text)
    assert set(",".join(extras).split(",")) <= {*project["optional-dependencies"], ""}


@pytest.mark.parametrize("page", [page for page in PAGES if not page.startswith("docs/")])
def test_links_outside_docs_have_targets(page) -> None:
    links = re.findall(r"\]\((?!https?:)([^)]+)\)", PAGES[page])
    for link in links:
        name, _, anchor = link.partition("#")
        path = target(page, name)
        assert path.exists(), link
        assert not anchor or anchor in anchors(path.read_text("utf-8")), link


# --- completeness -------------------------------------------------------------------------------


def test_every_configuration_key_is_documented() -> None:
    keys = {field.name.replace("_", "-") for field in fields(Config)} - {"path"}
    page = "docs/configuration.md"
    assert {cell.strip("`") for cell in first_cells(section(page, "Keys"))} == keys
    tables = [tomllib.loads(block.text) for block in blocks("toml") if block.page == page]
    assert {key for table in tables for key in table["tool"]["schemadock"]} == keys


def test_every_command_and_option_is_documented() -> None:
    page = "docs/command-line.md"
    for name in COMMANDS:
        text = section(page, name)
        command = app.get_command(None, name)
        options = [o for param in command.params for o in param.opts if o.startswith("-")]
        assert [option for option in options if option not in text] == [], name
    shared = section(page, "Global options")
    assert {f"`{option}`" for param in app.params for option in param.opts} <= set(
        re.findall(r"`-[^` ]*`", re.sub(r"(`--[a-z]+) [^`]*`", r"\1`", shared))
    )


def test_shown_list_of_commands_is_that_of_help() -> None:
    shown = CliRunner().invoke(app, ["--help"]).output
    assert shown[shown.index("Commands:") :] in PAGES["docs/command-line.md"]


def test_every_output_is_documented() -> None:
    cells = first_cells(section("docs/command-line.md", "Outputs"))
    assert {cell.strip("`") for cell in cells} == set(REPORTERS)


def test_every_exit_code_is_documented() -> None:
    codes = {value for name, value in vars(exits).items() if name.isupper() and name != "CODES"}
    cells = first_cells(section("docs/command-line.md", "Exit codes"))
    assert {int(cell) for cell in cells} == codes


def test_every_environment_variable_is_documented() -> None:
    sources = "".join(p.read_text("utf-8") for p in (ROOT / "src").rglob("*.py"))
    names = set(re.findall(r"""environ(?:\.get\(|\[)["'](\w+)""", sources))
    assert names
    text = section("docs/configuration.md", "Environment variables")
    assert {name for name in names if f"`{name}`" not in text} == set()


def test_every_public_name_and_error_is_in_api_page() -> None:
    page = PAGES["docs/api.md"]
    missing = [n for n in schemadock.__all__ if not re.search(rf"schemadock\.(\w+\.)*{n}\b", page)]
    assert missing == []
    assert "automodule:: schemadock.errors\n   :members:" in page
    classes = [value for value in vars(errors).values() if isinstance(value, type)]
    assert all(value.__doc__ for value in classes)  # autodoc omits classes without a docstring


# --- tables and pictures ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("String formats", "string"),
        ("Number formats", "number"),
        ("Known formats without a check", ""),
    ],
)
def test_format_tables_match_format_registry(heading, kind) -> None:
    formats = FormatRegistry.builtin().values()
    chosen = [f for f in formats if (f.types[0] if f.check else "") == kind]
    rows = [f"| `{f.name}` | {f.source} |" for f in chosen]
    shown = re.findall(r"^\| `.*$", section("docs/formats.md", heading), re.MULTILINE)
    assert shown == rows


def test_picture_of_bands_matches_import_contract() -> None:
    picture = draw_bands.draw_picture(draw_bands.read_bands())
    assert draw_bands.PICTURE.read_text("utf-8") == picture, "run 'make bands'"


def test_every_package_is_listed_with_its_docstring() -> None:
    bands = draw_bands.read_bands()
    page = PAGES["docs/architecture.md"]
    assert all(module.summary for band in bands for module in band.modules)
    assert page == draw_bands.with_table(page, draw_bands.write_table(bands)), "run 'make bands'"


def test_every_package_belongs_to_a_band() -> None:
    source = ROOT / "src" / "schemadock"
    found = {path.stem for path in source.iterdir() if path.name not in NOT_IN_BANDS}
    assert {module.name for band in draw_bands.read_bands() for module in band.modules} == found


def test_places_for_additions_exist_or_are_planned() -> None:
    text = section("docs/architecture.md", "Where do I put it?")
    source = ROOT / "src" / "schemadock"
    for path, planned in re.findall(r"`(\w+/[\w.]*)`( \(planned\))?", text):
        assert (source / path).exists() != bool(planned), path


def test_limits_match_code() -> None:
    text = section("docs/architecture.md", "Limits for untrusted input")
    limits = [Limits().max_bytes, Limits().max_line_bytes, MAX_NODES, MAX_DEPTH, MAX_SUBSCHEMAS]
    for limit in (*limits, MAX_LENGTH, MAX_SCHEMAS):
        assert f"| {limit:,}" in text
