"""Sphinx: pages in Markdown, docstrings in Google style, every example run."""

from schemadock import __version__

project = "schemadock"
copyright = "the schemadock authors"  # noqa: A001 - Sphinx wants this name
version = release = __version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.doctest",
    "sphinx.ext.napoleon",
]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "schemadock"

myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
napoleon_use_ivar = True  # a field that an annotation describes as well is described once

doctest_test_doctest_blocks = ""  # only what a page marks as {doctest} is run
doctest_default_flags = 0  # by default neither the message of an error nor dots are compared
