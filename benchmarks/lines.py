"""JSONL files: schemadock beside json with fastjsonschema, and beside orjson alone, in one run.

Run it with ``make bench``, or ``python -m benchmarks.lines [--lines N] [--rounds N]``. Every tool
is a process of its own; times are wall times, medians over rounds in which every tool runs once.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from benchmarks.cases import order_case
from benchmarks.processes import command

PEER = """
import json, sys
import fastjsonschema
judge = fastjsonschema.compile(json.load(open("schema.json")), use_formats=False)
for line in open("orders.jsonl", "rb"):
    judge(json.loads(line))
"""
READER = """
import orjson
for line in open("orders.jsonl", "rb"):
    orjson.loads(line)
"""


class Taken(NamedTuple):
    """What a process took."""

    seconds: float
    megabytes: float


def write_orders(folder: Path, lines: int) -> None:
    """Write the file of orders, and their schema."""
    case = order_case()
    (folder / "schema.json").write_text(json.dumps(case.schema))
    with (folder / "orders.jsonl").open("w") as file:
        for number in range(lines):
            file.write(json.dumps({**case.valid, "id": number}) + "\n")


def taken(arguments: list[str], folder: Path) -> Taken:
    """Run a process, which must end with 0."""
    environment = {**os.environ, "SCHEMADOCK_CACHE_DIR": str(folder / "cache")}
    start = time.perf_counter()
    running = subprocess.Popen(
        arguments, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(running.pid, 0)
    if status:
        sys.exit(f"{arguments} ended with {status}")
    return Taken(time.perf_counter() - start, usage.ru_maxrss / 1024)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    own = [command("schemadock"), "validate", "orders.jsonl", "--schema", "schema.json"]
    cases = {
        "json + fastjsonschema": [sys.executable, "-c", PEER],
        "orjson alone, which checks nothing": [sys.executable, "-c", READER],
        "schemadock": own,
        "schemadock --jobs 2": [*own, "--jobs", "2"],
    }
    found: dict[str, list[Taken]] = {label: [] for label in cases}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_orders(folder, options.lines)
        for _ in range(options.rounds):
            for label, arguments in cases.items():
                found[label].append(taken(arguments, folder))
    names = ("schemadock", "fastjsonschema", "orjson")
    print(f"Python {platform.python_version()}; " + ", ".join(f"{n} {version(n)}" for n in names))
    print(f"{options.lines:,} lines; medians of {options.rounds} rounds")
    peer = found["schemadock"]
    for label, rows in found.items():
        ratio = statistics.median(a.seconds / b.seconds for a, b in zip(rows, peer, strict=True))
        seconds = statistics.median(row.seconds for row in rows)
        memory = max(row.megabytes for row in rows)
        print(f"{label:<36} {seconds:6.2f} s   {ratio:5.2f} x   {memory:4.0f} MB at most")


if __name__ == "__main__":
    main()
