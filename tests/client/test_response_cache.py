"""What a client remembers of versions it has fetched."""

from schemadock.client.response_cache import ResponseCache
from schemadock.schema.versions import Coordinate

USER = Coordinate("ns", "User", "1.0.0")
MORE_THAN_MARSHAL_TAKES = 5000


def test_what_is_nested_too_deeply_is_not_remembered():
    deep = {}
    for _ in range(MORE_THAN_MARSHAL_TAKES):
        deep = {"not": deep}
    cache = ResponseCache(60)
    cache.remember(USER, {"json_schema": {}}, '"1"')
    assert cache.fresh(USER) == {"json_schema": {}}
    cache.remember(USER, {"json_schema": deep}, '"2"')
    assert cache.fresh(USER) is None and cache.tag(USER) == ""
