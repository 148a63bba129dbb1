"""The tree of errors: as it is drawn, and able to travel between processes."""

import copy
import inspect
import pickle
import re

import pytest

from schemadock import errors
from schemadock.cli.exits import CODES, code_of
from schemadock.diagnostics import Diagnostic, Pointer, Report, Span

REPORT = Report("urn:x", (Diagnostic("type", "expected string", Pointer.of("a", 1)),))

EVERY = [
    errors.SchemadockError("broken", hint="Mend it"),
    errors.SchemaError("bad", schema_id="urn:x", pointer="/a", supplier="me", hint="Do"),
    errors.SchemaIdError("bad", supplier="me"),
    errors.UnsupportedSchemaError("bad", schema_id="urn:x"),
    errors.UnresolvableReferenceError("bad", pointer="/$ref"),
    errors.UnknownFormatError("bad", hint="Did you mean 'x'?"),
    errors.SchemaConflictError("two contents"),
    errors.SchemaNotFoundError("urn:y", nearest=["urn:x"]),
    errors.SelectorError("no version"),
    errors.ValidationError(REPORT),
    errors.DocumentError("not JSON", source="a.json", span=Span("a.json", 1, 2), hint="Do"),
    errors.PluginError("it fails", distribution="d", entry_point="e", group="g"),
    errors.SourceError("gone", source="s", hint="Wait"),
    errors.SchemaUnavailableError("urn:y", source="s", cause=errors.SourceError("down")),
    errors.SourceUnreachableError("down", source="s"),
    errors.SourceStatusError("answers with 503", status=503, detail="why", retry_after=1.5),
    errors.RegistryError("refuses", source="s", status=422, hint="Ask"),
    errors.RegistryConnectionError("down", source="s"),
    errors.RegistryNotFoundError("ns::A@1.0.0", source="s", status=404),
    errors.RegistryConflictError("another content", source="s", status=409),
    errors.RegistryPluginError("no URL"),
    errors.FrozenError("not what was locked", hint="Lock"),
    errors.ConfigurationError("unknown key"),
    errors.MissingExtraError("reading YAML", extra="yaml"),
    errors.InternalError("a fault"),
]


def classes() -> dict[str, type]:
    return {
        name: value
        for name, value in vars(errors).items()
        if inspect.isclass(value) and issubclass(value, Exception)
    }


def test_the_tree_is_drawn_as_it_is() -> None:
    drawn = re.findall(
        r"^[ │├└─]*(\w+Error)(?: \((\w+)\))?", inspect.getdoc(errors) or "", re.MULTILINE
    )
    assert {name for name, _ in drawn} == set(classes())
    for name, builtin in drawn:
        assert issubclass(classes()[name], errors.SchemadockError)
        if builtin:
            assert builtin in {base.__name__ for base in classes()[name].__mro__}


def test_every_class_is_tested_here() -> None:
    assert {type(error).__name__ for error in EVERY} == set(classes())


@pytest.mark.parametrize("error", EVERY, ids=lambda error: type(error).__name__)
def test_an_error_survives_a_journey(error) -> None:
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(again) is type(error)
        assert str(again) == str(error)
        assert vars(again) == vars(error)


def test_an_error_of_a_source_is_completed_once() -> None:
    error = errors.SourceUnreachableError("it is down", hint="Wait")
    error.complete("team", ", as ever")
    error.complete("another")
    assert (error.source, error.message) == ("team", "source 'team': it is down, as ever")
    assert error.args == (error.message,) and str(error) == f"{error.message}. Wait"
    named = errors.SourceError("down", source="team")
    named.complete("another", ", as ever")
    assert (named.source, named.args) == ("team", ("source 'team': down, as ever",))


@pytest.mark.parametrize("error", EVERY, ids=lambda error: type(error).__name__)
def test_the_text_ends_with_what_to_do(error) -> None:
    assert str(error).startswith(error.message)
    assert str(error).endswith(error.hint)
    assert "\n" not in str(error)


@pytest.mark.parametrize("error", EVERY, ids=lambda error: type(error).__name__)
def test_every_error_has_an_exit_code(error) -> None:
    assert code_of(error) in {code for _, code in CODES}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("ValidationError", 1),
        ("DocumentError", 1),
        ("SchemaNotFoundError", 2),
        ("ConfigurationError", 2),
        ("MissingExtraError", 2),
        ("UnresolvableReferenceError", 3),
        ("PluginError", 3),
        ("SourceError", 4),
        ("InternalError", 70),
    ],
)
def test_exit_codes(name, code) -> None:
    [error] = [error for error in EVERY if type(error).__name__ == name]
    assert code_of(error) == code


def test_a_schema_error_says_what_where_and_who() -> None:
    assert str(EVERY[1]) == "urn:x#/a (from me): bad. Do"
    assert str(EVERY[2]) == "schema without $id (from me): bad"
