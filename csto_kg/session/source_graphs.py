"""The graphs that the store holds, one for each source, and how a user names them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.errors import UsageError, did_you_mean
from csto_kg.session.entities import Entity
from csto_kg.store.engine_errors import engine_errors
from csto_kg.terms import ONTOLOGY_GRAPH, shorten
from csto_kg.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csto_kg.knowledge_base import KnowledgeBase


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
        return Entity(self.source or self.graph).local_name or self.graph

    @property
    def names(self) -> list[str]:
        """Everything that the source may be called, short names first."""
        iris = [iri for iri in (self.source, self.graph) if iri]
        local = [Entity(iri).local_name for iri in iris]
        called = [*local, self.label, self.title, *iris, *map(shorten, iris)]
        return list(dict.fromkeys(filter(None, [*called, *(f"<{iri}>" for iri in iris)])))


def source_graphs(kb: KnowledgeBase) -> list[SourceGraph]:
    """Return every graph that queries see, the ontology too, in order of its IRI."""
    answer = kb.command_query("sources-of-graph")
    assert isinstance(answer, ox.QuerySolutions)  # noqa: S101  (the query is ours)
    found: dict[str, SourceGraph] = {}
    with engine_errors():
        for row in answer:
            value = {
                name: None if row[name] is None else str(getattr(row[name], "value", row[name]))
                for name in ("graph", "sourceIri", "source", "title", "license")
            }
            graph = value["graph"] or ""
            # A graph with two titles has two rows; the first is as good as the other.
            found.setdefault(
                graph,
                SourceGraph(
                    graph,
                    value["sourceIri"],
                    value["source"],
                    value["title"],
                    int(row["records"].value),
                    int(row["triples"].value),
                    value["license"],
                ),
            )
    return list(found.values())


def choose(
    graphs: Iterable[SourceGraph],
    wanted: Iterable[str],
    kb: KnowledgeBase,
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
    called = {graph.graph: _all_names(graph, kb) for graph in graphs}
    chosen = {
        graph.graph: graph for name in names for graph in [_one(name, graphs, called, beside)]
    }
    return [graph for graph in graphs if graph.graph in chosen]


def _all_names(graph: SourceGraph, kb: KnowledgeBase) -> list[str]:
    known = kb.entities.entities.get(graph.source or "")
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
