"""Fetching by way of the store: what is fresh is not asked for, and what fails is no loss."""

from __future__ import annotations

import logging
import math
import threading
import time
import weakref
from dataclasses import replace
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
"""Seconds after which a failure to answer is one that others need not wait for, too."""
PAUSE = 30.0
"""Seconds for which nobody asks again: all processes of the user heed it."""
RENEWALS: weakref.WeakSet[threading.Thread] = weakref.WeakSet()
"""Threads that renew copies."""


class Freshness(NamedTuple):
    """For how long a copy does.

    Attributes:
        max_age: seconds for which a copy is used without asking.
        stale: seconds after that for which it is used at once, and renewed in the background; in
            the second half of them it is renewed first, lest it never is where a process ends
            before the source has answered.
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


class _Wanted(NamedTuple):
    """What ``get`` was asked for."""

    subject: str
    fetch: Callable[[str], Fetched]
    judge: Callable[[Json, Json], None]


class _Held(NamedTuple):
    """A copy, and what it is of."""

    copy: Copy
    content: Json


class SourceCache:
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
        self._beginning = threading.Lock()
        self._told: set[str] = set()
        self._is_down = False

    def get(
        self,
        subject: str,
        fetch: Callable[[str], Fetched],
        judge: Callable[[Json, Json], None] = lambda _content, _held: None,
    ) -> Any:
        """Return what the source holds, or the last good copy where the source fails.

        Args:
            subject: what is wanted; it is its key, too.
            fetch: asks the source; is given the entity tag of the copy, or an empty string, and
                raises a SourceError or SchemaError for whatever is no good answer.
            judge: is given a content and, where it was fetched just now, the good copy that it
                would replace, else None; raises likewise. A copy that it refuses is as good as
                none: other settings may have let it in.

        Raises:
            SchemaNotFoundError: the source says that it holds no such thing.
            SourceError: the source fails, and there is no copy.
            SchemaError: what it holds is no schema, and there is no copy.
        """
        wanted = _Wanted(subject, fetch, judge)
        held = self._held(wanted)
        overdue = self._overdue(held.copy) if held else 0.0
        if held and (overdue < 0 or is_offline()):
            return held.content
        if held and overdue < self._freshness.stale / 2:
            self._renew(wanted)
            return held.content
        if is_offline():
            raise SourceError(
                f"there is no copy of {subject}, and SCHEMADOCK_OFFLINE is set", source=self.name
            )
        return self._asked(wanted, held)

    def forget(self, subject: str) -> None:
        """Ask for something the next time, however fresh its copy is."""
        copy = self._store.copy_of(self._key(subject))
        if copy:
            self._store.note(self._key(subject), replace(copy, is_outdated=True))

    def _key(self, subject: str) -> str:
        return f"{self._identity} {subject}"

    @property
    def _whole(self) -> str:
        """The key of pauses of the whole source: none that a subject has. What is told names it."""
        return f"source {self._identity} {self.name}"

    def _pause(self, key: str) -> Pause | None:
        """Return the pause that holds now."""
        pause = self._store.pause_of(key)
        return pause if pause and 0 <= self._clock() - pause.at < PAUSE else None

    def _held(self, wanted: _Wanted) -> _Held | None:
        copy = self._store.copy_of(self._key(wanted.subject))
        if copy is None:
            return None
        try:
            content = self._store.read(copy.digest)
            wanted.judge(content, None)
        except (KeyError, SourceError, SchemaError):
            return None
        return _Held(copy, content)

    def _overdue(self, copy: Copy) -> float:
        """For how many seconds a copy has not been fresh; negative while it is."""
        age = self._clock() - copy.checked_at
        if copy.is_outdated or age < 0:  # it was noted while the clock was ahead
            return math.inf
        return age - max(self._freshness.max_age, min(copy.max_age, DAY))

    def _asked(self, wanted: _Wanted, held: _Held | None) -> Json:
        """Ask the source; where it fails, or has kept somebody waiting, what is held is used."""
        pause = self._pause(self._whole)
        if held and pause:
            self._warn(pause.told, held.copy)
            return held.content
        began = self._clock()
        try:
            content = self._fetched(wanted, held)
        except SchemaNotFoundError:
            raise
        except (SourceError, SchemaError) as error:
            now = self._clock()
            if isinstance(error, SourceUnreachableError) and now - began > SLOW:
                self._store.pause(self._whole, Pause(now, str(error)))
            if held is None:
                raise
            self._warn(str(error), held.copy)
            return held.content
        return content

    def _fetched(self, wanted: _Wanted, held: _Held | None) -> Json:
        """Ask the source, and keep what it says: that it holds no such thing, too."""
        try:
            content = self._answer(wanted, held)
        except SchemaNotFoundError:
            self._store.forget(self._key(wanted.subject))
            raise
        self._is_down = False
        self._told.discard(wanted.subject)
        return content

    def _answer(self, wanted: _Wanted, held: _Held | None) -> Json:
        tag = held.copy.tag if held else ""
        fetched = wanted.fetch(tag)
        content = fetched.content
        if fetched.is_unchanged and not (held and tag):
            told = f"it says that {wanted.subject} is unchanged, which it was not asked"
            raise SourceError(told, source=self.name)
        if fetched.is_unchanged and held:
            content, digest = held.content, held.copy.digest
        else:
            wanted.judge(content, held.content if held else None)
            digest, tag = self._written(wanted.subject, content), fetched.tag
        url = self._identity.partition("?")[0]  # a query may hold what is secret
        made = Copy(self.name, wanted.subject, digest, self._clock(), fetched.max_age, tag, url)
        self._store.note(self._key(wanted.subject), made)
        return content

    def _written(self, subject: str, content: Json) -> str:
        try:
            return self._store.write(content)
        except SchemaError as error:
            raise SchemaError(error.reason, schema_id=subject, supplier=self.name) from None

    def _renew(self, wanted: _Wanted) -> None:
        """Fetch in the background, once at a time; where it came to nothing, not again at once."""
        key = self._key(wanted.subject)
        with self._beginning:
            if wanted.subject in self._renewing or self._pause(key) or self._pause(self._whole):
                return
            self._renewing.add(wanted.subject)
        self._store.pause(key, Pause(self._clock()))
        renewal = threading.Thread(
            target=self._renewed, args=(wanted,), name="schemadock-renewal", daemon=True
        )
        try:
            renewal.start()
        except RuntimeError:  # there are no more threads, as at the end of a program
            self._store.end_pause(key)
            self._renewing.discard(wanted.subject)
        else:
            RENEWALS.add(renewal)

    def _renewed(self, wanted: _Wanted) -> None:
        try:
            self._fetched(wanted, self._held(wanted))
            self._store.end_pause(self._key(wanted.subject))
        except (SourceError, SchemaError, SchemaNotFoundError) as error:
            logger.info("a copy of %s could not be renewed: %s", wanted.subject, error)
        finally:
            self._renewing.discard(wanted.subject)

    def _warn(self, told: str, copy: Copy) -> None:
        """Say once in an outage that copies are used, and how old the first one is.

        It ends when anything is answered; what fails on even so has been told, too.
        """
        if self._is_down or copy.subject in self._told:
            return
        self._is_down = True
        self._told.add(copy.subject)
        age = age_text(self._clock() - copy.checked_at)
        logger.warning("%s; what is used is the last good copy, %s old", told, age)


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
