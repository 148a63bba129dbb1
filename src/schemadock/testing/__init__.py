"""Assertions and pytest fixtures for the tests of plugin packages.

A plugin's own test in full::

    from schemadock.testing import assert_plugin_healthy

    def test_plugin():
        assert_plugin_healthy("my-schemas")

With pytest installed there are the fixtures ``schemadock_registry`` and ``schemadock_validator``.
"""

from schemadock.testing.assertions import assert_invalid, assert_valid
from schemadock.testing.health import assert_plugin_healthy, plugin_faults

__all__ = ["assert_invalid", "assert_plugin_healthy", "assert_valid", "plugin_faults"]
