"""Fetching by way of the store: what is fresh is not asked for, and what fails is no loss."""

from __future__ import annotations

import logging
import threading
import time
import weakref
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from schemadock.config import is_offline
from schemadock.errors import SchemaError, SchemaNotFoundError, SourceError
from schemadock.store.shelf import Copy, Store

if TYPE_CHECKING:
    from collections.abc import Callable

    from schemadock.typing import Json

logger = logging.getLogger("schemadock.sources")

MINUTE, HOUR, DAY = 60, 3600, 86_400
RENEWALS: weakref.WeakSet[threading.Thread] = weakref.WeakSet()
"""Threads that renew copies."""


class Freshness(NamedTuple):
    """For how long a copy does.

    Attributes:
        max_age: seconds for which a copy is used without asking.
        stale: seconds after that for which it is used at once, and renewed in the background.
    """

    max_age: float = 0.0
    stale: float = 0.0


class Fetched(NamedTuple):
    """What a source answered.

    Attributes:
        content: a JSON value that was checked; not looked at where ``is_unchanged``.
        tag: its entity tag, or an empty string.
        max_age: seconds for which the source says that it will not change.
        is_unchanged: whether the source said no more than that the copy is what it holds.
    """

    content: Json = None
    tag: str = ""
    max_age: float = 0.0
    is_unchanged: bool = False


class Keeper:
    """Keeps copies of what one source holds.

    Args:
        name: of the source, for people.
        identity: what tells its copies from those of other sources.
        store: where they are kept.
        freshness: for how long they do.
        clock: seconds of the epoch.
    """

    def __init__(
        self,
        name: str,
        identity: str,
        *,
        store: Store | None = None,
        freshness: Freshness = Freshness(),  # noqa: B008 - it cannot be changed
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.name = name
        self._identity = identity
        self._store = store or Store()
        self._freshness = freshness
        self._clock = clock
        self._renewing: set[str] = set()
        self._has_warned = False

    def get(self, subject: str, fetch: Callable[[str], Fetched]) -> Any:
        """Return what the source holds, or the last good copy where the source fails.

        Args:
            subject: what is wanted; it is its key, too.
            fetch: asks the source; is given the entity tag of the copy, or an empty string, and
                raises a SourceError or SchemaError for whatever is no good answer.

        Raises:
            SchemaNotFoundError: the source says that it holds no such thing.
            SourceError: the source fails, and there is no copy.
            SchemaError: what it holds is no schema, and there is no copy.
        """
        copy, content = self._copy(subject)
        age = self._clock() - copy.fresh_until if copy else 0.0
        if copy and (age < 0 or is_offline()):
            return content
        if copy and age < self._freshness.stale:
            self._renew(subject, fetch)
            return content
        if is_offline():
            raise SourceError(
                f"there is no copy of {subject}, and SCHEMADOCK_OFFLINE is set", source=self.name
            )
        try:
            return self._fetched(subject, fetch, copy, content)
        except SchemaNotFoundError:
            self._store.forget(self._key(subject))
            raise
        except (SourceError, SchemaError) as error:
            if copy is None:
                raise
            self._warn(error, copy)
            return content

    def forget(self, subject: str) -> None:
        """Ask for something the next time, however fresh its copy is."""
        copy = self._store.copy_of(self._key(subject))
        if copy:
            self._store.note(self._key(subject), replace(copy, fresh_until=0.0))

    def _key(self, subject: str) -> str:
        return f"{self._identity} {subject}"

    def _copy(self, subject: str) -> tuple[Copy | None, Json]:
        copy = self._store.copy_of(self._key(subject))
        if copy is None:
            return None, None
        try:
            return copy, self._store.read(copy.digest)
        except KeyError:
            return None, None

    def _fetched(
        self, subject: str, fetch: Callable[[str], Fetched], copy: Copy | None, content: Json
    ) -> Json:
        fetched = fetch(copy.tag if copy else "")
        now = self._clock()
        until = now + max(self._freshness.max_age, min(fetched.max_age, DAY))
        if fetched.is_unchanged and not (copy and copy.tag):
            told = f"it says that {subject} is unchanged, which it was not asked"
            raise SourceError(told, source=self.name)
        if fetched.is_unchanged and copy:
            self._store.note(self._key(subject), replace(copy, checked_at=now, fresh_until=until))
            return content
        key = self._store.write(fetched.content)
        made = Copy(self.name, subject, key, now, until, fetched.tag)
        self._store.note(self._key(subject), made)
        return fetched.content

    def _renew(self, subject: str, fetch: Callable[[str], Fetched]) -> None:
        """Fetch in the background, once at a time."""
        if subject in self._renewing:
            return
        self._renewing.add(subject)

        def renew() -> None:
            copy, content = self._copy(subject)
            try:
                self._fetched(subject, fetch, copy, content)
            except (SourceError, SchemaError, SchemaNotFoundError) as error:
                logger.info("a copy of %s could not be renewed: %s", subject, error)
            finally:
                self._renewing.discard(subject)

        renewal = threading.Thread(target=renew, name="schemadock-renewal", daemon=True)
        RENEWALS.add(renewal)
        renewal.start()

    def _warn(self, error: Exception, copy: Copy) -> None:
        """Say once that copies are used, and how old the first one is."""
        if not self._has_warned:
            self._has_warned = True
            age = age_text(self._clock() - copy.checked_at)
            logger.warning("%s; what is used is the last good copy, %s old", error, age)


def finish_renewals(seconds: float) -> None:
    """Wait for what is being renewed in the background, for so many seconds at most."""
    until = time.monotonic() + seconds
    for renewal in tuple(RENEWALS):
        renewal.join(max(0.0, until - time.monotonic()))


def age_text(seconds: float) -> str:
    """Return an age in the largest unit that makes sense."""
    for unit, name in ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute")):
        if seconds >= unit:
            count = int(seconds // unit)
            return f"{count} {name}{'s' if count > 1 else ''}"
    return f"{max(0, int(seconds))} s"
