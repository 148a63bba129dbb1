"""Fixtures of the HTTP tests."""

import pytest


@pytest.fixture(params=["blocking", "async"])
def kind(request):
    return request.param
