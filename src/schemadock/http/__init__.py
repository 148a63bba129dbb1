"""HTTP requests for sources and registry clients, blocking and asynchronous.

In reading order:

- ``messages``: requests, responses and limits;
- ``urls``: checking URLs and redacting them for messages;
- ``fetcher``, ``async_fetcher``: send a request to a server, with retries and redirects;
- ``retries``, ``redirects``, ``circuit_breaker``: decide whether another request is sent;
- ``responses``: read a response within its limits; ``decompression`` unpacks its body;
- ``credentials``: where a secret comes from;
- ``transport``, ``async_pool``: connections; ``dns`` resolves host names with a time limit;
- ``error_translation``: errors of httpx, httpcore and the operating system as errors of schemadock.
"""
