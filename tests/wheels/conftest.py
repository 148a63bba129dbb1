"""Real wheels in real environments: slow, and therefore marked and shared by the session."""

import os
import subprocess
import sys
import venv
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.support import ROOT
from tests.wheels import packages

TIMEOUT = 600


def pytest_collection_modifyitems(items) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.wheels)


def run(*command: object, cwd: Path | None = None, env: dict[str, str] | None = None, stdin=""):
    """Run a command, and return what it ended with."""
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=env,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )


def build_wheel(project: Path, house: Path) -> Path:
    """Build the wheel of a project with the tools that are here already."""
    before = set(house.iterdir())
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", house]
    done = run(sys.executable, "-m", "pip", "wheel", *options, project)
    assert done.returncode == 0, done.stderr
    [wheel] = set(house.iterdir()) - before
    return wheel


class Environment:
    """A virtual environment that nothing but the given wheels is installed into."""

    def __init__(self, folder: Path, requirements: Iterable[object]) -> None:
        venv.create(folder, with_pip=True)
        self.folder = folder
        self.bin = folder / ("Scripts" if os.name == "nt" else "bin")
        self.install(*requirements)

    def install(self, *requirements: object) -> None:
        """Install by pip."""
        quiet = ["--quiet", "--disable-pip-version-check"]
        done = run(self.bin / "python", "-m", "pip", "install", *quiet, *requirements)
        assert done.returncode == 0, done.stderr

    def run(self, program: str, *arguments: object, cwd: Path, stdin=""):
        """Run a program of the environment."""
        variables = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL"))}
        variables["PATH"] = f"{self.bin}{os.pathsep}{variables['PATH']}"
        variables["NO_COLOR"] = "1"
        return run(self.bin / program, *arguments, cwd=cwd, env=variables, stdin=stdin)

    def schemadock(self, *arguments: object, cwd: Path, stdin=""):
        """Run the command."""
        return self.run("schemadock", *arguments, cwd=cwd, stdin=stdin)


@pytest.fixture(scope="session")
def house(tmp_path_factory) -> Path:
    """The folder of wheels."""
    return tmp_path_factory.mktemp("house")


@pytest.fixture(scope="session")
def schemadock_wheel(house) -> Path:
    """The wheel of schemadock itself."""
    return build_wheel(ROOT, house)


@pytest.fixture(scope="session")
def example_wheel(house) -> Path:
    """The wheel of the example plugin."""
    return build_wheel(ROOT / "plugins-example", house)


@pytest.fixture(scope="session")
def plugin_wheels(house, tmp_path_factory) -> list[Path]:
    """The wheels of a plugin of data, one of code, and one that is broken in every way."""
    sources = tmp_path_factory.mktemp("sources")
    written = [packages.write(project, sources) for project in packages.PROJECTS]
    return [build_wheel(folder, house) for folder in written]


@pytest.fixture(scope="session")
def new_environment(tmp_path_factory):
    """Make an environment with the given requirements."""

    def make(*requirements: object) -> Environment:
        return Environment(tmp_path_factory.mktemp("venv"), requirements)

    return make
