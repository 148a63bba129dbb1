"""Rules for errors that prevent a check, and for warnings about schemas.

The id of an error's rule is the name of its class in ``schemadock.errors``.
"""

from __future__ import annotations

from schemadock.diagnostics.rule import Example, Rule
from schemadock.diagnostics.severity import Severity

WARNING_RULES = (
    Rule(
        id="unknown-format",
        title="The schema names a format that is not known",
        explanation="Neither schemadock nor an installed plugin defines the format, so it is not "
        "checked. It may be a misspelling, or a plugin or an extra such as schemadock[formats] "
        "is missing. "
        "With '--unknown-formats error' this is an error, with 'ignore' it is not reported.",
        severity=Severity.WARNING,
        example=Example(schema={"format": "emial"}),
    ),
    Rule(
        id="deprecated-schema",
        title="The schema is deprecated",
        explanation="The plugin or source that supplies a registered schema marks it as "
        "deprecated. It is still applied. Use a newer version, or ask the owner of the schema "
        "what replaces it.",
        severity=Severity.WARNING,
        example=Example(schema={"$id": "https://example.com/old", "deprecated": True}),
    ),
)

ERROR_RULES = (
    Rule(
        id="DocumentError",
        title="The document cannot be read",
        explanation="The file is missing or unreadable, is not valid in its format (JSON, JSONL, "
        "YAML or TOML), or exceeds a limit. The message gives the line and column if they are "
        "known. Other files, and the other lines of a JSONL file, are checked nevertheless.",
    ),
    Rule(
        id="ValidationError",
        title="The data is invalid",
        explanation="The data breaks at least one rule of its schema. The report of the error "
        "contains every finding, with its place in the data and in the schema.",
    ),
    Rule(
        id="SchemaError",
        title="The schema cannot be used",
        explanation="The schema is not valid in its dialect, or a limit forbids using it. The "
        "message names the schema, the place in it, and the plugin or file it comes from. Correct "
        "it there; the data was not checked.",
        example=Example(schema={"type": "strnig"}),
    ),
    Rule(
        id="SchemaIdError",
        title="The $id of the schema is missing or invalid",
        explanation="A registered schema needs an absolute URI as its '$id', without a fragment. "
        "Plugins identify their schemas by it, and references lead to it.",
    ),
    Rule(
        id="UnsupportedSchemaError",
        title="The dialect or a keyword of the schema is not supported",
        explanation="The schema names a dialect in '$schema' that is not known, or requires a "
        "vocabulary that is not implemented. It is refused, because checking only a part of it "
        "could accept invalid data. The supported dialects are draft 4, 6, 7, 2019-09 and 2020-12.",
        example=Example(schema={"$schema": "https://example.com/my-dialect"}),
    ),
    Rule(
        id="UnresolvableReferenceError",
        title="A reference in the schema leads nowhere",
        explanation="A '$ref' or '$dynamicRef' names a schema that is not registered, or a part "
        "that the schema does not have. References are never fetched from the network. Install "
        "the plugin that supplies the schema, or add its file with --add-schema.",
        example=Example(schema={"$ref": "#/$defs/missing"}),
    ),
    Rule(
        id="UnknownFormatError",
        title="The schema names a format that is not known",
        explanation="Unknown formats are errors because '--unknown-formats error' or the "
        "configuration says so. Correct the name, install the plugin or the extra that defines "
        "the format, or use 'warn'.",
    ),
    Rule(
        id="SchemaConflictError",
        title="Two schemas with the same $id have different contents",
        explanation="Two plugins or sources supply different schemas under one '$id' or version, "
        "and strict mode refuses to choose. 'schemadock why' shows where each comes from. Leave "
        "one out with --without, or give it a priority in the configuration.",
    ),
    Rule(
        id="SchemaNotFoundError",
        title="The schema was not found",
        explanation="No installed plugin and no configured source has a schema for the selector. "
        "If the selector may be misspelt, the hint names similar ones; 'schemadock list' shows "
        "all.",
    ),
    Rule(
        id="SelectorError",
        title="The selector is invalid",
        explanation="A selector is an '$id', a coordinate such as ns::Name@1.2.0 or ns::Name@^1, "
        "tool:NAME, or a file. The message says which part cannot be read.",
    ),
    Rule(
        id="PluginError",
        title="A plugin failed",
        explanation="A plugin cannot be imported, has the wrong form, or raised an error while it "
        "ran. The message names the distribution and the entry point. Report the error to the "
        "author of the plugin; --without leaves the plugin out.",
    ),
    Rule(
        id="SourceError",
        title="A source of schemas failed",
        explanation="A configured source gave an unusable response. If a last known "
        "good copy is cached, it is used instead and a warning is shown.",
    ),
    Rule(
        id="SchemaUnavailableError",
        title="The source that may have the schema failed",
        explanation="No schema was found for the selector, but a source could not be searched. "
        "The schema may exist there: try again when the source works.",
    ),
    Rule(
        id="SourceUnreachableError",
        title="A source of schemas cannot be reached",
        explanation="The server cannot be connected to, or did not answer in time. Check the URL, "
        "the network and the proxy. With SCHEMADOCK_OFFLINE set, only cached copies are used.",
    ),
    Rule(
        id="SourceStatusError",
        title="A source of schemas answered with an HTTP error",
        explanation="The server answered with a status that means failure, such as 401 for missing "
        "credentials or 503 for an overload. The message contains the status and the server's "
        "message.",
    ),
    Rule(
        id="RegistryError",
        title="A registry server failed",
        explanation="A registry server refused a request or gave an invalid response. The message "
        "has the HTTP status, if there is one.",
    ),
    Rule(
        id="RegistryConnectionError",
        title="A registry server cannot be reached",
        explanation="The registry server cannot be connected to, or did not answer in time. Check "
        "its URL and the network.",
    ),
    Rule(
        id="RegistryNotFoundError",
        title="The registry server does not have the schema",
        explanation="The registry server has no such namespace, model or version. Check the "
        "coordinate, and whether the version was published to this server.",
    ),
    Rule(
        id="RegistryConflictError",
        title="The registry server has different content for the version",
        explanation="Published versions do not change. Give the changed model a new version, and "
        "publish that.",
    ),
    Rule(
        id="RegistryPluginError",
        title="The registry plugin of a ModelManager failed",
        explanation="The plugin that publishes the models of a ModelManager is not configured "
        "correctly, or cannot do what was requested. The cause is chained to the error.",
    ),
    Rule(
        id="FrozenError",
        title="The lockfile does not match the installed schemas",
        explanation="With --frozen only locked schemas may be used, and the lockfile is missing or "
        "out of date. Run 'schemadock lock' and commit the lockfile.",
    ),
    Rule(
        id="ConfigurationError",
        title="The configuration or an option is invalid",
        explanation="A key, a value or a combination of options cannot be used, or no schema is "
        "configured for a file. The message names it, and the hint says what is allowed.",
    ),
    Rule(
        id="MissingExtraError",
        title="An optional dependency is not installed",
        explanation="The feature needs a package that is part of an extra, for example YAML files "
        "need schemadock[yaml]. The hint has the command that installs it.",
    ),
    Rule(
        id="InternalError",
        title="schemadock has a bug",
        explanation="An internal check of schemadock failed. Report it with the schema, the "
        "document and the output of --debug.",
    ),
    Rule(
        id="SchemadockError",
        title="Something failed",
        explanation="The base class of all errors of schemadock. The message says what failed and "
        "where, and the hint says what to do.",
    ),
)
