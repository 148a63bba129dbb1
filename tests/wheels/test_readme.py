"""Run the console sessions of all documentation pages, and the Python code of the README.

They run with the example plugin installed, in a copy of its data folder. A session runs in one
shell, so that a command sees the files of earlier commands and their exit code in `$?`. Lines that
start with `> ` continue a command. In the output, a line of three dots matches any lines.
"""

import re
import shutil
from collections.abc import Iterator

import pytest

from tests.pages import Block, blocks
from tests.servers import RegistryServer
from tests.support import ROOT

END = "\0"
SERVER_URL = "http://127.0.0.1:8000"
"""The URL of the registry server in the pages."""


def _steps(session: Block) -> Iterator[tuple[str, str]]:
    """Yield each command of a session with the output shown on the page."""
    before, *parts = re.split(r"^\$ (.*\n(?:> .*\n)*)", session.text, flags=re.MULTILINE)
    assert not before, f"{session}: output without a command"
    for command, output in zip(parts[::2], parts[1::2], strict=True):
        yield re.sub(r"^> ", "", command, flags=re.MULTILINE), output


def _script(commands: list[str]) -> str:
    """Return a shell script that runs commands, and prints a mark after the output of each."""
    marked = (f"(exit $code)\n{command}code=$?\nprintf '\\0'\n" for command in commands)
    return "exec 2>&1\ncode=0\n" + "".join(marked)


def _pattern(output: str) -> str:
    lines = output.splitlines()
    return "".join(r"(?:.*\n)*" if line == "..." else re.escape(line) + r"\n" for line in lines)


@pytest.fixture(scope="module")
def environment(new_environment, schemadock_wheel, example_wheel):
    return new_environment(f"{schemadock_wheel}[cli,yaml]", example_wheel)


@pytest.fixture
def start_server(tmp_path):
    """Return a function that starts an empty registry server and returns its URL."""
    server = RegistryServer(tmp_path)
    yield lambda: server.start().url
    server.kill()


@pytest.mark.parametrize("session", blocks("console"), ids=str)
def test_session_prints_output_of_page(environment, session, tmp_path, start_server) -> None:
    url = start_server() if SERVER_URL in session.text else SERVER_URL
    session = session._replace(text=session.text.replace(SERVER_URL, url))
    data = shutil.copytree(ROOT / "plugins-example" / "data", tmp_path / "data")
    steps = list(_steps(session))
    script = _script([command for command, _ in steps])
    done = environment.run("python", "-c", _SHELL, script, cwd=data)
    *outputs, rest = done.stdout.split(END)
    assert (len(outputs), rest) == (len(steps), ""), done.stdout
    for (command, expected), output in zip(steps, outputs, strict=True):
        assert re.fullmatch(_pattern(expected), output), f"$ {command}{output}"


# Python runs with the PATH of the environment, and bash keeps it.
_SHELL = "import subprocess, sys; sys.exit(subprocess.call(['bash', '-c', sys.argv[1]]))"


def test_python_examples_of_readme_pass(environment, tmp_path) -> None:
    snippets = [block.text for block in blocks("python") if block.page == "README.md"]
    examples = "\n".join(snippets)
    (tmp_path / "snippets.txt").write_text(examples, "utf-8")
    done = environment.run("python", "-m", "doctest", "-v", "snippets.txt", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert f"{examples.count('>>> ')} passed" in done.stdout


def test_finds_console_sessions() -> None:
    pages = {block.page for block in blocks("console")}
    assert {"README.md", "docs/getting-started.md", "docs/command-line.md"} <= pages
