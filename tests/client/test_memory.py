"""What a client remembers of versions it has fetched."""

from schemadock.client.memory import Memory
from schemadock.schema.versions import Coordinate

USER = Coordinate("ns", "User", "1.0.0")
MORE_THAN_MARSHAL_TAKES = 5000


def test_what_is_nested_too_deeply_is_not_remembered():
    deep = {}
    for _ in range(MORE_THAN_MARSHAL_TAKES):
        deep = {"not": deep}
    memory = Memory(60)
    memory.remember(USER, {"json_schema": {}}, '"1"')
    assert memory.fresh(USER) == {"json_schema": {}}
    memory.remember(USER, {"json_schema": deep}, '"2"')
    assert memory.fresh(USER) is None and memory.tag(USER) == ""
