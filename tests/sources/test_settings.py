"""Numeric settings of sources have documented bounds."""

import pytest

from schemadock.errors import ConfigurationError
from schemadock.sources import WebSource

INFINITE = float("inf")


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("timeout", INFINITE, r"from 0\.001 to 86,400"),
        ("timeout", 1e12, r"from 0\.001 to 86,400"),
        ("timeout", float("nan"), r"from 0\.001 to 86,400"),
        ("retries", INFINITE, "from 0 to 100"),
        ("retries", 10**400, "from 0 to 100"),
        ("max-bytes", INFINITE, "from 1 to 1,000,000,000"),
        ("max-bytes", 0.5, "from 1 to 1,000,000,000"),
        ("max-age", INFINITE, "from 0 to 1,000,000,000"),
        ("stale-while-revalidate", INFINITE, "from 0 to 1,000,000,000"),
    ],
)
def test_rejects_numbers_out_of_range(key, value, told):
    with pytest.raises(ConfigurationError, match=f"'{key}' must be a number {told}"):
        WebSource("https://x.example", {key: value})
