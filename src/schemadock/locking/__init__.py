"""The lockfile: pin the exact schemas that a project uses, and verify them later."""

from schemadock.locking.differences import describe_differences
from schemadock.locking.fetching import fetch_locked, find_missing
from schemadock.locking.freezing import frozen_registry
from schemadock.locking.locker import Locker
from schemadock.locking.lockfile import LOCKFILE, LockedSchema, Lockfile

__all__ = [
    "LOCKFILE",
    "LockedSchema",
    "Locker",
    "Lockfile",
    "describe_differences",
    "fetch_locked",
    "find_missing",
    "frozen_registry",
]
