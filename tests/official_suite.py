"""Where the official JSON Schema test suite lies, and the documents its tests refer to."""

import json
from functools import cache
from pathlib import Path

from schemadock.schema.document import SchemaDocument
from tests.support import data_folder

DATA = data_folder()
SUITE = DATA / "JSON-Schema-Test-Suite" if DATA else None
FOLDERS = {
    "draft4": "http://json-schema.org/draft-04/schema",
    "draft6": "http://json-schema.org/draft-06/schema",
    "draft7": "http://json-schema.org/draft-07/schema",
    "draft2019-09": "https://json-schema.org/draft/2019-09/schema",
    "draft2020-12": "https://json-schema.org/draft/2020-12/schema",
}


@cache
def remotes(folder: str) -> dict[str, SchemaDocument]:
    """The documents that the suite expects at http://localhost:1234, by URI."""
    assert SUITE is not None
    found = {}
    for path in sorted((SUITE / "remotes").rglob("*.json")):
        relative = path.relative_to(SUITE / "remotes").as_posix()
        dialect = FOLDERS.get(Path(relative).parts[0], FOLDERS[folder])
        uri = f"http://localhost:1234/{relative}"
        found[uri] = SchemaDocument(uri, json.loads(path.read_text("utf-8")), "suite", dialect)
    return found
