"""What new facts may not touch: the ontology, shapes and rules, other sources, the bookkeeping.

A source may describe its own things and records, and refer to everybody's. To a thing that another
source describes it may add names and notes, to a record of another source nothing. What facts may
not *say*, wherever they go, is in :mod:`csto_kg.admission.assertions`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from csto_kg.admission.vocabulary import Vocabulary
from csto_kg.terms import (
    CSTO,
    GRAPH,
    ID,
    ONTOLOGY_GRAPH,
    PREFIXES,
    RDFS,
    STAGING,
    STATUS,
    is_internal,
    shorten,
)

Graphs = Mapping[str, Collection[ox.Triple]]
"""The triples of each graph by its name."""

_ADDABLE = frozenset((RDFS + "label", PREFIXES["skos"] + "altLabel", CSTO + "note"))
"""What any source may add to a thing that another one describes."""

_VOCABULARIES = tuple(
    namespace for prefix, namespace in PREFIXES.items() if prefix not in ("id", "graph")
)
_BASE = GRAPH.removesuffix("graph/")
"""Everything of the project's own has a name under this one; sources name things under ID."""


@dataclass(frozen=True)
class Protected:
    """What is there already: the graphs, which of them are to change, and the project's own.

    ``own``: the graphs that the facts may go into. ``shipped``: those that nobody may change.
    ``described``: the names that shapes, rules and readings describe. ``derived``: the things that
    exist only because rules derive them. ``reserved``: the terms that no source may state.
    """

    graphs: Graphs
    own: frozenset[str]
    shipped: frozenset[str] = frozenset()
    described: frozenset[str] = frozenset()
    derived: frozenset[str] = frozenset()
    reserved: frozenset[str] = frozenset()
    vocabulary: Vocabulary = field(default_factory=lambda: Vocabulary({}))

    @property
    def ontology(self) -> Collection[ox.Triple]:
        """The terms, as the ontology's graph describes them."""
        return self.graphs.get(ONTOLOGY_GRAPH, ())

    def elsewhere(self) -> Iterator[tuple[str, ox.Triple]]:
        """Iterate over what other sources say, each with its graph."""
        for graph, triples in self.graphs.items():
            if graph != ONTOLOGY_GRAPH and graph not in self.own:
                for triple in triples:
                    yield graph, triple


Problem = tuple[str, str]
"""What is wrong with a fact, and what to do."""


class Territory:
    """Whose things are: tells where a fact may not go and what it may not be about."""

    def __init__(self, protected: Protected, quads: Iterable[ox.Quad]) -> None:
        self._protected = protected
        self._terms = {triple.subject for triple in protected.ontology}
        self._records: dict[object, str] = {}
        self._things: dict[object, str] = {}
        self._elsewhere: dict[str, str] = {}
        self._seen: dict[object, tuple[Problem | None]] = {}
        subjects = {quad.subject for quad in quads}
        for graph, triple in protected.elsewhere():
            if isinstance(triple.subject, ox.NamedNode):
                self._elsewhere[triple.subject.value] = graph
            if triple.subject in subjects:
                if triple.predicate == STATUS:
                    self._records[triple.subject] = graph
                elif triple.predicate.value not in _ADDABLE:
                    self._things[triple.subject] = graph

    def problem(self, quad: ox.Quad) -> Problem | None:
        """Return what is wrong with the place of a fact or with its subject."""
        return self._place(quad) or self._subject(quad)

    def _place(self, quad: ox.Quad) -> Problem | None:
        name = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
        if name in self._protected.own and name not in self._protected.shipped:
            return None
        if is_internal(name):
            return f"{shorten(name)} is kept by csto-kg for itself", "name the graph otherwise"
        if name in self._protected.shipped or name == ONTOLOGY_GRAPH:
            said = f"{shorten(name)} is part of what csto-kg ships and cannot be changed"
        else:
            own = ", ".join(map(shorten, sorted(self._protected.own)))
            said = f"{shorten(name)} is not {own}, the graph of the source"
        return said, "put the facts into no named graph, or into that of their source"

    def _subject(self, quad: ox.Quad) -> Problem | None:
        node = quad.subject
        if not isinstance(node, ox.NamedNode) or node.value in self._protected.own:
            return None
        found = self._seen.get(node)
        if found is None:
            found = self._seen[node] = (self._whose(node),)
        if found[0] is not None:
            return found[0]
        if node in self._things and quad.predicate.value not in _ADDABLE:
            return (
                f"{shorten(node.value)} is described in {shorten(self._things[node])}, and other "
                "sources add only rdfs:label, skos:altLabel and csto:note to it, not "
                f"{shorten(quad.predicate.value)}",
                "say it in a record of your own that points to it"
                + self._or_source(self._things[node]),
            )
        return None

    def _whose(self, node: ox.NamedNode) -> Problem | None:
        """What is wrong with any fact about a thing; asked once for each."""
        name = shorten(node.value)
        if self._is_ours(node):
            return (
                f"{name} belongs to csto-kg, and facts may not say anything of it",
                f"describe a thing of your own, such as <{ID}my-thing>",
            )
        if node.value in self._protected.derived:
            return (
                f"{name} is derived by the rules, and facts may not say anything of it",
                f"describe a record of your own, such as <{ID}my-record>",
            )
        above = self._above(node.value)
        if above is not None:
            return (
                f"{name} has a name under {shorten(above)}, which is described in "
                f"{shorten(self._elsewhere[above])}; such names are for what rules derive",
                f"name it otherwise, such as <{ID}my-thing>",
            )
        if node in self._records:
            return (
                f"{name} is a record of {shorten(self._records[node])}, to which other sources "
                "add nothing",
                "write a record of your own, which may point to it by csto:supersedes"
                + self._or_source(self._records[node]),
            )
        return None

    def _above(self, iri: str) -> str | None:
        """The thing of another source whose name this one goes on from, with a slash."""
        above = iri.removeprefix(ID)
        while "/" in above:
            above = above.rpartition("/")[0]
            if ID + above in self._elsewhere:
                return ID + above
        return None

    def _or_source(self, graph: str) -> str:
        """What to do if the facts are, after all, of the source whose graph this is."""
        if graph in self._protected.shipped or not graph.startswith(GRAPH):
            return ""
        return f"; if this is that source, say so with --source {graph.removeprefix(GRAPH)}"

    def _is_ours(self, node: ox.NamedNode) -> bool:
        iri = node.value
        if node in self._terms or iri in self._protected.described:
            return True
        if iri.startswith(GRAPH) and STAGING in self._protected.own:
            return is_internal(iri) or iri in self._protected.graphs
        return iri.startswith(_VOCABULARIES) or (iri.startswith(_BASE) and not iri.startswith(ID))
