"""Making schema records, and the deprecated module of their names."""

import importlib
import pickle

import pytest

import schemadock
from schemadock.errors import SchemaError
from schemadock.schema.records import SchemaRecord, Supplier
from schemadock.schema.versions import Coordinate

URN = "urn:schemadock:shop:Order:1.0.0"


def test_a_record_derives_origin_and_coordinate():
    supplier = Supplier(distribution="acme", version="1.0", entry_point="x", group="g")
    record = SchemaRecord(id=URN, load=lambda: True, priority=0, supplier=supplier)
    assert record.origin == "acme 1.0 (entry point 'x')"
    assert record.coordinate == Coordinate.parse("shop::Order@1.0.0")


def test_a_record_copies_a_schema_in_memory():
    schema = {"deprecated": True}
    record = SchemaRecord.from_schema(schema, id="urn:a", supplier=Supplier(), priority=1)
    schema.clear()
    assert record.schema == {"deprecated": True} and record.deprecated
    assert (record.origin, record.coordinate) == ("code", None)


def test_a_record_needs_a_schema():
    with pytest.raises(SchemaError, match="must be an object, true or false, not str"):
        SchemaRecord.from_schema("text", id="urn:a", supplier=Supplier(), priority=1)


def test_a_supplier_can_be_pickled():
    supplier = Supplier(distribution="acme", version="1.0")
    assert pickle.loads(pickle.dumps(supplier)) == supplier


@pytest.mark.parametrize("name", ["SchemaRecord", "Supplier", "Resolution", "Problem"])
def test_names_of_the_deprecated_module_still_work(name):
    records = importlib.import_module("schemadock.records")
    with pytest.warns(DeprecationWarning, match=f"import {name} from schemadock") as caught:
        value = getattr(records, name)
    assert value.__name__ == name and caught[0].filename == __file__
    assert value.__module__ in str(caught[0].message)
    with pytest.raises(AttributeError):
        _ = records.nothing
    assert schemadock.SchemaRecord is SchemaRecord
