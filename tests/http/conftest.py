"""Fixtures of the tests of fetching."""

import pytest


@pytest.fixture(params=["blocking", "async"])
def kind(request):
    return request.param
