"""Where output goes: standard output, or a file that appears whole or not at all."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO

from csto_kg.errors import CstoKgError, EnvironmentFailure, ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator

UNFINISHED: set[str] = set()
"""Files being written now; whoever ends the process at once removes them first."""


class ClosedPipeError(CstoKgError):
    """The reader of our output has gone (``| head``): we are done, and all is well."""

    exit_code = ExitCode.OK


class Sink:
    """A stream of bytes that words its own failures, and knows whether a person watches.

    It has what pyoxigraph asks of a file: ``write`` and ``flush``. What they raise comes through
    the engine unchanged.
    """

    def __init__(self, stream: BinaryIO, name: str, *, terminal: bool) -> None:
        self.terminal = terminal
        self._stream = stream
        self._name = name

    def write(self, data: bytes | str) -> int:
        """Write all of ``data``. Raises ClosedPipeError or EnvironmentFailure."""
        if isinstance(data, str):
            data = data.encode("utf-8", "backslashreplace")
        try:
            self._stream.write(data)
        except OSError as error:
            raise self._failed(error) from error
        return len(data)

    def flush(self) -> None:
        """Hand everything on. Raises ClosedPipeError or EnvironmentFailure."""
        try:
            self._stream.flush()
        except OSError as error:
            raise self._failed(error) from error

    def _failed(self, error: OSError) -> CstoKgError:
        return output_failure(error, self._name)


def output_failure(error: OSError, name: str = "standard output") -> CstoKgError:
    """Return our error for a write that failed."""
    if isinstance(error, BrokenPipeError):
        return ClosedPipeError("the output was closed")
    return EnvironmentFailure(
        f"cannot write to {name}: {error.strerror or error}",
        hint="make room, or name another file",
    )


@contextmanager
def open_output(path: str | None = None) -> Iterator[Sink]:
    """Open standard output (None or ``-``) or a file for the length of a ``with`` block.

    A file is written beside its final place and put there at the end, so that an error leaves
    the old one as it was. A device or pipe is written to directly. Raises EnvironmentFailure.
    """
    if path is None or path == "-":
        yield from _standard_output()
        return
    shown = f'"{path}"'
    target = os.path.realpath(path)
    try:
        mode = os.stat(target).st_mode
    except OSError:
        mode = None
    if mode is not None and stat.S_ISDIR(mode):
        raise EnvironmentFailure(f"cannot write to {shown}: it is a directory", hint="name a file")
    try:
        if mode is not None and not stat.S_ISREG(mode):
            with open(target, "wb") as stream:
                yield from _filled(stream, shown)
            return
        yield from _whole_file(target, shown, mode)
    except OSError as error:
        raise output_failure(error, shown) from error


def _standard_output() -> Iterator[Sink]:
    if sys.stdout is None:
        raise EnvironmentFailure("standard output is closed", hint="open it, or name a file")
    sys.stdout.flush()  # what was printed as text comes first
    yield from _filled(sys.stdout.buffer, "standard output", terminal=sys.stdout.isatty())


def _filled(stream: BinaryIO, name: str, *, terminal: bool = False) -> Iterator[Sink]:
    sink = Sink(stream, name, terminal=terminal)
    yield sink
    sink.flush()


def _whole_file(target: str, shown: str, mode: int | None) -> Iterator[Sink]:
    folder, name = os.path.split(target)
    if not os.path.isdir(folder):
        raise EnvironmentFailure(
            f"cannot write to {shown}: its folder does not exist", hint="make the folder first"
        )
    draft = os.path.join(folder, f".{name}.csto-kg-{os.getpid()}")
    UNFINISHED.add(draft)
    try:
        with open(draft, "xb") as stream:
            if mode is not None:
                os.fchmod(stream.fileno(), stat.S_IMODE(mode))
            yield from _filled(stream, shown)
            os.fsync(stream.fileno())
        os.replace(draft, target)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(draft)
        UNFINISHED.discard(draft)
