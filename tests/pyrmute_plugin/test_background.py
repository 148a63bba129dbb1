"""Background registration: a failure blocks nothing else and is never silent."""

import gc
import logging
import os
import signal
import subprocess
import sys
import threading
import time
import warnings

import pytest
from pydantic import BaseModel, Field
from pyrmute import ModelManager

from schemadock.client import RegistryClient
from schemadock.errors import RegistryConnectionError, RegistryError, SchemaError
from schemadock.pyrmute import RegistryPlugin
from schemadock.pyrmute.queue import (
    FAULTS,
    FIRST_PAUSE,
    LONGEST_PAUSE,
    Registration,
    RegistrationQueue,
)
from schemadock.pyrmute.worker import RegistrationWorker
from tests.servers import (
    Answer,
    RawServer,
    RegistryServer,
    ScriptedServer,
    hang,
    running,
)

SLACK = 3.0
"""Tolerance in seconds for loaded machines."""
PATIENCE = 60.0
"""Seconds to wait for an expected event."""


def define(manager, *names):
    for name in names or ("User",):
        manager.model(name, "1.0.0")(type(name, (BaseModel,), {"__annotations__": {"x": str}}))


def registration(name="User", **metadata):
    return Registration(name=name, version="1.0.0", schema={}, metadata=metadata)


def key(name="User"):
    return (name, "1.0.0")


def failure(status):
    return RegistryError("no", status=status)


@pytest.fixture
def manager():
    return ModelManager()


@pytest.fixture
def registry():
    """A registry server that accepts everything; a function may answer instead."""
    held = []

    def answer(method, path, _headers):
        name = path.split("/")[3]
        given = server.instead(name)
        if given is None:
            held.append(name)
            body = {"namespace": "ns", "model_name": name, "version": "1.0.0", "json_schema": {}}
            given = Answer.json(body, 201)
        return given

    server = ScriptedServer(answer)
    server.held = held
    server.instead = lambda _name: None
    with running(server):
        yield server


# --- the queue ----------------------------------------------------------------------------------


def test_failed_models_go_to_the_end_of_the_queue():
    queue = RegistrationQueue()
    for name in "ABC":
        queue.add(registration(name))
    assert queue.failed(queue.next(), failure(503), now=100.0)
    assert queue.pending == [key("B"), key("C"), key("A")]
    assert queue.next().registration.name == "B" and queue.next().due < 100
    for _ in "BC":
        queue.done(queue.next().registration)
    assert queue.next().due == 100 + FIRST_PAUSE
    queue.make_due()
    assert queue.next().due == 0


@pytest.mark.parametrize("status", [500, 503])
def test_only_server_errors_are_retried(status):
    queue = RegistrationQueue()
    queue.add(registration())
    attempts = 1
    while queue.failed(queue.next(), failure(status), now=0.0) and attempts < 50:
        attempts += 1
        assert queue.next().due <= LONGEST_PAUSE
    assert (attempts == FAULTS) == (status == 500)
    assert list(queue.refused) == ([key()] if status == 500 else [])


def test_backs_off_from_an_unreachable_server():
    queue = RegistrationQueue()
    queue.add(registration("A"))
    queue.add(registration("B"))
    for expected in (0.5, 1.0, 2.0):
        assert queue.failed(queue.next(), RegistryConnectionError("down"), now=100.0)
        assert queue.next().registration.name == "A"
        assert queue.next().due == 100 + expected
    queue.done(queue.next().registration)
    assert queue.misses == 0 and queue.last_error is None


def test_redefined_model_clears_the_earlier_refusal():
    queue = RegistrationQueue()
    queue.add(registration(n=1))
    attempt = queue.next()
    queue.add(registration(n=2))
    assert queue.failed(attempt, failure(422), now=0.0)
    assert queue.next().registration.metadata == {"n": 2} and not queue.refused


# --- the worker --------------------------------------------------------------------------------


def test_reregisters_only_later_definitions():
    seen, go = [], threading.Event()

    def register(registration):
        go.wait(10)
        seen.append(registration.metadata["n"])

    worker = RegistrationWorker(register)
    for number in range(3):
        worker.submit(registration(n=number))
    go.set()
    assert worker.flush(10)
    assert seen[-1] == 2 and len(seen) <= 2
    worker.close()


