"""Every snippet of the README, and every console session of the documentation, does what it says.

They run with the example plugin installed, in the folder of its data. A line of three dots stands
for any lines.
"""

import re
import shutil
from typing import NamedTuple

import pytest

from tests.support import ROOT

PAGES = (
    "README.md",
    "plugins-example/README.md",
    *(f"docs/{p.name}" for p in sorted((ROOT / "docs").glob("*.md"))),
)


class Session(NamedTuple):
    """What a page shows: commands, each with its output."""

    page: str
    line: int
    steps: list[tuple[str, str]]


def _blocks(page: str, language: str) -> list[tuple[int, str]]:
    text = (ROOT / page).read_text("utf-8")
    found = re.finditer(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return [(text[: match.start()].count("\n") + 2, match[1]) for match in found]


def _sessions() -> list[Session]:
    sessions = []
    for page in PAGES:
        for line, block in _blocks(page, "console"):
            parts = re.split(r"^\$ (.*)\n", block, flags=re.MULTILINE)
            steps = list(zip(parts[1::2], parts[2::2], strict=True))
            sessions.append(Session(page, line, steps))
    return sessions


def _pattern(expected: str) -> str:
    lines = expected.rstrip("\n").split("\n") if expected.strip() else []
    return "".join(r"(?:.*\n)*" if line == "..." else re.escape(line) + r"\n" for line in lines)


@pytest.fixture(scope="module")
def environment(new_environment, schemadock_wheel, example_wheel):
    return new_environment(f"{schemadock_wheel}[cli,yaml]", example_wheel)


@pytest.mark.parametrize("session", _sessions(), ids=lambda s: f"{s.page}:{s.line}")
def test_a_session_prints_what_the_page_shows(environment, session, tmp_path) -> None:
    data = shutil.copytree(ROOT / "plugins-example" / "data", tmp_path / "data")
    for command, expected in session.steps:
        shell = f'PATH="{environment.bin}:$PATH"; {command}'
        done = environment.run("python", "-c", _SHELL, shell, cwd=data)
        assert re.fullmatch(_pattern(expected), done.stdout), f"$ {command}\n{done.stdout}"


_SHELL = """
import subprocess, sys
done = subprocess.run(["bash", "-c", sys.argv[1]], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
sys.stdout.buffer.write(done.stdout)
"""


@pytest.mark.parametrize("page", [page for page in PAGES if not page.startswith("docs/")])
def test_the_snippets_of_python_do_what_they_say(environment, page, tmp_path) -> None:
    snippets = "\n".join(block for _, block in _blocks(page, "python"))
    if ">>>" in snippets:
        (tmp_path / "snippets.txt").write_text(snippets, "utf-8")
        done = environment.run("python", "-m", "doctest", "snippets.txt", cwd=tmp_path)
        assert done.returncode == 0, done.stdout


def test_there_is_something_to_run() -> None:
    assert len(_sessions()) > 5
    assert _blocks("README.md", "python")
