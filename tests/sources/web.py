"""A site on this machine, and sources that read it."""

import json

from schemadock.sources import WebSource
from tests.servers import Answer

INTEGER = {"type": "integer"}


class Site:
    """The contents of a scripted server by path, with entity tags."""

    def __init__(self, **pages):
        self.pages = {"/" + name: page for name, page in pages.items()}
        self.answer = None

    def __call__(self, _method, path, headers):
        if self.answer is not None:
            return self.answer
        if path not in self.pages:
            return Answer.json({"detail": "no such page"}, 404)
        page = self.pages[path]
        tag = f'"{hash(json.dumps(page))}"'
        if headers.get("if-none-match") == tag:
            return Answer(304, b"", {"etag": tag})
        return Answer.json(page, etag=tag)


def source_of(server, path="/schema", **settings):
    return WebSource(server.url + path, {"timeout": 5, "retries": 0, **settings})


def schema_of(source):
    (entry,) = source.entries()
    return source.fetch(entry.schema_id)
