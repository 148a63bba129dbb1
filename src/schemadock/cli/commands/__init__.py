"""The subcommands of ``schemadock``: one module for each, which defines ``command``."""
