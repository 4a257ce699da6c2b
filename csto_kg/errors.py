"""What can go wrong, how it is worded and which exit code it has: decided here, nowhere else.

Every error that a user may meet is a :class:`CstoKgError`: what is wrong, where, and what to do
about it. :func:`error_line` words it; :func:`did_you_mean` makes every suggestion.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

from csto_kg.text import fold, visible

PROGRAM = "csto-kg"


class ExitCode(IntEnum):
    """The exit codes of the program; each has one meaning."""

    OK = 0
    NOT_CONFORMING = 1
    USAGE = 2
    INPUT = 3
    ENVIRONMENT = 4
    INTERRUPTED = 130


@dataclass(frozen=True)
class Location:
    """A place in a text: a file name (or ``<query>``, ``<stdin>``), line and column from 1."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        parts = [self.file]
        if self.line is not None:
            parts.append(str(self.line))
            if self.column is not None:
                parts.append(str(self.column))
        return ":".join(parts)


class CstoKgError(Exception):
    """Base of all errors with a wording for users.

    ``message`` says what is wrong, ``hint`` what to do about it, ``location`` where it stands.
    """

    exit_code: ClassVar[ExitCode] = ExitCode.ENVIRONMENT

    def __init__(
        self, message: str, *, hint: str | None = None, location: Location | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.location = location

    def __str__(self) -> str:
        return error_text(self)


class UsageError(CstoKgError):
    """The call is wrong: no such name, a missing or wrongly typed value, an ambiguous one."""

    exit_code = ExitCode.USAGE


class InputError(CstoKgError):
    """Something given to us cannot be read: RDF, SPARQL or the header of a stored query."""

    exit_code = ExitCode.INPUT


class EnvironmentFailure(CstoKgError):  # noqa: N818  (EnvironmentError is a builtin)
    """Store, output or surroundings failed: locked, full, unwritable, out of time."""

    exit_code = ExitCode.ENVIRONMENT


class Interrupted(CstoKgError):  # noqa: N818  (no error of anybody's)
    """The user pressed Ctrl-C."""

    exit_code = ExitCode.INTERRUPTED


def error_text(error: CstoKgError) -> str:
    """Return ``LOCATION: what is wrong; what to do`` in one line, safe for a terminal."""
    where = f"{error.location}: " if error.location else ""
    hint = f"; {error.hint}" if error.hint else ""
    return visible(f"{where}{error.message}{hint}")


def error_line(error: CstoKgError) -> str:
    """Return the one line that a user sees on stderr, without its line end."""
    return f"{PROGRAM}: error: {error_text(error)}"


def did_you_mean(word: str, candidates: Iterable[str], *, limit: int = 3) -> str | None:
    """Return ``did you mean "a" or "b"?`` for the candidates close to ``word``, else None."""
    close = close_matches(word, candidates, limit=limit)
    if not close:
        return None
    quoted = [f'"{name}"' for name in close]
    listed = quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
    return f"did you mean {listed}?"


def close_matches(word: str, candidates: Iterable[str], *, limit: int = 3) -> list[str]:
    """Return the candidates closest to ``word``, best first: near spellings, then word starts."""
    import difflib  # costs milliseconds, and only a failing call needs it

    by_fold: dict[str, str] = {}
    for name in candidates:
        by_fold.setdefault(fold(name), name)
    key = fold(word)
    found = difflib.get_close_matches(key, by_fold, n=limit, cutoff=0.6)
    if key:
        found += sorted(name for name in by_fold if name.startswith(key) and name not in found)
    if len(key) >= 3:  # one or two letters stand inside nearly every name
        found += sorted(name for name in by_fold if key in name and name not in found)
    return [by_fold[name] for name in found[:limit]]
