"""Behaviour that needs a separate process."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import PERSON
from tests.servers import Answer, ScriptedServer, running
from tests.support import PEAK_MEMORY, REPORTS_MEMORY

HEAVY = {
    *("anyio", "httpcore", "httpx", "importlib_metadata", "orjson", "pydantic", "pyrmute"),
    *("rich", "worse", "yaml"),
}


@pytest.fixture
def environment(site, folder):
    """Environment variables for a process with the test plugins; one of them fails to import."""
    points = {"schemadock.schemas": {"people": "people"}}
    site.install("people", points, {"people/p.schema.json": PERSON})
    site.install("worse", {"schemadock.schemas": {"worse": "worse:x"}}, {"worse.py": "1 / 0"})
    return {**os.environ, "PYTHONPATH": str(site.folder)}


def process(*arguments, environment, code=None, stdin=""):
    """Run Python with the module, or with code that receives the arguments."""
    program = ["-c", code] if code else ["-m", "schemadock"]
    return subprocess.run(
        [sys.executable, *program, *arguments],
        env=environment,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


LOADED = """
import sys
from schemadock.cli.app import run
try:
    run(sys.argv[1:])
except SystemExit:
    print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["validate", "--help"]])
def test_help_imports_no_plugin_and_nothing_heavy(environment, arguments) -> None:
    done = process(*arguments, environment=environment, code=LOADED)
    assert "schemadock" in done.stdout
    assert not set(done.stderr.split()) & HEAVY


def test_schema_file_imports_no_plugin(environment, write) -> None:
    schema, data = write("schema.json", {"type": "object"}), write("a.json", {})
    done = process("validate", data, "-s", schema, environment=environment, code=LOADED)
    assert done.stdout == "1 document: 1 valid\n"
    assert not set(done.stderr.split()) & HEAVY


def test_data_schema_imports_no_excluded_plugin(environment, write) -> None:
    options = ["--without", "worse", "validate", write("a.json", {"name": "Ada"})]
    first = process(*options, "-s", PERSON["$id"], environment=environment)
    assert first.stdout == "1 document: 1 valid\n"
    done = process(*options, "-s", PERSON["$id"], environment=environment, code=LOADED)
    assert not set(done.stderr.split()) & HEAVY


def test_python_m_runs_the_command(environment, write) -> None:
    done = process("validate", "-", "-s", PERSON["$id"], environment=environment, stdin="{}")
    assert "-:1:1: error[required]: 'name' is required, but missing" in done.stdout
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("shell", "typed", "offered"),
    [
        ("bash", "schemadock validate --schema https://schemas.test/p", PERSON["$id"]),
        ("bash", "schemadock wh", "why"),
        ("zsh", "schemadock show https://schemas", PERSON["$id"]),
        ("fish", "schemadock why https://schemas", PERSON["$id"]),
    ],
)
def test_shell_completion(environment, shell, typed, offered) -> None:
    words = typed.split()
    variables = {
        "_SCHEMADOCK_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": typed,
        "COMP_CWORD": words[-1] if shell == "fish" else str(len(words) - 1),
    }
    done = process(environment={**environment, **variables})
    assert offered in done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_completion_script(environment, shell) -> None:
    done = process(environment={**environment, "_SCHEMADOCK_COMPLETE": f"{shell}_source"})
    assert "_SCHEMADOCK_COMPLETE" in done.stdout
    assert done.returncode == 0


def interrupt_until_it_ends(running) -> None:
    """Repeat, as a user would: Python can lose an interrupt inside an interpreter callback."""
    for _ in range(20):
        running.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            running.wait(timeout=3)
            return


def test_interrupt_exits_with_130(environment) -> None:
    command = [
        sys.executable,
        "-u",
        "-m",
        "schemadock",
        "--debug",
        "validate",
        "-",
        "-s",
        PERSON["$id"],
    ]
    with subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stderr is not None
        running.stderr.readline()  # the warning about the broken plugin: it has started
        interrupt_until_it_ends(running)
        _out, err = running.communicate(timeout=60)
    assert running.returncode == 130, err
    assert err.endswith("interrupted\n")


@pytest.fixture
def many_lines(folder):
    """A file that is split among processes."""
    (folder / "many.jsonl").write_text('{"name": "Ada", "age": 36}\n' * 500_000)
    return ("validate", "many.jsonl", "-s", PERSON["$id"], "--jobs", "2")


