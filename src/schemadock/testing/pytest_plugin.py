"""Fixtures for pytest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from schemadock.registry import SchemaRegistry
    from schemadock.validator import Validator


@pytest.fixture(scope="session")
def schemadock_registry() -> SchemaRegistry:
    """The schemas of all installed plugins."""
    from schemadock import SchemaRegistry

    return SchemaRegistry.discover()


@pytest.fixture(scope="session")
def schemadock_validator(schemadock_registry: SchemaRegistry) -> Validator:
    """A Validator for the schemas of all installed plugins; unknown formats are errors."""
    from schemadock import Validator

    return Validator(schemadock_registry, unknown_formats="error")
