"""Fetch from a source through stored copies: fresh ones are reused, and replace failures."""

from __future__ import annotations

import logging
import math
import threading
import time
import weakref
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from schemadock.config import is_offline
from schemadock.errors import (
    SchemaError,
    SchemaNotFoundError,
    SourceError,
    SourceUnreachableError,
)
from schemadock.sources.copies import Copy, Pause, Store

if TYPE_CHECKING:
    from collections.abc import Callable

    from schemadock.typing import Json

logger = logging.getLogger("schemadock.sources")

MINUTE, HOUR, DAY = 60, 3600, 86_400
SLOW = 1.0
"""Seconds after which an unreachable source is slow: other processes back off from it."""
PAUSE = 30.0
"""Seconds to back off from a source that failed, for all processes of the user."""
RENEWALS: weakref.WeakSet[threading.Thread] = weakref.WeakSet()
"""Threads that refresh copies in the background."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """How long a copy may be used.

    Attributes:
        max_age: seconds for which a copy is used without a request.
        stale: seconds after that during which a copy is used at once and refreshed in the
            background. In the second half it is refreshed first: short processes might otherwise
            end before every refresh.
    """

    max_age: float = 0.0
    stale: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The response of a source.

    Attributes:
        content: a checked JSON value; ignored if ``is_unchanged``.
        tag: its entity tag, or an empty string.
        max_age: seconds for which the source declares it fresh.
        is_unchanged: whether the source confirmed the copy and sent no content.
    """

    content: Json = None
    tag: str = ""
    max_age: float = 0.0
    is_unchanged: bool = False


class _Query(NamedTuple):
    """The arguments of ``get``."""

    subject: str
    fetch: Callable[[str], Fetched]
    check: Callable[[Json, Json], None]


class _Cached(NamedTuple):
    """A copy with its content."""

    copy: Copy
    content: Json


