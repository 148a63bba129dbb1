"""One pyproject.toml against all schemas of validate-pyproject-schema-store, as whole processes.

Run it with ``make bench``, or ``python -m benchmarks.pyproject_file [--rounds N]`` where
validate-pyproject and that plugin are. Wall times, medians; the cache is filled beforehand.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from benchmarks.lines import Taken, taken
from benchmarks.processes import command

PROJECT = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "bench"
version = "1.0"

[tool.ruff]
line-length = 100

[tool.ruff.lint]
select = ["ALL"]

[tool.mypy]
strict = true

[tool.black]
line-length = 100
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    cases = {
        "validate-pyproject": [command("validate-pyproject"), "pyproject.toml"],
        "schemadock, tool:*": [
            *(command("schemadock"), "validate", "pyproject.toml", "--schema", "tool:*"),
        ],
    }
    found: dict[str, list[Taken]] = {label: [] for label in cases}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pyproject.toml").write_text(PROJECT)
        for round_number in range(rounds + 1):
            for label, arguments in cases.items():
                result = taken(arguments, folder)
                if round_number:  # the first fills the caches
                    found[label].append(result)
    names = ("schemadock", "validate-pyproject", "validate-pyproject-schema-store")
    print(f"Python {platform.python_version()}; " + ", ".join(f"{n} {version(n)}" for n in names))
    peer = next(iter(found.values()))
    for label, rows in found.items():
        ratio = statistics.median(b.seconds / a.seconds for a, b in zip(rows, peer, strict=True))
        seconds = statistics.median(row.seconds for row in rows)
        memory = max(row.megabytes for row in rows)
        print(f"{label:<20} {seconds:6.2f} s   {ratio:5.1f} times as fast   {memory:,.0f} MB")


if __name__ == "__main__":
    sys.exit(main())
