"""The lockfile: pin the exact schemas that a project uses, and verify them later."""

from schemadock.locking.differences import differences
from schemadock.locking.frozen import frozen_registry
from schemadock.locking.lockfile import LOCKFILE, LockedSchema, Lockfile
from schemadock.locking.resolving import Locker
from schemadock.locking.syncing import fill, missing

__all__ = [
    "LOCKFILE",
    "LockedSchema",
    "Locker",
    "Lockfile",
    "differences",
    "fill",
    "frozen_registry",
    "missing",
]
