"""What is wrong with a user's file, and at which line and column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import IO

import pyoxigraph as ox

from csto_kg.errors import InputError, Location
from csto_kg.rdf_files.formats import Format

_PLACE = re.compile(r"^Parser error at line \d+ .*?: |\s*\(line \d+\)$")
_RELATIVE = "No scheme found in an absolute IRI"

Open = Callable[[], IO[bytes]]


def syntax_problem(
    opener: Open, form: Format, shown: str, error: SyntaxError, option: str
) -> InputError:
    """Return our error for what the engine's parser refused in a file.

    ``option`` is what names its format on the command line.
    """
    # The tags in the text that was parsed may be hidden; in the file itself, columns are right.
    with opener() as stream:
        found, line = _first_error(stream, form)
    error = found or error
    said = _said(error)
    if _RELATIVE in said:
        message = "there is a relative IRI and no base to resolve it"
        hint = "write the whole IRI, or declare a base"
        if "'" in said:
            message = f"the IRI <{said.split(chr(39))[1]}> is relative and there is no base"
    elif "Invalid UTF-8" in said or "utf-8" in said.lower() or "decode" in said.lower():
        message, hint = "this is not UTF-8", "save it as UTF-8"
    else:
        message = f"this is not {form.title}: {said}"
        hint = f"correct it there; if the file is in another format, name that with {option}"
    return InputError(
        message, hint=hint, location=Location(shown, error.lineno or line, error.offset or 1)
    )


def turtle_error(path: str, error: SyntaxError) -> InputError:
    """Return our error for what the engine refused in a Turtle file that is ours, or shipped."""
    return InputError(
        f"this is not Turtle: {_said(error)}",
        hint="correct it there",
        location=Location(path, error.lineno, error.offset),
    )


def _said(error: SyntaxError) -> str:
    """The engine's own words in one line, without the place and the full stop."""
    said = _PLACE.sub("", str(error.args[0] if error.args else error)).strip().rstrip(".")
    return " ".join(said.split())


def no_rdf_1_2(quad: ox.Quad, opener: Open, form: Format, shown: str) -> None:
    """Raise InputError for a triple term or a text with a base direction."""
    kind = rdf_1_2(quad)
    if kind is None:
        return
    line = None
    with opener() as stream:
        lines = OneLine(stream)
        for other in ox.parse(lines, format=form.engine):  # type: ignore[arg-type]
            if rdf_1_2(other) == kind:
                line = lines.number
                break
    raise InputError(
        f"there is {kind}, which is RDF 1.2 and not supported",
        hint="say it in RDF 1.1",
        location=Location(shown, line, 1 if line else None),
    )


def rdf_1_2(quad: ox.Quad) -> str | None:
    """Return what a quad has that RDF 1.1 does not have."""
    value = quad.object
    if isinstance(value, ox.Triple):
        return "a triple term"
    if isinstance(value, ox.Literal) and value.direction is not None:
        return "a text with a base direction"
    return None


class OneLine:
    """A file that gives one line at a time, and counts them."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._lines: Iterator[bytes] = iter(stream)
        self._rest = b""
        self.number = 0

    def read(self, size: int = -1) -> bytes:
        """Return the rest of the line that was begun, else the next line."""
        if not self._rest:
            self._rest = next(self._lines, b"")
            self.number += bool(self._rest)
        if size < 0:
            size = len(self._rest)
        part, self._rest = self._rest[:size], self._rest[size:]
        return part


def _first_error(stream: IO[bytes], form: Format) -> tuple[SyntaxError | None, int]:
    lines = OneLine(stream)
    try:
        for _ in ox.parse(lines, format=form.engine):  # type: ignore[arg-type]
            pass
    except SyntaxError as error:
        return error, lines.number
    return None, 1
