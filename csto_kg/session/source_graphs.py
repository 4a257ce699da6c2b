"""The graphs that the store holds, one for each source, and how a user names them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csto_kg.errors import UsageError, did_you_mean
from csto_kg.terms import GRAPH, ONTOLOGY_GRAPH, graph_iri, local_name, shorten
from csto_kg.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csto_kg.session.session import Session

_NAME = re.compile(r"\w(?:[\w.-]*\w)?")


@dataclass(frozen=True)
class SourceGraph:
    """A named graph: the document that it is taken from, if it says so, and its size."""

    graph: str
    source: str | None
    label: str | None
    title: str | None
    records: int
    triples: int
    license: str | None

    @property
    def name(self) -> str:
        """The short name: of the document, else of the graph."""
        return local_name(self.source or self.graph) or self.graph

    @property
    def names(self) -> list[str]:
        """Everything that the source may be called, short names first."""
        iris = [iri for iri in (self.source, self.graph) if iri]
        local = [local_name(iri) for iri in iris]
        called = [*local, self.label, self.title, *iris, *map(shorten, iris)]
        return list(dict.fromkeys(filter(None, [*called, *(f"<{iri}>" for iri in iris)])))


def source_graph(name: str) -> str:
    """Return the graph of the source with this name, which may be the graph's IRI or CURIE.

    Raises UsageError for what cannot be the name of a source.
    """
    local = name.removeprefix(GRAPH).removeprefix("graph:")
    if not _NAME.fullmatch(local):
        raise UsageError(
            f'"{name}" is no name for a source',
            hint="give one of letters, digits, -, _ and . with --source NAME",
        )
    return graph_iri(local)


def source_graphs(session: Session) -> list[SourceGraph]:
    """Return every graph that queries see, the ontology too, in order of its IRI."""
    found: dict[str, SourceGraph] = {}
    for row in session.rows("sources-of-graph"):
        # A graph with two titles has two rows; the first is as good as the other.
        found.setdefault(
            row["graph"],
            SourceGraph(
                row["graph"],
                row.get("sourceIri"),
                row.get("source"),
                row.get("title"),
                int(row["records"]),
                int(row["triples"]),
                row.get("license"),
            ),
        )
    return list(found.values())


def choose(
    graphs: Iterable[SourceGraph],
    wanted: Iterable[str],
    session: Session,
    beside: Iterable[str] = (),
) -> list[SourceGraph]:
    """Return the graphs with the wanted names, without any all but the ontology.

    Raises UsageError for a name that none has, or several have; the hint also knows the names
    ``beside``.
    """
    graphs = list(graphs)
    names = list(wanted)
    if not names:
        return [graph for graph in graphs if graph.graph != ONTOLOGY_GRAPH]
    called = {graph.graph: _all_names(graph, session) for graph in graphs}
    chosen = {
        graph.graph: graph for name in names for graph in [_one(name, graphs, called, beside)]
    }
    return [graph for graph in graphs if graph.graph in chosen]


def graphs_named(session: Session, names: Iterable[str] = ()) -> list[str]:
    """Return the IRIs of the sources with these names, without any of all, the ontology too.

    Raises UsageError as :func:`choose` does.
    """
    wanted = list(names)
    if not wanted:
        return session.store.graph_names()
    return [found.graph for found in choose(source_graphs(session), wanted, session)]


def _all_names(graph: SourceGraph, session: Session) -> list[str]:
    known = session.entities.entities.get(graph.source or "")
    return [*graph.names, *(known.labels if known else ())]


def _one(
    name: str,
    graphs: list[SourceGraph],
    called: dict[str, list[str]],
    beside: Iterable[str],
) -> SourceGraph:
    key = fold(name)
    matches = [g for g in graphs if name in called[g.graph]] or [
        g for g in graphs if key in map(fold, called[g.graph])
    ]
    if len(matches) == 1:
        return matches[0]
    if matches:
        listed = ", ".join(shorten(graph.graph) for graph in matches)
        raise UsageError(f'"{name}" may be several sources: {listed}', hint="use one of these")
    everything = [*beside, *(known for names in called.values() for known in names)]
    short = ", ".join([*(graph.name for graph in graphs), *beside])
    raise UsageError(
        f'there is no source "{name}"',
        hint=did_you_mean(name, everything) or f"use one of {short}",
    )
