"""The lock that lets one scan at a time write a ledger.

It is the operating system's lock on a file beside the ledger, so it is gone with its process, also after
kill -9. The file itself stays: removing it would let two processes lock two files of one name.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from quotetrack.errors import LedgerError

if sys.platform == "win32":
    import msvcrt

    def _try(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try(descriptor: int) -> None:
        # Not fcntl.lockf, nor SQLite's locks: those are lost as soon as the process opens and closes the
        # file once more, as a scan of the folder that the ledger lies in would.
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class ScanLock:
    """Holds the lock of the ledger at `path` until `release`.

    Raises LedgerError when another scan still holds it after `wait` seconds, or when its file cannot be made.
    """

    def __init__(self, path: Path, wait: float) -> None:
        beside = _beside(path)
        try:
            self._descriptor = os.open(beside, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            raise LedgerError(
                f"cannot write {beside} ({error.strerror}): give a path in a folder that can be written"
            ) from error
        deadline = time.monotonic() + wait
        while True:
            try:
                _try(self._descriptor)
                break
            except OSError as error:
                if time.monotonic() < deadline:
                    time.sleep(0.05)
                    continue
                os.close(self._descriptor)
                raise LedgerError(
                    f"another scan is writing {path}: wait until it has ended or give another path with --ledger"
                ) from error
        _held.add(self)

    def release(self) -> None:
        """Gives the lock back; once more does nothing."""
        if self in _held:
            _held.remove(self)
            os.close(self._descriptor)


_held: set[ScanLock] = set()


def is_scanned(path: Path) -> bool:
    """Whether a scan is writing the ledger at `path` now."""
    if not os.access(_beside(path), os.W_OK):
        return False  # where nothing can be written, no scan has begun
    try:
        ScanLock(path, wait=0).release()
    except LedgerError:
        return True
    return False


def _beside(path: Path) -> Path:
    return path.with_name(path.name + "-lock")


def _leave_to_parent() -> None:
    # A forked worker that outlives its killed parent would hold the lock on.
    for lock in list(_held):
        lock.release()


if sys.platform != "win32":
    os.register_at_fork(after_in_child=_leave_to_parent)
