"""N-Quads and N-Triples: one statement a line, lines sorted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csto_kg.writers.statements import statements

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyoxigraph as ox


def nquads(quads: Iterable[ox.Quad]) -> str:
    """Return the dataset as N-Quads, named graphs kept; an empty one as an empty text.

    Raises EnvironmentFailure for what RDF 1.1 does not have.
    """
    return text_of(statements(quads))


def text_of(lines: Iterable[str]) -> str:
    """Return lines as a text in which each ends."""
    return "".join([line + "\n" for line in lines])
