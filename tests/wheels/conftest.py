"""Build wheels and install them into virtual environments: slow, so marked and session-scoped."""

import os
import subprocess
import sys
import venv
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.support import ROOT
from tests.wheels import plugin_projects

TIMEOUT = 600


def pytest_collection_modifyitems(items) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.wheels)


def run(*command: object, cwd: Path | None = None, env: dict[str, str] | None = None, stdin=""):
    """Run a command, and return its output and exit code."""
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


def build_wheel(project: Path, wheel_dir: Path) -> Path:
    """Build the wheel of a project with the installed build tools."""
    before = set(wheel_dir.iterdir())
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", wheel_dir]
    done = run(sys.executable, "-m", "pip", "wheel", *options, project)
    assert done.returncode == 0, done.stderr
    [wheel] = set(wheel_dir.iterdir()) - before
    return wheel


class Environment:
    """A virtual environment with only the given requirements installed."""

    def __init__(self, folder: Path, requirements: Iterable[object]) -> None:
        venv.create(folder, with_pip=True)
        self.folder = folder
        self.bin = folder / ("Scripts" if os.name == "nt" else "bin")
        self.install(*requirements)

    def install(self, *requirements: object) -> None:
        """Install requirements with pip."""
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
        """Run the ``schemadock`` command."""
        return self.run("schemadock", *arguments, cwd=cwd, stdin=stdin)


@pytest.fixture(scope="session")
def wheel_dir(tmp_path_factory) -> Path:
    """The folder for built wheels."""
    return tmp_path_factory.mktemp("wheels")


@pytest.fixture(scope="session")
def schemadock_wheel(wheel_dir) -> Path:
    """The wheel of schemadock."""
    return build_wheel(ROOT, wheel_dir)


@pytest.fixture(scope="session")
def example_wheel(wheel_dir) -> Path:
    """The wheel of the example plugin."""
    return build_wheel(ROOT / "plugins-example", wheel_dir)


@pytest.fixture(scope="session")
def plugin_wheels(wheel_dir, tmp_path_factory) -> list[Path]:
    """The wheels of three plugins: data only, code, and broken in many ways."""
    sources = tmp_path_factory.mktemp("sources")
    folders = [plugin_projects.write(project, sources) for project in plugin_projects.PROJECTS]
    return [build_wheel(folder, wheel_dir) for folder in folders]


@pytest.fixture(scope="session")
def new_environment(tmp_path_factory):
    """Return a function that creates an environment with the given requirements."""

    def create(*requirements: object) -> Environment:
        return Environment(tmp_path_factory.mktemp("venv"), requirements)

    return create
