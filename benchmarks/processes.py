"""Whole processes: schemadock beside check-jsonschema, in one run, interleaved, as medians.

Run it with ``make bench``, or ``python -m benchmarks.processes [--rounds N]``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://schemas.example.com/bench/person",
    "type": "object",
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "age": {"type": "integer", "minimum": 0},
        "email": {"type": "string", "format": "email"},
        "tags": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
    },
    "required": ["name"],
    "additionalProperties": False,
}
INSTANCE = {"name": "Ada", "age": 36, "email": "ada@example.com", "tags": ["a", "b"]}
INSTALLED = 1_000


def command(name: str) -> str:
    """The command of this environment, else the one on PATH."""
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    if not found:
        sys.exit(f"{name} is not installed; pip install --group bench")
    return found


class Case(NamedTuple):
    """A command to be measured, and what its environment has besides."""

    arguments: list[str]
    environment: Mapping[str, str] = MappingProxyType({})


def wall_time(case: Case, folder: Path) -> float:
    """Seconds that a command takes; it must end with 0."""
    environment = {**os.environ, "SCHEMADOCK_CACHE_DIR": str(folder / "cache"), **case.environment}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    start = time.perf_counter()
    done = subprocess.run(
        case.arguments, env=environment, cwd=folder, capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"{case.arguments} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return seconds


def measured(cases: dict[str, Case], folder: Path, rounds: int) -> dict[str, list[float]]:
    """Seconds of each case in each round; in a round every case runs once."""
    for case in cases.values():
        wall_time(case, folder)  # byte code and caches are made
    times: dict[str, list[float]] = {label: [] for label in cases}
    for _ in range(rounds):
        for label, case in cases.items():
            times[label].append(wall_time(case, folder))
    return times


def install_schemas(folder: Path, count: int) -> None:
    """Lay down a data-only plugin with many schemas, as an installer leaves it."""
    package = folder / "bench_schemas"
    package.mkdir()
    for number in range(count):
        schema = {**SCHEMA, "$id": f"https://schemas.example.com/bench/installed/{number}"}
        (package / f"s{number}.schema.json").write_text(json.dumps(schema))
    metadata = folder / "bench_schemas-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: bench-schemas\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[schemadock.schemas]\nbench = bench_schemas\n")


def cases(folder: Path) -> dict[str, Case]:
    """What is measured; the first is the peer."""
    (folder / "schema.json").write_text(json.dumps(SCHEMA))
    (folder / "data.json").write_text(json.dumps(INSTANCE))
    own, empty = command("schemadock"), [sys.executable, "-c", ""]
    installed = f"https://schemas.example.com/bench/installed/{INSTALLED // 2}"
    with_plugin = {"PYTHONPATH": str(folder / "site")}
    return {
        "check-jsonschema, one small file": Case(
            [command("check-jsonschema"), "--schemafile", "schema.json", "data.json"]
        ),
        "schemadock, one small file": Case(
            [own, "validate", "data.json", "--schema", "schema.json"]
        ),
        f"schemadock, one of {INSTALLED:,} installed schemas": Case(
            [own, "validate", "data.json", "--schema", installed], with_plugin
        ),
        "schemadock --version": Case([own, "--version"], with_plugin),
        "python, import schemadock": Case([sys.executable, "-c", "import schemadock"]),
        "python, an empty program": Case(empty),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=21)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "site").mkdir()
        install_schemas(folder / "site", INSTALLED)
        found = measured(cases(folder), folder, rounds)
    peer = next(iter(found.values()))
    names = ("schemadock", "fastjsonschema", "check-jsonschema", "jsonschema")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    machine = f"{platform.machine()}, {os.cpu_count()} CPUs"
    print(f"Python {platform.python_version()}, {machine}; {versions}; medians of {rounds} rounds")
    for label, seconds in found.items():
        # The machine's speed drifts: a ratio is taken within a round, and then their median.
        ratio = statistics.median(own / other for own, other in zip(seconds, peer, strict=True))
        middle = statistics.median(seconds) * 1000
        print(f"{label:<45} {middle:7.1f} ms   {ratio:5.2f} of check-jsonschema")


if __name__ == "__main__":
    main()
