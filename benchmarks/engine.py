"""The engine beside fastjsonschema, jsonschema and jsonschema-rs, in one run, as ratios.

Run it with ``make bench``, or ``python -m benchmarks.engine [--rounds N]``. Times are of the CPU,
medians over rounds in which every tool runs once; a ratio is taken within a round.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import fastjsonschema
import jsonschema
import jsonschema_rs

from benchmarks.cases import Case, data_folder, every_case
from schemadock import SchemaRegistry, Validator

if TYPE_CHECKING:
    from collections.abc import Callable

ROUND_SECONDS = 0.05
"""Approximate time that one tool runs in a round."""
TOOLS = ("schemadock", "fastjsonschema", "jsonschema-rs", "jsonschema")


def _validator() -> Validator:
    return Validator(SchemaRegistry(), format_mode="off", cache=False)


def acceptance(case: Case) -> dict[str, Callable[[], Any]]:
    """Return the call of each tool that accepts a valid instance."""
    compiled = _validator().compile(case.schema)
    fast = fastjsonschema.compile(case.schema, use_formats=False)
    rust = jsonschema_rs.validator_for(case.schema)
    slow = jsonschema.validators.validator_for(case.schema)(case.schema)
    return {
        "schemadock": partial(compiled.is_valid, case.valid),
        "fastjsonschema": partial(fast, case.valid),
        "jsonschema-rs": partial(rust.is_valid, case.valid),
        "jsonschema": partial(slow.is_valid, case.valid),
    }


def native(case: Case, folder: Path) -> Callable[[], Any] | None:
    """Return the call of a package built with Cython, or None if it cannot be built."""
    from schemadock.errors import SchemadockError
    from schemadock.standalone.native import build_native
    from schemadock.standalone.package import write_package

    package = folder / f"native_{case.name.replace(' ', '_')}"
    validator = _validator()
    try:
        generated = validator.generate(case.schema)
        write_package(package, {"it": generated}, validator.formats)
        build_native(package)
    except SchemadockError as error:
        print(f"native     {case.name}: {error}")
        return None
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    module = importlib.import_module(package.name)
    return partial(module.is_valid, case.valid)


def first_error(case: Case) -> dict[str, Callable[[], Any]]:
    """Return the call of each tool that rejects an invalid instance with its first error.

    schemadock always lists all errors.
    """
    compiled = _validator().compile(case.schema)
    fast = fastjsonschema.compile(case.schema, use_formats=False)
    rust = jsonschema_rs.validator_for(case.schema)

    def report_error(validate: Callable[[Any], Any]) -> None:
        try:
            validate(case.invalid)
        except ValueError as error:
            str(error)

    return {
        "schemadock": partial(report_error, compiled),
        "fastjsonschema": partial(report_error, fast),
        "jsonschema-rs": partial(report_error, rust.validate),
    }


def explanation(case: Case) -> dict[str, Callable[[], Any]]:
    """Return the call of each tool that lists all errors of an invalid instance."""
    compiled = _validator().compile(case.schema)
    fast = fastjsonschema.compile(case.schema, use_formats=False, fast_fail=False)
    rust = jsonschema_rs.validator_for(case.schema)
    slow = jsonschema.validators.validator_for(case.schema)(case.schema)

    def all_of_fast() -> None:
        try:
            fast(case.invalid)
        except fastjsonschema.JsonSchemaValuesException:
            return

    return {
        "schemadock": lambda: [error.message for error in compiled.check(case.invalid).errors],
        "fastjsonschema": all_of_fast,
        "jsonschema-rs": lambda: [error.message for error in rust.iter_errors(case.invalid)],
        "jsonschema": lambda: [error.message for error in slow.iter_errors(case.invalid)],
    }


def compilation(case: Case) -> dict[str, Callable[[], Any]]:
    """Return the call of each tool that compiles a schema."""
    return {
        "schemadock": lambda: _validator().compile(case.schema),
        "fastjsonschema": lambda: fastjsonschema.compile(case.schema, use_formats=False),
        "jsonschema-rs": lambda: jsonschema_rs.validator_for(case.schema),
    }


def cpu_seconds(run: Callable[[], Any], times: int) -> float:
    """CPU seconds of one call, over several calls."""
    start = time.process_time()
    for _ in range(times):
        run()
    return (time.process_time() - start) / times


def measured(runs: dict[str, Callable[[], Any]], rounds: int) -> dict[str, list[float]]:
    """Return the CPU seconds of one call of each tool in each round, after a first call."""
    for run in runs.values():
        run()
    times = {tool: max(1, int(ROUND_SECONDS / cpu_seconds(run, 1))) for tool, run in runs.items()}
    found: dict[str, list[float]] = {tool: [] for tool in runs}
    for _ in range(rounds):
        for tool, run in runs.items():
            found[tool].append(cpu_seconds(run, times[tool]))
    return found


def report(what: str, case: Case, runs: dict[str, Callable[[], Any]], rounds: int) -> None:
    """Print a line: the time of schemadock, and how the others compare with it."""
    gc.collect()
    found = measured(runs, rounds)
    own = found.pop("schemadock")
    parts = [f"{what:<10} {case.name:<13} {statistics.median(own) * 1e6:>11,.1f} us"]
    for tool, seconds in found.items():
        ratio = statistics.median(other / mine for other, mine in zip(seconds, own, strict=True))
        parts.append(f"{tool} {ratio:>7.2f} x")
    print("   ".join(parts), flush=True)


_FHIR = """
import json, resource, sys, time
path, tool = sys.argv[1:]
schema = json.load(open(path, encoding="utf-8"))
start = time.process_time()
if tool.startswith("schemadock"):
    from schemadock import SchemaRegistry, Validator
    Validator(SchemaRegistry(), format_mode="off", cache="cache" in tool).compile(schema)