@pytest.mark.parametrize("error", [SchemaError("it cannot be compared"), ZeroDivisionError("odd")])
def test_errors_do_not_end_the_thread(error):
    def register(registration):
        if registration.name == "Bad":
            raise error

    worker = RegistrationWorker(register)
    for name in ("Bad", "Good"):
        worker.submit(registration(name))
    assert worker.flush(10)
    assert str(error) in str(worker.take_unreported()[key("Bad")])
    assert list(worker.refused) == [key("Bad")] and not worker.take_unreported()
    worker.close()


def test_thread_ends_when_the_queue_is_empty():
    worker = RegistrationWorker(lambda _registration: None)
    for _ in range(2):
        worker.submit(registration())
        assert worker.flush(10)
        assert worker._thread is None
    with warnings.catch_warnings(action="error"):
        del worker
        gc.collect()


@pytest.mark.parametrize("timeout", [float("inf"), 1e10, -1, 0])
def test_accepts_any_timeout(timeout):
    go = threading.Event()
    worker = RegistrationWorker(lambda _registration: go.wait(PATIENCE))
    worker.submit(registration())
    if timeout > 0:
        go.set()
    assert worker.flush(timeout) == (timeout > 0)
    go.set()
    worker.flush(PATIENCE)
    go.clear()
    worker.submit(registration())
    if timeout > 0:
        threading.Timer(0.1, go.set).start()
    worker.settle(timeout)
    assert bool(worker.pending) == (timeout <= 0)
    go.set()
    worker.close()


