"""Ends the process when the engine will not: after ``--timeout``, or on Ctrl-C.

A query that runs inside Oxigraph cannot be cancelled, and Python's signal handlers wait for it to
return. It does release the interpreter, so a thread of ours can write the error line and leave.
Python's own regular expressions do not release it; they look for signals, though.
Only the program installs this; a library must not end its host.
"""

from __future__ import annotations

import os
import select
import signal
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from csto_kg.errors import CstoKgError, EnvironmentFailure, Interrupted, error_line

if TYPE_CHECKING:
    from collections.abc import Callable

_GRACE_SECONDS = 0.3  # the main thread, when it is not inside the engine, leaves by itself


def interrupted() -> Interrupted:
    """Return the error of a Ctrl-C."""
    return Interrupted("interrupted")


def guard_interrupt() -> None:
    """Make Ctrl-C end the process even while the main thread is inside the engine."""
    reading, writing = os.pipe2(os.O_CLOEXEC) if hasattr(os, "pipe2") else os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    _start(lambda: _watch_signals(reading), "csto-kg-interrupt")


def limit(seconds: float | None, less: str = "narrow the query") -> None:
    """End the process with an error line when it still runs after ``seconds``; None: never.

    ``less``: what to do, in the line.
    """
    if seconds is None:
        return
    deadline = time.monotonic() + seconds
    error = EnvironmentFailure(
        f"the answer took longer than {seconds:g} s and was given up",
        hint=f"{less}, or raise --timeout",
    )

    def watch() -> None:
        while (rest := deadline - time.monotonic()) > 0:
            time.sleep(rest)
        leave(error)

    if hasattr(signal, "setitimer"):
        # A regular expression of Python's holds the interpreter all the time, and hears signals.
        signal.signal(signal.SIGALRM, lambda _signal, _frame: leave(error))
        signal.setitimer(signal.ITIMER_REAL, seconds + _GRACE_SECONDS)
    _start(watch, "csto-kg-timeout")


def leave(error: CstoKgError) -> NoReturn:
    """Write the error line, remove half-written files and end the process at once."""
    from csto_kg.output.sink import UNFINISHED

    for path in list(UNFINISHED):
        with suppress(OSError):
            os.unlink(path)
    with suppress(OSError):
        os.write(2, (error_line(error) + "\n").encode("utf-8", "backslashreplace"))
    os._exit(int(error.exit_code))


def _watch_signals(reading: int) -> None:
    while True:
        select.select([reading], [], [])
        if signal.SIGINT in os.read(reading, 64):
            time.sleep(_GRACE_SECONDS)
            leave(interrupted())


def _start(target: Callable[[], None], name: str) -> None:
    threading.Thread(target=target, name=name, daemon=True).start()
