"""``schemadock push`` in offline mode."""

import json

import pytest

from tests.servers import Answer, ScriptedServer, running


@pytest.mark.parametrize("more", [[], ["--dry-run"]])
def test_offline_push_sends_no_request(schemadock, folder, monkeypatch, more):
    monkeypatch.setenv("SCHEMADOCK_OFFLINE", "1")
    (folder / "User@1.0.0.schema.json").write_text(json.dumps({"type": "object"}))
    with running(ScriptedServer(lambda *_: Answer.json({}))) as server:
        done = schemadock("push", "User@1.0.0.schema.json", "--to", "pyrmute+" + server.url, *more)
        assert done.code == 4 and "SCHEMADOCK_OFFLINE is set" in done.err
        assert server.asked == []
