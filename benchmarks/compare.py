"""Compare the engine of two source trees, in alternating processes.

Run ``python -m benchmarks.compare OLD NEW [--rounds N]`` with two folders that contain
``src/schemadock``, for example two git worktrees. In each round, every tree accepts the valid
documents and explains the invalid order in a process of its own. The ratios compare medians of CPU
times; the exit code is 1 if the geometric mean or a single ratio is above its limit.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.cases import every_case

if TYPE_CHECKING:
    from collections.abc import Callable

MEASURE_SECONDS = 0.4
"""CPU time for which a case is repeated in one process."""
SAMPLES = 8
"""Parts of that time; the fastest one counts, since it was disturbed least."""
MAX_MEAN = 1.03
MAX_RATIO = 1.10


def measure() -> dict[str, float]:
    """Return the CPU seconds of one call, for each case, with the schemadock on ``sys.path``."""
    from schemadock import SchemaRegistry, Validator

    runs: dict[str, Callable[[], Any]] = {}
    for case in every_case():
        validator = Validator(SchemaRegistry(), format_mode="off", cache=False)
        compiled = validator.compile(case.schema)
        runs[f"accept {case.name}"] = partial(compiled.is_valid, case.valid)
        if case.name == "order":
            runs["explain order"] = partial(compiled.check, case.invalid)
    gc.disable()
    return {name: _seconds(run) for name, run in runs.items()}


def _seconds(run: Callable[[], Any]) -> float:
    run()
    once = max(_total(run, 1), 1e-7)
    calls = max(1, int(MEASURE_SECONDS / SAMPLES / once))
    return min(_total(run, calls) / calls for _ in range(SAMPLES))


def _total(run: Callable[[], Any], calls: int) -> float:
    start = time.process_time()
    for _ in range(calls):
        run()
    return time.process_time() - start


def measure_in_process(tree: Path) -> dict[str, float]:
    """Measure a source tree in a new process."""
    root = Path(__file__).resolve().parent.parent
    path = os.pathsep.join([str(tree.resolve() / "src"), str(root)])
    command = [sys.executable, "-m", "benchmarks.compare", "--measure"]
    environment = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    result: dict[str, float] = json.loads(done.stdout)
    return result


def compare(old: Path, new: Path, rounds: int) -> int:
    """Print a table of both trees, and return the exit code."""
    times: dict[Path, list[dict[str, float]]] = {old: [], new: []}
    for number in range(rounds):
        for tree in (old, new) if number % 2 else (new, old):
            times[tree].append(measure_in_process(tree))
    ratios = []
    print(f"{'case':22}{'old':>12}{'new':>12}{'ratio':>8}")
    for name in times[old][0]:
        before, after = (statistics.median(each[name] for each in times[t]) for t in (old, new))
        ratios.append(after / before)
        print(f"{name:22}{1e6 * before:9.1f} us{1e6 * after:9.1f} us{ratios[-1]:8.3f}")
    mean = statistics.geometric_mean(ratios)
    print(f"{'geometric mean':46}{mean:8.3f}")
    return int(mean > MAX_MEAN or max(ratios) > MAX_RATIO)


def main() -> int:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trees", nargs="*", type=Path, metavar="OLD NEW")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(measure()))
        return 0
    if len(arguments.trees) != 2:
        parser.error("expected two source trees")
    return compare(*arguments.trees, arguments.rounds)


if __name__ == "__main__":
    sys.exit(main())
