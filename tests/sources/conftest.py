"""Fixtures of the source tests."""

import pytest

from tests.servers import ScriptedServer, running
from tests.sources.web import INTEGER, Site


@pytest.fixture
def site():
    return Site(schema=INTEGER)


@pytest.fixture
def server(site):
    with running(ScriptedServer(site)) as made:
        yield made
