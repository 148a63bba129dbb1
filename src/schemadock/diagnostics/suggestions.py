"""Suggestions for misspelt names: "Did you mean ...?"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

MAX_CANDIDATES = 100
"""Candidates that are compared closely with a name."""
MAX_COMPARED = 199
"""Characters at the end of a name that are compared; difflib ignores frequent ones beyond that."""
MAX_PAIRS = 64
"""Pairs of characters at the end of a name that are looked up in every candidate."""


def nearest(
    name: str, candidates: Iterable[str], count: int = 3, *, cutoff: float = 0.6
) -> list[str]:
    """Return the candidates that are most similar to a name, best first.

    Args:
        name: the name that was not found.
        candidates: the known names; a URI also matches by its last segment.
        count: how many to return at most.
        cutoff: how similar they must be, from 0 to 1.
    """
    from difflib import get_close_matches

    known = list(candidates)
    ends = [candidate for candidate in known if name and candidate.endswith("/" + name)]
    tails = {candidate[-MAX_COMPARED:]: candidate for candidate in _shortlist(name, known)}
    close = get_close_matches(name[-MAX_COMPARED:], tails, n=count, cutoff=cutoff)
    return list(dict.fromkeys([*ends, *(tails[tail] for tail in close)]))[:count]


def did_you_mean(names: Sequence[str]) -> str:
    """Return a question that offers some names, or an empty string if there are none."""
    quoted = " or ".join(f"'{name}'" for name in names)
    return f"Did you mean {quoted}?" if quoted else ""


def suggest(name: str, candidates: Iterable[str], count: int = 1, *, cutoff: float = 0.6) -> str:
    """Return a question that offers the candidates nearest to a name, or an empty string."""
    return did_you_mean(nearest(name, candidates, count, cutoff=cutoff))


def suggest_key(key: str, known: Collection[str]) -> str:
    """Return a hint for an unknown key: the nearest known one, else all of them."""
    return suggest(key, known) or f"Known keys: {', '.join(sorted(known))}"


def _shortlist(name: str, known: list[str]) -> list[str]:
    """Return the candidates that share the most pairs of characters with a name.

    This is fast; comparing many candidates closely takes seconds.
    """
    if len(known) <= MAX_CANDIDATES:
        return known
    from heapq import nlargest

    near = [k for k in known if 3 * len(k) >= len(name) and 3 * len(name) >= len(k)]
    end = name[-MAX_PAIRS - 1 :]
    pairs = {end[i : i + 2] for i in range(len(end) - 1)}
    return nlargest(MAX_CANDIDATES, near, key=lambda k: sum(pair in k for pair in pairs))
