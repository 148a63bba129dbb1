"""Draw the import contract: write ``bands.svg`` and the table of packages in ``architecture.md``.

Both are made from the bands of the import-linter contract in ``pyproject.toml`` and from the first
line of each module's docstring. Run ``make bands`` after changing either.
"""

import ast
import tomllib
from html import escape
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "bands.svg"
PAGE = ROOT / "docs" / "architecture.md"
NAMES = ("top", "interfaces", "work", "remote", "core", "model", "ground")
"""Names of the bands, in the order of the contract: from the highest to the lowest."""

_BEGIN, _END = "<!-- packages: written by `make bands` -->\n", "<!-- end of packages -->\n"
_SVG = "http://www.w3.org/2000/svg"
_TITLE = "The bands of schemadock: a module imports from its own band or from one below"
_WIDTH, _LINE, _GAP, _LEFT = 860, 22, 8, 110
_STYLE = """
    text { font: 13px system-ui, sans-serif; fill: #1f2933; }
    .band { font-weight: 600; }
    .module { font-family: ui-monospace, monospace; font-weight: 600; }
    .page { fill: #ffffff; }
    .row { fill: #e8f0f7; stroke: #9fb3c8; }
"""


class Module(NamedTuple):
    """A package or top-level module of a band: its name, and the first line of its docstring."""

    name: str
    summary: str


class Band(NamedTuple):
    """A band: its name, and its modules in the order of the contract."""

    name: str
    modules: list[Module]


def read_bands() -> list[Band]:
    """Read the bands of the import contract, from the highest to the lowest."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    rows = [row.split(":") for row in settings["contracts"][0]["layers"]]
    return [
        Band(name, [_read_module(path.strip()) for path in row])
        for name, row in zip(NAMES, rows, strict=True)
    ]


def draw_picture(bands: list[Band]) -> str:
    """Return the bands as an SVG picture."""
    rows, top = [], _GAP
    for band in bands:
        rows.append(_draw_band(band, top))
        top += len(band.modules) * _LINE + 2 * _GAP
    return "\n".join(
        [
            f'<svg xmlns="{_SVG}" viewBox="0 0 {_WIDTH} {top}" role="img" aria-labelledby="title">',
            f'  <title id="title">{_TITLE}</title>',
            f"  <style>{_STYLE}  </style>",
            '  <rect class="page" width="100%" height="100%"/>',
            *rows,
            "</svg>\n",
        ]
    )


def write_table(bands: list[Band]) -> str:
    """Return the bands as a Markdown table with one row for each module."""
    rows = [
        f"| {band.name} | `{module.name}` | {module.summary.replace('``', '`')} |"
        for band in bands
        for module in band.modules
    ]
    return "\n".join(["| band | package | purpose |", "|---|---|---|", *rows, ""])


def with_table(page: str, table: str) -> str:
    """Return the text of the page with its table of packages replaced."""
    head, _, rest = page.partition(_BEGIN)
    _, _, tail = rest.partition(_END)
    return f"{head}{_BEGIN}\n{table}\n{_END}{tail}"


def _read_module(path: str) -> Module:
    folder = ROOT / "src" / path.replace(".", "/")
    file = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
    docstring = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
    return Module(path.removeprefix("schemadock."), docstring.partition("\n")[0])


def _draw_band(band: Band, top: int) -> str:
    height = len(band.modules) * _LINE + _GAP
    lines = [
        f'  <g transform="translate({_GAP} {top})">',
        f'    <rect class="row" width="{_WIDTH - 2 * _GAP}" height="{height}" rx="4"/>',
        f'    <text class="band" x="12" y="{_LINE - 2}">{band.name}</text>',
    ]
    for number, module in enumerate(band.modules, 1):
        y = number * _LINE - 2
        summary = escape(module.summary.replace("``", ""), quote=False)
        lines.append(f'    <text class="module" x="{_LEFT}" y="{y}">{module.name}</text>')
        lines.append(f'    <text x="{2 * _LEFT}" y="{y}">{summary}</text>')
    return "\n".join([*lines, "  </g>"])


def main() -> None:
    """Write the picture and the table."""
    bands = read_bands()
    PICTURE.write_text(draw_picture(bands), "utf-8")
    PAGE.write_text(with_table(PAGE.read_text("utf-8"), write_table(bands)), "utf-8")


if __name__ == "__main__":
    main()
