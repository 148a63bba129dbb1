"""The example plugin and a plugin from `init-plugin`, installed from wheels."""

import shutil
import sys
from pathlib import Path

import pytest

from tests.support import ROOT
from tests.wheels.conftest import build_wheel


@pytest.fixture(scope="module")
def environment(new_environment, schemadock_wheel, example_wheel):
    return new_environment(f"{schemadock_wheel}[testing,yaml]", example_wheel)


@pytest.fixture
def example(tmp_path):
    """Copy the tests and data of the example, without its sources."""
    for name in ("tests", "data", "demo.sh"):
        source = ROOT / "plugins-example" / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, tmp_path / name)
    return tmp_path


def test_example_passes_its_own_tests(environment, example):
    done = environment.run("python", "-m", "pytest", "-q", "tests", cwd=example)
    assert done.returncode == 0, done.stdout


def test_demo_succeeds(environment, example):
    scripts = Path(sys.executable).parent  # contains the pyrmute-registry server
    demo = f'PATH="{environment.bin}:$PATH:{scripts}" exec bash ./demo.sh'
    done = environment.run("python", "-c", _shell(demo), cwd=example)
    assert done.stdout.endswith("All commands exited with the expected codes.\n"), (
        done.stdout + done.stderr
    )
    assert "order.bad.json:" in done.stdout
    assert "has the higher priority: 10, not 0" in done.stdout
    assert "+ shop::Customer@1.1.0 (central)" in done.stdout


def _shell(command: str) -> str:
    return f"import subprocess, sys; sys.exit(subprocess.call({command!r}, shell=True))"


def test_new_plugin_passes_its_own_tests(environment, tmp_path, tmp_path_factory):
    done = environment.schemadock("init-plugin", "My.Events", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "my-events"
    environment.install("--no-deps", build_wheel(folder, tmp_path_factory.mktemp("wheels")))
    tests = environment.run("python", "-m", "pytest", "-q", "tests", cwd=folder)
    assert tests.returncode == 0, tests.stdout
    event = environment.schemadock(
        "validate", "examples/event.json", "-s", "https://example.com/my-events/event", cwd=folder
    )
    assert (event.returncode, event.stdout) == (0, "1 document: 1 valid\n"), event.stderr
