"""The version of schemadock."""

__version__ = "0.1.0"