def test_worker_processes_end_with_the_run(environment, many_lines) -> None:
    """A surviving process would keep the streams open and block this test."""
    command = [sys.executable, "-m", "schemadock", "-q", *many_lines]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "500000 documents: 500000 valid\n"


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc to see the other processes")
@pytest.mark.parametrize("to_all", [True, False], ids=["Ctrl-C", "a signal to the first"])
def test_interrupt_ends_all_processes(environment, many_lines, to_all) -> None:
    command = [sys.executable, "-m", "schemadock", "-q", *many_lines]
    with subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as running:
        await_child(running)
        send = os.killpg if to_all else os.kill
        send(running.pid, signal.SIGINT)
        out, err = running.communicate(timeout=60)
    assert running.returncode in (130, 0), err  # it may have been done
    assert (out, err.strip()) == ("", "interrupted") or running.returncode == 0


@pytest.mark.parametrize(
    "fate",
    ["raise RuntimeError from interrupt", "pass", "raise SystemExit(1)"],
    ids=["disguised", "lost", "taken"],
)
def test_interrupt_during_output_exits_with_130(environment, fate) -> None:
    code = f"""
import os, signal, sys
from schemadock import cli
from schemadock.cli import app

class Group(type(app.app)):
    def main(self, *_args, **_options):
        try:
            os.kill(os.getpid(), signal.SIGINT)
            while True:
                pass
        except KeyboardInterrupt as interrupt:
            {fate}

app.app.__class__ = Group
cli.main(["formats"])
"""
    done = process(environment=environment, code=code)
    assert (done.returncode, done.stderr) == (130, "interrupted\n")


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc to find the other processes")
def test_interrupt_of_a_worker_alone(environment, many_lines) -> None:
    command = [sys.executable, "-m", "schemadock", "-q", *many_lines]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as running:
        await_child(running)
        children = Path(f"/proc/{running.pid}/task/{running.pid}/children")
        for child in children.read_text().split():
            os.kill(int(child), signal.SIGINT)
        running.communicate(timeout=60)
        assert running.returncode in (130, 0)  # it may have been done


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc to see the other processes")
def test_workers_of_a_killed_parent_end(environment, many_lines) -> None:
    command = [sys.executable, "-m", "schemadock", "-q", *many_lines]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as running:
        await_child(running)
        running.kill()
        assert running.communicate(timeout=60)[0] == b""  # no process keeps the stream open


def await_child(running: subprocess.Popen) -> None:
    children = Path(f"/proc/{running.pid}/task/{running.pid}/children")
    while running.poll() is None and not children.read_text():
        time.sleep(0.01)


def test_closed_output_pipe_is_not_an_error(environment) -> None:
    command = f"{sys.executable} -m schemadock formats 2>err.txt | head -n 1; cat err.txt"
    done = subprocess.run(
        ["bash", "-c", command], env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines() == [done.stdout.splitlines()[0]]


def test_internal_error_message(environment, write) -> None:
    code = """
import sys
from schemadock.cli.exits import run_guarded
sys.exit(run_guarded(lambda: 1 / 0, debug="--debug" in sys.argv))
"""
    short = process(environment=environment, code=code)
    assert short.returncode == 70
    assert short.stderr.startswith(
        "ZeroDivisionError: division by zero\nThis is a bug in schemadock"
    )
    assert "Traceback" in process("--debug", environment=environment, code=code).stderr


@pytest.mark.skipif(
    not REPORTS_MEMORY, reason="this system does not report the memory of a process"
)
def test_memory_is_bounded_for_many_lines(environment, folder) -> None:
    """A file of 60 MB, by one process."""
    line = '{"name": "Ada", "email": "ada@example.com", "age": 36%s}\n' % (" " * 1_000)
    (folder / "a.jsonl").write_text(line * 60_000)
    code = """
import sys
from schemadock.cli.app import run
try:
    run(sys.argv[1:])
finally:
    print(peak_memory(), file=sys.stderr)
"""
    command = [
        sys.executable,
        "-c",
        PEAK_MEMORY + code,
        "-q",
        "validate",
        "a.jsonl",
        "-s",
        PERSON["$id"],
    ]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout == "60000 documents: 60000 valid\n", done.stderr
    assert int(done.stderr.split()[-1]) < 100


def test_short_run_waits_for_background_refresh(environment, write, tmp_path):
    content = [{"type": "integer"}]

    def answer(*_):
        time.sleep(0.3 if len(content) > 1 else 0)
        return Answer.json(content[-1])

    with running(ScriptedServer(answer)) as server:
        url = server.url + "/x"
        source = f'[sources.web]\nurl = "{url}"\nstale-while-revalidate = 1000\n'
        config = tmp_path / "schemadock.toml"
        config.write_text(source)
        arguments = ("--config", config, "validate", write("a.json", 1), "-s", url)
        assert process(*arguments, environment=environment).returncode == 0
        content.append({"type": "string"})
        assert process(*arguments, environment=environment).returncode == 0  # by the stale copy
        assert process(*arguments, environment=environment).returncode == 1
