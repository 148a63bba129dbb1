"""Credentials from commands and netrc files: run once, in time, with our own errors."""

import base64
import subprocess
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor

import pytest

from schemadock.errors import ConfigurationError, SchemaError, SourceError
from schemadock.http.credentials import PAUSE, Command
from schemadock.protocol.errors import MAX_DETAIL
from schemadock.sources import WebSource
from tests.http.fetching import ask as ask_once
from tests.servers import SECRET, Answer, ScriptedServer, running

SLACK = 5.0
"""Tolerance in seconds for loaded machines."""


@pytest.fixture
def server():
    with running(ScriptedServer(lambda *_: Answer.json({"type": "integer"}))) as made:
        yield made


def basic(pair):
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


def python(code):
    return [sys.executable, "-c", code]


def counting(path, code):
    """A command that appends a letter to a file on each run."""
    return python(f"open({str(path)!r}, 'a').write('x'); {code}")


def ask(server, credential, **settings):
    source = WebSource(server.url, {"name": "team", "credential": credential, **settings})
    (entry,) = source.entries()
    return source.fetch(entry.schema_id)


def test_command_runs_once_for_all_callers(tmp_path):
    code = f"import time; time.sleep(0.2); print({SECRET!r})"
    command = Command(counting(tmp_path / "runs", code), 60)
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: command.secret(), range(8)))
    assert told == [(SECRET, "")] * 8
    assert (tmp_path / "runs").read_text() == "x"


def test_failed_command_is_not_retried_at_once(tmp_path):
    now = [100.0]
    arguments = counting(tmp_path / "runs", "import sys; sys.exit(1)")
    command = Command(arguments, 60, clock=lambda: now[0])
    for seconds, runs in ((0, 1), (PAUSE - 1, 1), (1, 2)):
        now[0] += seconds
        assert command.secret() == ("", "failed: CalledProcessError")
        assert len((tmp_path / "runs").read_text()) == runs


def test_hanging_command_ends_with_the_deadline(server):
    start = time.monotonic()
    with pytest.raises(SourceError, match=r"^source 'team': .* failed: TimeoutExpired"):
        ask(server, {"command": python("import time; time.sleep(100)")}, timeout=0.5)
    assert time.monotonic() - start < SLACK


def test_command_does_not_read_standard_input(server, tmp_path):
    program = f"import sys; sys.stdin.read(); print({SECRET!r})"
    (tmp_path / "schemadock.toml").write_text(
        f'[sources.w]\nurl = "{server.url}/s.json"\n'
        f'credential = {{ command = [\'{sys.executable}\', \'-c\', """{program}"""] }}\n'
    )
    command = [sys.executable, "-m", "schemadock", "validate", "-s", f"{server.url}/s.json", "-"]
    done = subprocess.run(
        [*command, "--kind", "json"],
        cwd=tmp_path,
        input=b'"no integer"',
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1 and b"integer" in done.stdout
    assert server.asked[0][2]["authorization"] == f"Bearer {SECRET}"


def test_netrc_path_is_relative_to_the_configuration(server, tmp_path, monkeypatch):
    path = tmp_path / "secrets"
    path.write_text(f"machine 127.0.0.1 login ada password {SECRET}\n")
    path.chmod(0o600)
    ask(server, {"netrc": "secrets"}, base=tmp_path)
    assert server.asked[-1][2]["authorization"].startswith("Basic ")
    monkeypatch.setenv("HOME", str(tmp_path))
    ask(server, {"netrc": "~/secrets"}, base=tmp_path / "elsewhere")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NETRC", "secrets")
    ask(server, {"netrc": True}, base=tmp_path / "elsewhere")


def test_netrc_file_that_is_not_utf_8(server, tmp_path, caplog):
    path = tmp_path / "netrc"
    path.write_bytes(b"machine 127.0.0.1 login ada password s\xe9cret\n")
    with pytest.raises(SourceError, match="cannot be read: UnicodeDecodeError"):
        ask(server, {"netrc": str(path)})
    assert ask(server, None) == ask(server, {"netrc": str(path)}) == {"type": "integer"}
    assert "the last known good copy" in caplog.text


def test_netrc_errors_do_not_reveal_contents(server, tmp_path):
    path = tmp_path / "netrc"
    path.write_text(f"machine 127.0.0.1 login ada password two {SECRET}\n")
    with pytest.raises(SourceError, match="cannot be read: NetrcParseError") as caught:
        ask(server, {"netrc": str(path)})
    assert SECRET not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("header", ["", "X-\u00dc", "X\r\nY", "X Y", 1])
def test_rejects_invalid_header_names(header):
    with pytest.raises(ConfigurationError, match="'header'"):
        WebSource("https://x.example", {"credential": {"env": "A", "header": header}})


@pytest.mark.parametrize(
    ("header", "value", "told"),
    [
        ("x-api-key", SECRET, SECRET),
        ("authorization", f"Bearer {SECRET}", SECRET),
        ("authorization", f"Bearer {SECRET}", f"Bearer {SECRET}"),
        ("authorization", basic(f"ada:{SECRET}"), basic(f"ada:{SECRET}").split()[1]),
        ("authorization", basic(f"ada:{SECRET}"), SECRET),
        ("x-api-key", SECRET, "x" * (MAX_DETAIL - 12) + SECRET),
    ],
)
def test_secrets_echoed_by_a_server_are_redacted(kind, header, value, told):
    answer = Answer.json({"detail": f"no key {told}"}, 401)
    with running(ScriptedServer(lambda *_: answer)) as server:
        with pytest.raises(SourceError, match=r"no key .*\*\*\*") as caught:
            ask_once(kind, server.url, headers={"accept-encoding": "gzip", header: value})
    assert SECRET[:4] not in str(caught.value) and value[-20:] not in str(caught.value)
    assert caught.value.detail in str(caught.value)


def test_token_in_source_url_is_redacted(server):
    url = f"{server.url}/s.json?token={SECRET}"
    answers = [
        Answer(200, b"<html>"),
        Answer.json({"type": "nothing"}),
        Answer.json({"$id": "https://elsewhere.example/s"}),
        Answer.json({}, 500),
    ]
    for answer in answers:
        server.answer = lambda *_, answer=answer: answer
        source = WebSource(url, {"retries": 0})
        with pytest.raises((SourceError, SchemaError), match=r"/s\.json") as caught:
            list(source.entries())
        assert SECRET not in str(caught.value) and SECRET not in source.name