def test_logs_nothing_after_close(caplog):
    go = threading.Event()

    def register(_registration):
        go.wait(PATIENCE)
        raise RegistryConnectionError("down")

    worker = RegistrationWorker(register)
    worker.submit(registration())
    thread = worker._thread
    assert worker.close() == [key()] and worker.close() == []
    go.set()
    thread.join(PATIENCE)
    assert not thread.is_alive() and not caplog.records
    worker.submit(registration("Late"))
    assert worker.pending == [key()] and not worker.flush(PATIENCE)


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # as of Python 3.12
@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_forked_child_registers_pending_models():
    worker = RegistrationWorker(lambda _registration: os.getpid() == parent and down())

    def down():
        raise RegistryConnectionError("down")

    parent = os.getpid()
    worker.submit(registration())
    assert not worker.flush(0.1)
    with worker._changed:  # as the thread may hold it when the program forks
        child = os.fork()
        if child == 0:
            signal.alarm(int(PATIENCE))
            os._exit(0 if worker.flush(PATIENCE / 2) else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert worker.close() == [key()]


# --- the plugin -----------------------------------------------------------------------------------


def test_failing_model_does_not_block_others(manager, registry, caplog):
    caplog.set_level(logging.CRITICAL)
    registry.instead = lambda name: Answer.json({}, 500) if name == "Bad" else None
    plugin = RegistryPlugin(manager, registry_url=registry.url, namespace="ns")
    define(manager, "Bad", "A", "B")
    with pytest.warns(UserWarning, match=r"Bad@1\.0\.0 is not registered: .* status 500"):
        assert not plugin.flush(PATIENCE)
    assert sorted(registry.held) == ["A", "B"]
    assert list(plugin.health_check()["refused_models"]) == ["Bad@1.0.0"]
    assert not plugin.flush()
    registry.instead = lambda _name: None
    assert plugin.register_model("Bad", "1.0.0") and plugin.flush()
    plugin.close()


def test_model_refused_by_the_real_server(manager, registry_server, namespace):
    class Bad(BaseModel):
        x: str = Field(description="lone surrogate: \ud800")

    plugin = RegistryPlugin(manager, registry_url=registry_server.url, namespace=namespace)
    manager.model("Bad", "1.0.0")(Bad)
    define(manager, "Good")
    with pytest.warns(UserWarning, match=r"Bad@1\.0\.0 is not registered"):
        assert not plugin.flush(PATIENCE)
    assert plugin.get_registered_models() == {("Good", "1.0.0")}
    plugin.close()


def test_failure_at_exit_loses_nothing(manager, registry):
    answers = [Answer.json({}, 503)]
    registry.instead = lambda _name: answers.pop() if answers else None
    with RegistryPlugin(manager, registry_url=registry.url, namespace="ns"):
        define(manager, "A", "B", "C")
    assert sorted(registry.held) == ["A", "B", "C"]


def test_close_waits_for_pending_registrations(manager, registry):
    registry.instead = lambda _name: time.sleep(0.2)
    with RegistryPlugin(manager, registry_url=registry.url, namespace="ns", flush_timeout=1.0):
        define(manager, *"ABCDEFGH")
    assert registry.held == [*"ABCDEFGH"]


def test_flush_waits_for_a_starting_server(manager, tmp_path):
    server = RegistryServer(tmp_path)
    plugin = RegistryPlugin(manager, registry_url=server.url, namespace="ns")
    define(manager)
    starting = threading.Timer(0.5, server.start)
    starting.start()
    try:
        assert plugin.flush(PATIENCE)
    finally:
        starting.join()
        plugin.close()
        server.kill()


def test_reconnects_after_a_closed_connection(manager):
    body = b'{"namespace":"ns","model_name":"User","version":"1.0.0","json_schema":{}}'
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"

    def answer_once(connection, _stopping):
        connection.recv(65536)
        connection.sendall(head % len(body) + body)
        connection.recv(65536)

    with running(RawServer(answer_once)) as server:
        plugin = RegistryPlugin(
            manager, registry_url=server.url, namespace="ns", fail_on_error=True, deadline=PATIENCE
        )
        for _ in range(3):
            define(manager)
            plugin.clear_registration_cache()
            assert plugin.get_registry_schema("User", "1.0.0").version == "1.0.0"
        plugin.close()


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_queries_have_one_deadline_with_a_hanging_server(manager):
    with running(RawServer(hang)) as server:
        settings = {"namespace": "ns", "timeout": 1.0, "flush_timeout": 0.5}
        plugin = RegistryPlugin(manager, registry_url=server.url, **settings)
        define(manager, *(f"Model{number}" for number in range(20)))
        start = time.monotonic()
        assert not any(plugin.register_existing_models().values())
        for _ in range(20):
            plugin.validate_against_registry("Model1", "1.0.0")
            plugin.get_registered_models()
        assert time.monotonic() - start < 1.5 + SLACK
        plugin.close()


def test_close_works_with_warnings_as_errors(manager, registry):
    registry.instead = lambda _name: Answer.json({"detail": "no"}, 422)
    plugin = RegistryPlugin(manager, registry_url=registry.url, namespace="ns")
    define(manager, "A", "B")
    told = r"A@1\.0\.0 is not registered: .*; B@1\.0\.0 is not registered"
    with warnings.catch_warnings(action="error"), pytest.raises(UserWarning, match=told):
        plugin.close()
    assert "is closed" in plugin.health_check()["registry_error"]
    assert "model" not in vars(manager)
    plugin.close()


def test_unclosed_plugins_are_collected(registry):
    for _ in range(10):
        manager = ModelManager()
        plugin = RegistryPlugin(manager, registry_url=registry.url, namespace="ns")
        define(manager)
        assert plugin.flush(PATIENCE)
    del manager, plugin
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and _plugins():
        gc.collect()
        time.sleep(0.01)
    assert not _plugins()
    assert not [each for each in threading.enumerate() if each.name == "schemadock-registration"]


def _plugins():
    return [each for each in gc.get_objects() if type(each) is RegistryPlugin]


# --- the end of a program -------------------------------------------------------------------------

PROGRAM = """
from pydantic import BaseModel
from pyrmute import ModelManager
from schemadock.pyrmute import create_plugin
manager = ModelManager()
plugin = create_plugin(manager, {url!r}, {namespace!r}, flush_timeout={seconds})
@manager.model("User", "1.0.0")
class User(BaseModel):
    name: str
"""


def end_of(program):
    command = [sys.executable, "-W", "always", "-c", program]
    return subprocess.run(command, check=True, timeout=60, capture_output=True, text=True)


def test_interpreter_exit_registers_pending_models(registry_server, namespace):
    ended = end_of(PROGRAM.format(url=registry_server.url, namespace=namespace, seconds=20))
    assert not ended.stderr
    with RegistryClient(registry_server.url) as client:
        assert client.list_versions("User", namespace) == ["1.0.0"]


def test_interpreter_exit_names_unregistered_models():
    with running(RawServer(hang)) as server:
        ended = end_of(PROGRAM.format(url=server.url, namespace="ns", seconds=0.2))
    assert "UserWarning: not registered: User@1.0.0" in ended.stderr
