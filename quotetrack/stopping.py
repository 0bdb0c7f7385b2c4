"""Told to stop: by Ctrl-C, by the system or by a terminal that is closed."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
_AGAIN = 0.05  # seconds until it is tried again where nothing could be raised
_waiting: list[int] | None = None  # signals that came in a block of `held`; None outside of one


class Stopped(SystemExit):
    """Raised wherever the program is when a signal tells it to stop: it cleans up and ends.

    number: of the signal; 128 more is the usual `status`.
    said: to the person who stopped it, what was kept and how to go on.
    """

    def __init__(self, number: int):
        self.number, self.status = number, 128 + number
        self.said = "stopped; nothing is written by halves: the same command does it again"
        super().__init__(self.status)


@contextmanager
def stoppable() -> Iterator[None]:
    """Signals that stop a program raise Stopped in the block, once; the next one ends it on the spot.

    A signal that is ignored, as by nohup, stays so. In threads other than the main one nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    found: dict[int, Any] = {number: signal.getsignal(number) for number in _SIGNALS}
    before = {number: handler for number, handler in found.items() if handler not in (signal.SIG_IGN, None)}
    unraisable, stopped = sys.unraisablehook, False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopped
        if stopped or _waiting:
            os._exit(128 + number)
        if _waiting is not None:
            _waiting.append(number)
            return
        stopped = True
        raise Stopped(number)

    def lost(error: sys.UnraisableHookArgs) -> None:
        # It came while Python ran a finalizer, out of which nothing can be raised.
        nonlocal stopped
        if not isinstance(error.exc_value, Stopped):
            unraisable(error)
            return
        stopped = False
        again = threading.Timer(_AGAIN, _tell_main_thread, [error.exc_value.number])
        again.daemon = True
        again.start()

    sys.unraisablehook = lost
    for number in before:
        signal.signal(number, stop)
    try:
        yield
    finally:
        if not stopped:
            sys.unraisablehook = unraisable
            for number, handler in before.items():
                signal.signal(number, handler)


@contextmanager
def held() -> Iterator[None]:
    """A signal that comes in the block stops the program at its end: while torch is imported it could not be raised
    through torch's own code, which would end the process by force."""
    global _waiting
    if _waiting is not None or threading.current_thread() is not threading.main_thread():
        yield
        return
    _waiting = []
    try:
        yield
    finally:
        came, _waiting = _waiting, None
        if came:
            signal.raise_signal(came[0])


def _tell_main_thread(number: int) -> None:
    if hasattr(signal, "pthread_kill"):  # which wakes it
        signal.pthread_kill(threading.main_thread().ident or 0, number)
    else:
        signal.raise_signal(number)


@contextmanager
def not_inherited() -> Iterator[None]:
    """Processes that are started in the block are not stopped by Ctrl-C, which a terminal sends to all of them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
