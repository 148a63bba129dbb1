"""Unusual managers: subclasses, wrappers, copies and stand-ins."""

from copy import deepcopy
from unittest.mock import MagicMock

import pytest
from pydantic import BaseModel
from pyrmute import ModelManager, ModelVersion

from schemadock.pyrmute import RegistryPlugin, RegistryPluginError
from schemadock.pyrmute.hook import listen
from tests.servers import free_port

PLAIN = {"enable_ref": False, "backward_compatible": False}


class Forwarding(ModelManager):
    def model(self, *args, **kwargs):
        return super().model(*args, **kwargs)


class Renamed(ModelManager):
    def model(self, model_name, model_version, enable_ref=False):
        return super().model(model_name, model_version, enable_ref)


class Extended(ModelManager):
    def model(self, name, version, *args, owner=print, **kwargs):
        return super().model(name, version, *args, **kwargs)


class OfOne(ModelManager):
    def model(self, both):
        return super().model(*both.split("@"))


def heard_by(manager):
    heard = []
    listen(manager, lambda *told: heard.append(told))
    return heard


def user():
    return type("User", (BaseModel,), {"__annotations__": {"x": int}})


@pytest.mark.parametrize(
    ("kind", "args", "options", "flags"),
    [
        (ModelManager, ("User", ModelVersion(1, 0, 0)), {}, PLAIN),
        (Forwarding, ("User", "1.0.0"), {"enable_ref": True}, {**PLAIN, "enable_ref": True}),
        (Forwarding, ("User",), {"version": "1.0.0"}, PLAIN),
        (Renamed, ("User", "1.0.0"), {}, PLAIN),
        (
            Renamed,
            (),
            {"enable_ref": True, "model_name": "User", "model_version": "1.0.0"},
            {"enable_ref": True},
        ),
        (Extended, ("User", "1.0.0"), {"owner": len}, PLAIN),
        (Extended, (), {"name": "User", "version": "1.0.0", "owner": len}, PLAIN),
    ],
)
def test_model_method_with_another_signature(kind, args, options, flags):
    manager = kind()
    heard = heard_by(manager)
    manager.model(*args, **options)(user())
    assert heard == [("User", "1.0.0", flags)]
    assert manager.get("User", "1.0.0")(x=1).x == 1


def test_model_method_without_name(caplog):
    manager = OfOne()
    heard = heard_by(manager)
    manager.model("User@1.0.0")(user())
    assert manager.get("User", "1.0.0") and heard == []
    assert "its name and version were not found" in caplog.text


def test_stand_in_manager():
    manager = MagicMock(spec=ModelManager)
    heard = heard_by(manager)
    manager.model("User", "1.0.0")(BaseModel)
    assert heard == [("User", "1.0.0", PLAIN)]


@pytest.mark.parametrize("kind", [ModelManager, Forwarding])
def test_copied_manager_is_independent(kind):
    manager = kind()
    plugin = RegistryPlugin(manager, registry_url="http://127.0.0.1:9", namespace="x")
    copied = deepcopy(manager)
    heard = heard_by(manager)
    copied.model("User", "1.0.0")(user())
    assert copied.get("User", "1.0.0") and not manager.list_models() and not heard
    plugin.close()


def test_failing_listener_does_not_block_others():
    manager = ModelManager()
    dead = f"http://127.0.0.1:{free_port()}"
    plugin = RegistryPlugin(manager, registry_url=dead, namespace="x", fail_on_error=True)
    heard = heard_by(manager)
    with pytest.raises(RegistryPluginError):
        manager.model("User", "1.0.0")(user())
    assert heard == [("User", "1.0.0", PLAIN)]
    plugin.close()
