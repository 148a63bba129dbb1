"""The HTTP contract of a registry server, as data without I/O: for clients and for servers.

In reading order:

- ``names``: which names and versions a registry server accepts;
- ``fields``: JSON objects with typed members;
- ``payloads``: the bodies of requests and responses;
- ``errors``: error bodies, and what the parsers raise;
- ``headers``: header names, and how an API key is sent;
- ``endpoints``: the table of endpoints: method, paths, query, statuses, permission, payloads;
- ``messages``: build and parse requests and responses.
"""
