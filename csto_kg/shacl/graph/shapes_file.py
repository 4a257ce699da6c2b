"""A file of shapes and rules, opened once and parsed once."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, partial

import pyoxigraph as ox

from csto_kg.errors import EnvironmentFailure, InputError
from csto_kg.rdf_files.file import RdfFile
from csto_kg.rdf_files.formats import FORMATS, Format
from csto_kg.rdf_files.syntax_errors import OneLine, no_rdf_1_2, turtle_error


@dataclass(frozen=True)
class ShapesFile:
    """A file as it was when it was opened. Two with one path and content are equal.

    ``problem`` makes our error of what the engine's parser says.
    """

    path: str
    content: bytes = field(repr=False)
    format: Format = field(repr=False)
    problem: Callable[[SyntaxError], InputError] = field(repr=False, compare=False)

    @cached_property
    def quads(self) -> tuple[tuple[ox.Quad, int], ...]:
        """The quads, each with the line on which it ends. Raises InputError with its place."""
        lines = OneLine(io.BytesIO(self.content))
        parsed = ox.parse(lines, format=self.format.engine, rename_blank_nodes=True)  # type: ignore[arg-type]
        try:
            return tuple((quad, lines.number) for quad in parsed)
        except SyntaxError as error:
            raise self.problem(error) from error

    def refuse_rdf_1_2(self) -> None:
        """Raise InputError for what RDF 1.1 does not have; rules pass over it."""
        for quad, _ in self.quads:
            no_rdf_1_2(quad, lambda: io.BytesIO(self.content), self.format, self.path)


def read_turtle(path: str | os.PathLike[str]) -> ShapesFile:
    """Open a Turtle file, whatever its extension; it may be empty.

    Raises EnvironmentFailure when it cannot be opened.
    """
    name = os.fspath(path)
    try:
        with open(name, "rb") as stream:
            content = stream.read()
    except OSError as error:
        raise EnvironmentFailure(
            f'cannot read "{name}": {error.strerror}', hint="check its permissions"
        ) from error
    return ShapesFile(name, content, FORMATS["turtle"], partial(turtle_error, name))


def read_rdf(path: str | os.PathLike[str]) -> ShapesFile:
    """Open a file in any format that facts may have. Raises InputError as ``RdfFile`` does."""
    file = RdfFile(os.fspath(path))
    with file.open() as stream:
        return ShapesFile(file.shown, stream.read(), file.format, file.problem)
