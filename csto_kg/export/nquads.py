"""N-Quads: one quad a line, lines sorted, named graphs kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.export.canonical import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable


def nquads(quads: Iterable[ox.Quad]) -> str:
    """Return the dataset as N-Quads; an empty one as an empty text.

    Raises EnvironmentFailure for what RDF 1.1 does not have.
    """
    serialized = ox.serialize(canonical(quads), format=ox.RdfFormat.N_QUADS) or b""
    lines = serialized.decode().split("\n")
    return "".join(line + "\n" for line in sorted(lines) if line)
