"""The exception classes: their tree, their texts, pickling and exit codes."""

import copy
import inspect
import pickle
import re

import pytest

from schemadock import errors
from schemadock.cli.exits import CODES, code_of
from schemadock.diagnostics import Diagnostic, Pointer, Report, Span

REPORT = Report("urn:x", (Diagnostic("type", "expected string", Pointer.of("a", 1)),))

ERRORS = [
    errors.SchemadockError("broken", hint="Fix it"),
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


def test_docstring_draws_the_class_tree() -> None:
    drawn = re.findall(
        r"^[ │├└─]*(\w+Error)(?: \((\w+)\))?", inspect.getdoc(errors) or "", re.MULTILINE
    )
    assert {name for name, _ in drawn} == set(classes())
    for name, builtin in drawn:
        assert issubclass(classes()[name], errors.SchemadockError)
        if builtin:
            assert builtin in {base.__name__ for base in classes()[name].__mro__}


def test_every_class_has_an_example_here() -> None:
    assert {type(error).__name__ for error in ERRORS} == set(classes())


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_errors_can_be_pickled_and_copied(error) -> None:
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(again) is type(error)
        assert str(again) == str(error)
        assert vars(again) == vars(error)


def test_source_name_is_added_once() -> None:
    error = errors.SourceUnreachableError("it is down", hint="Wait")
    error.add_source("team", " (cached copy)")
    error.add_source("another")
    assert (error.source, error.message) == ("team", "source 'team': it is down (cached copy)")
    assert error.args == (error.message,) and str(error) == f"{error.message}. Wait"
    named = errors.SourceError("down", source="team")
    named.add_source("another", " (cached copy)")
    assert (named.source, named.args) == ("team", ("source 'team': down (cached copy)",))


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_text_ends_with_the_hint(error) -> None:
    assert str(error).startswith(error.message)
    assert str(error).endswith(error.hint)
    assert "\n" not in str(error)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
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
def test_exit_code_of_each_error(name, code) -> None:
    [error] = [error for error in ERRORS if type(error).__name__ == name]
    assert code_of(error) == code


def test_schema_error_names_schema_pointer_and_supplier() -> None:
    assert str(ERRORS[1]) == "urn:x#/a (from me): bad. Do"
    assert str(ERRORS[2]) == "schema without $id (from me): bad"
