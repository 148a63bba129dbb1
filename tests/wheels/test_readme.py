"""The console sessions of all pages, and the Python of the README, do what they show.

They run with the example plugin installed, in a copy of the folder of its data. A session is one
shell, so what a command leaves behind the next one finds, `$?` included. A command goes on in lines
that begin with `> `. In the output, a line of three dots stands for any lines.
"""

import re
import shutil
from collections.abc import Iterator

import pytest

from tests.pages import Block, blocks
from tests.servers import RegistryServer
from tests.support import ROOT

END = "\0"
REGISTRY = "http://127.0.0.1:8000"
"""Where the registry of the pages is."""


def _steps(session: Block) -> Iterator[tuple[str, str]]:
    """Yield the commands of a session, each with the output that the page shows."""
    before, *parts = re.split(r"^\$ (.*\n(?:> .*\n)*)", session.text, flags=re.MULTILINE)
    assert not before, f"{session}: output without a command"
    for command, output in zip(parts[::2], parts[1::2], strict=True):
        yield re.sub(r"^> ", "", command, flags=re.MULTILINE), output


def _script(commands: list[str]) -> str:
    """A program of the shell that runs commands, and marks where the output of each ends."""
    marked = (f"(exit $code)\n{command}code=$?\nprintf '\\0'\n" for command in commands)
    return "exec 2>&1\ncode=0\n" + "".join(marked)


def _pattern(output: str) -> str:
    lines = output.splitlines()
    return "".join(r"(?:.*\n)*" if line == "..." else re.escape(line) + r"\n" for line in lines)


@pytest.fixture(scope="module")
def environment(new_environment, schemadock_wheel, example_wheel):
    return new_environment(f"{schemadock_wheel}[cli,yaml]", example_wheel)


@pytest.fixture
def registry(tmp_path):
    """Starts an empty registry, if it is called."""
    server = RegistryServer(tmp_path)
    yield lambda: server.start().url
    server.kill()


@pytest.mark.parametrize("session", blocks("console"), ids=str)
def test_a_session_prints_what_the_page_shows(environment, session, tmp_path, registry) -> None:
    url = registry() if REGISTRY in session.text else REGISTRY
    session = session._replace(text=session.text.replace(REGISTRY, url))
    data = shutil.copytree(ROOT / "plugins-example" / "data", tmp_path / "data")
    steps = list(_steps(session))
    script = _script([command for command, _ in steps])
    done = environment.run("python", "-c", _SHELL, script, cwd=data)
    *outputs, rest = done.stdout.split(END)
    assert (len(outputs), rest) == (len(steps), ""), done.stdout
    for (command, expected), output in zip(steps, outputs, strict=True):
        assert re.fullmatch(_pattern(expected), output), f"$ {command}{output}"


# The programs of the environment come first on the PATH that this is run with; bash keeps it.
_SHELL = "import subprocess, sys; sys.exit(subprocess.call(['bash', '-c', sys.argv[1]]))"


def test_the_python_of_the_readme_does_what_it_says(environment, tmp_path) -> None:
    snippets = [block.text for block in blocks("python") if block.page == "README.md"]
    examples = "\n".join(snippets)
    (tmp_path / "snippets.txt").write_text(examples, "utf-8")
    done = environment.run("python", "-m", "doctest", "-v", "snippets.txt", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert f"{examples.count('>>> ')} passed" in done.stdout


def test_there_is_something_to_run() -> None:
    pages = {block.page for block in blocks("console")}
    assert {"README.md", "docs/getting-started.md", "docs/command-line.md"} <= pages
