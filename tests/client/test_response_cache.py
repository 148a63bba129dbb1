"""The client's cache of fetched versions."""

from schemadock.client.response_cache import ResponseCache

USER = ("ns", "User", "1.0.0")
MORE_THAN_MARSHAL_TAKES = 5000


def test_deeply_nested_versions_are_not_cached():
    deep = {}
    for _ in range(MORE_THAN_MARSHAL_TAKES):
        deep = {"not": deep}
    cache = ResponseCache(60)
    cache.store(USER, {"json_schema": {}}, '"1"')
    assert cache.fresh(USER) == {"json_schema": {}}
    cache.store(USER, {"json_schema": deep}, '"2"')
    assert cache.fresh(USER) is None and cache.tag(USER) == ""
