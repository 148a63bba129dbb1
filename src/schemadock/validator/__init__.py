"""``Validator`` and ``CompiledSchema``: validate data against schemas from a registry."""

from schemadock.validator.compiled_schema import CompiledSchema
from schemadock.validator.validator import Validator

__all__ = ["CompiledSchema", "Validator"]