elif tool == "fastjsonschema":
    import fastjsonschema
    fastjsonschema.compile(schema, use_formats=False)
else:
    import jsonschema_rs
    jsonschema_rs.validator_for(schema)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(f"{time.process_time() - start:.2f} s, {peak:,} MB at most")
"""


def native_acceptance(cases: list[Case], rounds: int) -> None:
    """Print how native code compares, where there is a C compiler."""
    with tempfile.TemporaryDirectory() as folder:
        for case in cases:
            run = native(case, Path(folder))
            if run is not None:
                rust = jsonschema_rs.validator_for(case.schema)
                runs = {
                    "schemadock": run,
                    "schemadock, pure": partial(
                        _validator().compile(case.schema).is_valid, case.valid
                    ),
                    "jsonschema-rs": partial(rust.is_valid, case.valid),
                }
                report("native", case, runs, rounds)


def large_schema() -> None:
    """Print what it takes to compile the schema of FHIR R4, each tool in a process of its own."""
    folder = data_folder()
    path = folder / "fhir.schema.json" if folder else None
    if path is None or not path.is_file():
        return
    cached = "schemadock, from its cache"
    with tempfile.TemporaryDirectory() as cache:
        compiled_alone(path, cached, cache)  # fills the cache
        for tool in ("schemadock", cached, *TOOLS[1:3]):
            print(f"compile    FHIR R4   {tool}: {compiled_alone(path, tool, cache)}")


def compiled_alone(path: Path, tool: str, cache: str) -> str:
    """What it takes a tool to compile a schema in a process of its own."""
    environment = {**os.environ, "SCHEMADOCK_CACHE_DIR": cache}
    command = [sys.executable, "-c", _FHIR, str(path), tool]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return done.stdout.strip()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    versions = ", ".join(f"{name} {version(name)}" for name in TOOLS)
    machine = f"{platform.machine()}, {os.cpu_count()} CPUs"
    print(f"Python {platform.python_version()}, {machine}; {versions}; medians of {rounds} rounds")
    print("a ratio of 2 x means that the other tool takes twice the time of schemadock")
    large_schema()  # first, while this process is small: a child starts with its parent's peak
    cases = every_case()
    for case in cases:
        report("accept", case, acceptance(case), rounds)
    native_acceptance(cases, rounds)
    for case in cases:
        if case.invalid is not None:
            report("explain", case, explanation(case), rounds)
            report("first", case, first_error(case), rounds)
    for case in cases:
        report("compile", case, compilation(case), rounds)


if __name__ == "__main__":
    main()
