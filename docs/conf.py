"""Sphinx configuration: Markdown pages, Google-style docstrings and doctests."""

from schemadock import __version__

project = "schemadock"
copyright = "the schemadock authors"  # noqa: A001 - Sphinx requires this name
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
napoleon_use_ivar = True  # lists an annotated attribute only once

doctest_test_doctest_blocks = ""  # run only {doctest} blocks
doctest_default_flags = 0  # compare exception messages and dots, too
