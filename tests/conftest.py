"""Fixtures of all tests."""

import gc
import hashlib
import signal
import sys

import pytest
from hypothesis import HealthCheck, settings

from tests.servers import SECRET, RegistryServer
from tests.support import Site

# A shell lets what runs in its background ignore interrupts, and so would all processes of the tests.
signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples in every run, on machines that may be slow; the long runs take new ones.
settings.register_profile(
    "suite", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")


@pytest.fixture(autouse=True)
def _own_caches(tmp_path_factory, monkeypatch):
    """No test reads or writes the caches of the user."""
    monkeypatch.setenv("SCHEMADOCK_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def collected():
    """For tests that recurse deeply: what is collected there has no room left to be closed."""
    gc.collect()


@pytest.fixture(scope="session")
def registry_server(tmp_path_factory):
    """The released pyrmute-registry, for all tests; each uses names of its own."""
    server = RegistryServer(tmp_path_factory.mktemp("registry"))
    yield server.start()
    server.kill()


@pytest.fixture(scope="session")
def guarded_server(tmp_path_factory):
    """The same with authentication."""
    server = RegistryServer(tmp_path_factory.mktemp("guarded"), api_key=SECRET)
    yield server.start()
    server.kill()


@pytest.fixture
def namespace(request):
    """A namespace that no other test uses."""
    return "ns-" + hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:12]


@pytest.fixture
def site(tmp_path, monkeypatch):
    """An empty folder on ``sys.path`` to install plugins into; what is imported is forgotten."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    before = set(sys.modules)
    yield Site(folder)
    for name in set(sys.modules) - before:
        if str(folder) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]