class SourceCache:
    """Stored copies of the content of one source.

    Args:
        name: of the source, for messages.
        identity: distinguishes its copies from those of other sources.
        store: the stored copies.
        freshness: how long copies may be used.
        clock: seconds since the epoch.
    """

    def __init__(
        self,
        name: str,
        identity: str,
        *,
        store: Store | None = None,
        freshness: Freshness = Freshness(),
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.name = name
        self._identity = identity
        self._store = store or Store()
        self._freshness = freshness
        self._clock = clock
        self._renewing: set[str] = set()
        self._renewal_lock = threading.Lock()
        self._reported: set[str] = set()
        self._is_down = False

    def get(
        self,
        subject: str,
        fetch: Callable[[str], Fetched],
        check: Callable[[Json, Json], None] = lambda _content, _copy: None,
    ) -> Any:
        """Return the content of the source, or the last known good copy if the source fails.

        Args:
            subject: what to get; also its key.
            fetch: requests it from the source; receives the entity tag of the copy, or an empty
                string, and raises a SourceError or SchemaError for an unusable response.
            check: receives a content and, if it was just fetched, the copy that it would replace,
                else None; raises like ``fetch``. A copy that fails the check is ignored: it may
                have been stored under other settings.

        Raises:
            SchemaNotFoundError: the source says that it does not exist.
            SourceError: the source fails, and there is no copy.
            SchemaError: the content is not a schema, and there is no copy.
        """
        query = _Query(subject, fetch, check)
        cached = self._cached(query)
        overdue = self._overdue(cached.copy) if cached else 0.0
        if cached and (overdue < 0 or is_offline()):
            return cached.content
        if cached and overdue < self._freshness.stale / 2:
            self._renew(query)
            return cached.content
        if is_offline():
            raise SourceError(
                f"{subject} is not cached, and SCHEMADOCK_OFFLINE is set", source=self.name
            )
        return self._requested(query, cached)

    def forget(self, subject: str) -> None:
        """Fetch a subject the next time, even if its copy is fresh."""
        copy = self._store.copy_of(self._key(subject))
        if copy:
            self._store.note(self._key(subject), replace(copy, is_outdated=True))

    def _key(self, subject: str) -> str:
        return f"{self._identity} {subject}"

    @property
    def _source_key(self) -> str:
        """The key of pauses for the whole source; it differs from those of all subjects."""
        return f"source {self._identity} {self.name}"

    def _pause(self, key: str) -> Pause | None:
        """Return the current pause, if there is one."""
        pause = self._store.pause_of(key)
        return pause if pause and 0 <= self._clock() - pause.at < PAUSE else None

    def _cached(self, query: _Query) -> _Cached | None:
        copy = self._store.copy_of(self._key(query.subject))
        if copy is None:
            return None
        try:
            content = self._store.read(copy.digest)
            query.check(content, None)
        except (KeyError, SourceError, SchemaError):
            return None
        return _Cached(copy, content)

    def _overdue(self, copy: Copy) -> float:
        """Return for how many seconds a copy has been stale; negative if it is fresh."""
        age = self._clock() - copy.checked_at
        if copy.is_outdated or age < 0:  # it was stored while the clock was ahead
            return math.inf
        return age - max(self._freshness.max_age, min(copy.max_age, DAY))

    def _requested(self, query: _Query, cached: _Cached | None) -> Json:
        """Fetch; use the copy if the source fails, or was slow to fail before."""
        pause = self._pause(self._source_key)
        if cached and pause:
            self._warn(pause.reason, cached.copy)
            return cached.content
        start = self._clock()
        try:
            content = self._fetched(query, cached)
        except SchemaNotFoundError:
            raise
        except (SourceError, SchemaError) as error:
            now = self._clock()
            if isinstance(error, SourceUnreachableError) and now - start > SLOW:
                self._store.pause(self._source_key, Pause(now, str(error)))
            if cached is None:
                raise
            self._warn(str(error), cached.copy)
            return cached.content
        return content

    def _fetched(self, query: _Query, cached: _Cached | None) -> Json:
        """Fetch, and store the result; drop the copy if the source no longer has the subject."""
        try:
            content = self._fetch(query, cached)
        except SchemaNotFoundError:
            self._store.forget(self._key(query.subject))
            raise
        self._is_down = False
        self._reported.discard(query.subject)
        return content

    def _fetch(self, query: _Query, cached: _Cached | None) -> Json:
        tag = cached.copy.tag if cached else ""
        fetched = query.fetch(tag)
        content = fetched.content
        if fetched.is_unchanged and not (cached and tag):
            raise SourceError(
                f"unexpected status 'not modified' for {query.subject}", source=self.name
            )
        if fetched.is_unchanged and cached:
            content, digest = cached.content, cached.copy.digest
        else:
            query.check(content, cached.content if cached else None)
            digest, tag = self._written(query.subject, content), fetched.tag
        url = self._identity.partition("?")[0]  # a query may contain a secret
        made = Copy(self.name, query.subject, digest, self._clock(), fetched.max_age, tag, url)
        self._store.note(self._key(query.subject), made)
        return content

    def _written(self, subject: str, content: Json) -> str:
        try:
            return self._store.write(content)
        except SchemaError as error:
            raise SchemaError(error.reason, schema_id=subject, supplier=self.name) from None

    def _renew(self, query: _Query) -> None:
        """Refresh in the background, one thread for each subject; back off after a failure."""
        key = self._key(query.subject)
        with self._renewal_lock:
            if query.subject in self._renewing or self._pause(key) or self._pause(self._source_key):
                return
            self._renewing.add(query.subject)
        self._store.pause(key, Pause(self._clock()))
        renewal = threading.Thread(
            target=self._renewed, args=(query,), name="schemadock-renewal", daemon=True
        )
        try:
            renewal.start()
        except RuntimeError:  # no threads can be started while the interpreter shuts down
            self._store.end_pause(key)
            self._renewing.discard(query.subject)
        else:
            RENEWALS.add(renewal)

    def _renewed(self, query: _Query) -> None:
        try:
            self._fetched(query, self._cached(query))
            self._store.end_pause(self._key(query.subject))
        except (SourceError, SchemaError, SchemaNotFoundError) as error:
            logger.info("cannot refresh the copy of %s: %s", query.subject, error)
        finally:
            self._renewing.discard(query.subject)

    def _warn(self, reason: str, copy: Copy) -> None:
        """Warn once in an outage that copies are used, with the age of the first one.

        The outage ends when the source answers; a subject that still fails is not reported again.
        """
        if self._is_down or copy.subject in self._reported:
            return
        self._is_down = True
        self._reported.add(copy.subject)
        age = age_text(self._clock() - copy.checked_at)
        logger.warning("%s; using the last known good copy, %s old", reason, age)


def finish_renewals(seconds: float) -> None:
    """Wait for background refreshes, for at most some seconds."""
    until = time.monotonic() + seconds
    for renewal in tuple(RENEWALS):
        renewal.join(max(0.0, until - time.monotonic()))


def age_text(seconds: float) -> str:
    """Return an age as a text in its largest unit."""
    for unit, name in ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute")):
        if seconds >= unit:
            count = int(seconds // unit)
            return f"{count} {name}{'s' if count > 1 else ''}"
    return f"{max(0, int(seconds))} s"
