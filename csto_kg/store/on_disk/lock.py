"""The lock of a store directory: shared by readers, exclusive for whoever writes.

A writer that first has to read and to think takes a third kind, reserved: readers stay and come,
other writers wait. It is a lock on the directory itself, beside a shared one on the lock file; an
exclusive lock is both, so whoever has reserved it finds at the end what was there at the start.

``flock`` is held by the open file and falls with the process, so a killed csto-kg leaves nothing
to clean up. It is advisory: it keeps csto-kg processes apart, and Oxigraph's own lock keeps other
writers out.
"""

from __future__ import annotations

import errno
import fcntl
import os
import time

from csto_kg.errors import EnvironmentFailure

LOCK_NAME = "csto-kg.lock"
WAIT_SECONDS = 2.0
_PAUSE = 0.02


class DirectoryLock:
    """A lock on one store directory, taken on making it and held until ``release``.

    ``reserve`` keeps other writers out, not readers. ``create`` makes the lock file when it is
    missing. Raises EnvironmentFailure when another process holds the lock for longer than ``wait``
    seconds, or the file cannot be opened.
    """

    def __init__(
        self,
        directory: str,
        *,
        exclusive: bool,
        reserve: bool = False,
        create: bool = False,
        wait: float = WAIT_SECONDS,
    ) -> None:
        self.directory = directory
        self.wait = wait
        self._descriptor: int | None = None
        self._writer: int | None = None  # the directory, locked
        path = os.path.join(directory, LOCK_NAME)
        flags = (os.O_RDWR | os.O_CREAT) if create else os.O_RDONLY
        try:
            self._descriptor = os.open(path, flags | os.O_CLOEXEC, 0o666)
        except FileNotFoundError:
            # A copy without its lock file. Whoever writes makes the file; a reader of a
            # directory that it may not write to has nobody to wait for.
            return
        except OSError as error:
            raise EnvironmentFailure(
                f'cannot open "{path}": {error.strerror}', hint="check its permissions"
            ) from error
        try:
            self.take(exclusive=exclusive, reserve=reserve)
        except BaseException:
            self.release()
            raise

    def take(self, *, exclusive: bool, reserve: bool = False) -> None:
        """Change to a shared, a reserved or an exclusive lock.

        Between the first and another, others may come in; from reserved to exclusive, only readers.
        """
        if self._descriptor is None:
            return
        if not exclusive and not reserve:
            self._release_writer()
        elif self._writer is None:
            self._writer = os.open(self.directory, os.O_RDONLY | os.O_CLOEXEC)
            try:
                self._flock(self._writer, fcntl.LOCK_EX)
            except BaseException:
                self._release_writer()
                raise
        self._flock(self._descriptor, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH)

    def _flock(self, descriptor: int, operation: int) -> None:
        deadline = time.monotonic() + self.wait
        while True:
            try:
                fcntl.flock(descriptor, operation | fcntl.LOCK_NB)
                return
            except OSError as error:
                if error.errno not in (errno.EAGAIN, errno.EACCES):
                    raise EnvironmentFailure(
                        f'cannot lock the store "{self.directory}": {error.strerror}',
                        hint="keep it on a file system that supports locks",
                    ) from error
                if time.monotonic() >= deadline:
                    raise EnvironmentFailure(
                        f'the store "{self.directory}" is locked by another csto-kg',
                        hint="wait until that is done, then try again",
                    ) from None
            time.sleep(_PAUSE)

    def release(self) -> None:
        """Give the lock back. Safe to repeat."""
        self._release_writer()
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)

    def _release_writer(self) -> None:
        descriptor, self._writer = self._writer, None
        if descriptor is not None:
            os.close(descriptor)
