"""What users call the sources that they add."""

from __future__ import annotations

import re

import pyoxigraph as ox

from csto_kg.errors import UsageError
from csto_kg.terms import GRAPH, graph_iri

_NAME = re.compile(r"\w(?:[\w.-]*\w)?")


def source_graph(name: str) -> str:
    """Return the graph of the source with this name, which may be the graph's IRI or CURIE.

    Raises UsageError for what cannot be the name of a source.
    """
    local = name.removeprefix(GRAPH).removeprefix("graph:")
    try:
        if _NAME.fullmatch(local):
            return ox.NamedNode(graph_iri(local)).value
    except ValueError:
        pass
    raise UsageError(
        f'"{name}" is no name for a source',
        hint="give one of letters, digits, -, _ and . with --source NAME",
    )
