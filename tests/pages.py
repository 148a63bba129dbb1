"""Pages of the documentation and their fenced code blocks."""

import re
from pathlib import Path
from typing import NamedTuple

from tests.support import ROOT

_FENCE = re.compile(r"^```(\S+)[^\n]*\n(.*?)^```$", re.DOTALL | re.MULTILINE)


class Block(NamedTuple):
    """A fenced code block: its page, first line number, language and text."""

    page: str
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def _pages() -> dict[str, str]:
    paths = [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        ROOT / "plugins-example" / "README.md",
        *sorted((ROOT / "docs").glob("*.md")),
    ]
    return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in paths}


def _blocks(page: str, text: str) -> list[Block]:
    return [
        Block(page, text[: match.start()].count("\n") + 2, match[1], match[2])
        for match in _FENCE.finditer(text)
    ]


PAGES = _pages()
"""The text of each page, by its path in the repository."""
BLOCKS = [block for page, text in PAGES.items() for block in _blocks(page, text)]


def blocks(language: str) -> list[Block]:
    """Return all blocks in a language."""
    return [block for block in BLOCKS if block.language == language]


def target(page: str, link: str) -> Path:
    """Return the file that a relative link on a page points to."""
    return (ROOT / page).parent / link
