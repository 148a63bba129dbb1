"""Suggestions for misspelt names."""

import pytest

from schemadock.diagnostics.suggestions import did_you_mean, nearest, suggest, suggest_key


def test_returns_similar_names_best_first() -> None:
    known = ["https://example.com/order", "https://example.com/other", "urn:unlike"]
    assert nearest("https://example.com/ordr", known)[0] == "https://example.com/order"
    assert nearest("order", known)[0] == "https://example.com/order"
    assert nearest("unrelated", known) == []


MANY = [f"https://schemas.test/team-{n % 37}/thing-{n}.schema.json" for n in range(100_000)]


def test_finds_the_nearest_of_many_names() -> None:
    assert nearest(MANY[99_123].replace("thing", "thnig"), MANY)[0] == MANY[99_123]
    assert nearest("thing-99999.schema.json", MANY)[0] == MANY[99_999]


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("x" * 200_000, MANY),
        ("https://schemas.test/" * 25, MANY),
        ("a" * 500, ["a" * 250 + "b" * 250 + str(n) for n in range(100_000)]),
        ("ab" * 250, ["ba" * 250 + str(n) for n in range(100_000)]),
    ],
    ids=["long", "prefix", "alike", "shifted"],
)
def test_compares_a_hostile_name_with_few_candidates(name, known) -> None:
    assert len(nearest(name, known)) <= 3


def test_compares_long_names_by_their_ends() -> None:
    long = ["https://schemas.test/" + "abcde/" * 60 + end for end in ("order", "invoice")]
    assert nearest(long[0][:-1], long)[0] == long[0]


@pytest.mark.parametrize("name", ["", "a", "#", "/"])
def test_suggests_nothing_for_very_short_names(name) -> None:
    assert nearest(name, MANY) == []


def test_offers_names_in_a_question() -> None:
    assert did_you_mean(["a", "b"]) == "Did you mean 'a' or 'b'?"
    assert did_you_mean([]) == ""
    assert suggest("strng", ["string", "number"]) == "Did you mean 'string'?"
    assert suggest("x", ["string"]) == ""


def test_lists_the_known_keys_if_none_is_similar() -> None:
    assert suggest_key("onyl", {"only", "files"}) == "Did you mean 'only'?"
    assert suggest_key("zzz", {"only", "files"}) == "Known keys: files, only"
