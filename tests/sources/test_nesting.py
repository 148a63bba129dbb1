"""Schemas at the nesting limit of JSON texts can be stored, compiled and used."""

import httpx
import pytest

from schemadock import SchemaRegistry, Validator
from schemadock.errors import SourceError
from schemadock.sources import WebSource

URL = "https://s.example/deep.json"


def registry_of(text):
    def answer(_request):
        return httpx.Response(200, content=text, headers={"content-type": "application/json"})

    source = WebSource(URL, {"name": "team"}, transport=httpx.MockTransport(answer))
    return SchemaRegistry().with_source(source)


@pytest.mark.usefixtures("collected")
@pytest.mark.parametrize(
    ("opening", "end", "closing", "levels"),
    [
        ('{"not": ', "{}", "}", 498),
        ('{"allOf": [', '{"type": "integer"}', "]}", 248),
        ('{"type": "integer", "default": ' + "[" * 495, "", "]" * 495 + "}", 1),
    ],
    ids=["not", "allOf", "default"],
)
def test_schema_at_the_nesting_limit(opening, end, closing, levels):
    registry = registry_of(opening * levels + end + closing * levels)
    assert registry.problems == () and registry.record(URL).digest
    assert Validator(registry).is_valid(1, URL)


def test_schema_beyond_the_nesting_limit_is_rejected():
    problem = registry_of('{"not": ' * 600 + "{}" + "}" * 600).problems[0]
    assert isinstance(problem.error, SourceError)
    assert f"source 'team': the response for {URL} is not JSON" in str(problem.error)
    assert "601 levels" in str(problem.error)
