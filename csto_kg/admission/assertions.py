"""What new facts may not say: anything by which a claim would pass for a fact.

A record counts by its status, and each status is the ontology's. So facts bring no statuses and no
terms of their own, say nothing that only rules may derive, speak for no other source, and do not
raise what another source merely passes on by citing the same passage for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.admission.ownership import Problem, Protected, Territory
from csto_kg.admission.vocabulary import check_vocabulary
from csto_kg.errors import InputError, did_you_mean
from csto_kg.shacl.graph.shapes_graph import truth
from csto_kg.terms import COUNTS, CSTO, PREFIXES, RDF, RDFS, STATUS, lexical, shorten

if TYPE_CHECKING:
    from csto_kg.rdf_files.staged import Staged


def admit(staged: Staged, protected: Protected) -> list[ox.Quad]:
    """Return the facts that are not there yet, in order, each once.

    Raises InputError, with file and line, for the first term that the ontology does not have, and
    for the first fact that may not be said.
    """
    new = list(dict.fromkeys(quad for quad in staged.quads() if not is_there(quad, protected)))
    _terms(staged, protected, new)
    territory, assertions = Territory(protected, new), Assertions(protected, new)
    for quad in new:
        problem = territory.problem(quad) or assertions.problem(quad)
        if problem is not None:
            raise InputError(problem[0], hint=problem[1], location=staged.place(quad))
    for quad, (message, hint) in assertions.together():
        raise InputError(message, hint=hint, location=staged.place(quad))
    return new


def is_there(quad: ox.Quad, protected: Protected) -> bool:
    """Whether the fact is in its graph already."""
    name = quad.graph_name
    return isinstance(name, ox.NamedNode) and quad.triple in protected.graphs.get(name.value, ())


def _terms(staged: Staged, protected: Protected, quads: Iterable[ox.Quad]) -> None:
    seen: list[ox.Quad] = []

    def noted() -> Iterator[tuple[ox.Quad, str, int | None]]:
        for quad in quads:
            seen[:] = [quad]
            yield quad, "", None

    try:
        check_vocabulary(noted(), protected.vocabulary)
    except InputError as error:
        place = staged.place(seen[0]) if seen else None
        raise InputError(error.message, hint=error.hint, location=place) from error


TYPE = ox.NamedNode(RDF + "type")
_EVIDENCE = ox.NamedNode(CSTO + "evidence")
_SOURCE = ox.NamedNode(CSTO + "source")
_GRAPH_OF = ox.NamedNode(CSTO + "graphOf")
_IN_DOCUMENT = ox.NamedNode(CSTO + "inDocument")
_PASSAGE = ox.NamedNode(CSTO + "Passage")

_SCHEMA = frozenset(RDFS + name for name in ("subClassOf", "subPropertyOf", "domain", "range"))
_SCHEMA_TYPES = frozenset((RDFS + "Class", RDFS + "Datatype", RDF + "Property"))
_SCHEMA_NAMESPACES = (PREFIXES["owl"], PREFIXES["sh"])


class Assertions:
    """Tells what facts may not say, each by itself or together."""

    def __init__(self, protected: Protected, quads: Sequence[ox.Quad]) -> None:
        self._protected = protected
        self._quads = quads
        ontology = protected.ontology
        self._counting = {
            t.subject: truth(t.object) is True for t in ontology if t.predicate == COUNTS
        }
        self._reserved = protected.reserved | {COUNTS.value}
        self._lists = {
            t.object for t in ontology if t.predicate == TYPE and lexical(t.object).startswith(CSTO)
        }
        self._documents = {
            triple.object: graph
            for graph, triple in protected.elsewhere()
            if triple.predicate == _GRAPH_OF
        }
        self._passages = {q.subject for q in quads if q.predicate == TYPE and q.object == _PASSAGE}

    def problem(self, quad: ox.Quad) -> Problem | None:
        """Return what is wrong with what one fact says."""
        predicate, value = quad.predicate, quad.object
        iri = predicate.value
        if iri in self._reserved:
            return (
                f"{shorten(iri)} is never part of a source",
                "leave it out; csto-kg finds it by itself",
            )
        if iri in _SCHEMA or iri.startswith(_SCHEMA_NAMESPACES):
            return (
                f"{shorten(iri)} changes what terms mean, which facts may not",
                "leave it out; two records of one matter are joined by csto:sameMatterAs",
            )
        if predicate == TYPE:
            return self._type(value)
        if not isinstance(value, ox.NamedNode):
            if predicate == STATUS:
                return f"{value} is no epistemic status", self._use_one(STATUS, "")
            return None
        return self._listed(predicate, value) or self._for_another_source(quad, value)

    def together(self) -> Iterator[tuple[ox.Quad, Problem]]:
        """Records that would count, all on evidence that its own source takes for no fact."""
        cited: dict[object, list[ox.Quad]] = {}
        counting = {q.subject for q in self._quads if q.predicate == STATUS and self._counts(q)}
        for quad in self._quads:
            if quad.predicate == _EVIDENCE and quad.subject in counting:
                cited.setdefault(quad.subject, []).append(quad)
        claims = self._claims({quad.object for quads in cited.values() for quad in quads})
        for record, quads in cited.items():
            if all(quad.object in claims for quad in quads):
                evidence = quads[0].object
                yield (
                    quads[0],
                    (
                        f"{_shown(record)} would count as a fact, and rests on {_shown(evidence)}, "
                        f"on which {shorten(claims[evidence])} rests nothing that counts",
                        "give it the status that it has there, or evidence of its own",
                    ),
                )

    def _claims(self, cited: set[object]) -> dict[object, str]:
        """Evidence in other sources on which nothing rests there that counts, and its graph."""
        if not cited:
            return {}
        resting: dict[object, set[object]] = {}
        graphs: dict[object, str] = {}
        counted = set()
        for graph, triple in self._protected.elsewhere():
            if triple.predicate == _EVIDENCE and triple.object in cited:
                resting.setdefault(triple.object, set()).add(triple.subject)
                graphs[triple.object] = graph
            elif triple.predicate == STATUS and self._counts(triple):
                counted.add(triple.subject)
        return {node: graphs[node] for node, records in resting.items() if not records & counted}

    def _counts(self, said: ox.Quad | ox.Triple) -> bool:
        return self._counting.get(said.object, False)  # type: ignore[arg-type]

    def _type(self, kind: object) -> Problem | None:
        iri = lexical(kind)
        if iri in _SCHEMA_TYPES or iri.startswith(_SCHEMA_NAMESPACES):
            return (
                f"there is a new term here, a {shorten(iri)}, and facts bring no terms",
                "use those of the ontology",
            )
        if iri in self._reserved:
            return f"a {shorten(iri)} is never part of a source", "leave it out"
        if kind in self._lists:
            return (
                f"the ontology lists every {shorten(iri)}, and facts add none",
                "use one of those that it has",
            )
        return None

    def _listed(self, predicate: ox.NamedNode, value: ox.NamedNode) -> Problem | None:
        """A value that the ontology lists must be on its list."""
        names = self._names(predicate)
        if not names or (value.value.startswith(CSTO) and value.value[len(CSTO) :] in names):
            return None
        said = shorten(value.value)
        return f"{said} is no value of {shorten(predicate.value)}", self._use_one(predicate, said)

    def _names(self, predicate: ox.NamedNode) -> frozenset[str]:
        """The local names of the values that the ontology lists; empty when it lists none."""
        if predicate == STATUS:
            return frozenset(lexical(node).removeprefix(CSTO) for node in self._counting)
        if not predicate.value.startswith(CSTO):
            return frozenset()
        listed = self._protected.vocabulary.listed
        return listed.get(predicate.value.removeprefix(CSTO), frozenset())

    def _use_one(self, predicate: ox.NamedNode, said: str) -> str:
        names = sorted(f"csto:{name}" for name in self._names(predicate))
        return did_you_mean(said, names) or f"use one of {', '.join(names)}"

    def _for_another_source(self, quad: ox.Quad, value: ox.NamedNode) -> Problem | None:
        if value not in self._documents:
            return None
        name, graph = shorten(value.value), shorten(self._documents[value])
        if quad.predicate == _SOURCE:
            return (
                f"{name} is the source of {graph}, and only the records there are taken from it",
                "name a csto:Document of your own as csto:source, and cite this one by "
                "csto:evidence",
            )
        if quad.predicate == _GRAPH_OF:
            return f"{name} is the source of {graph} already", "name a document of your own"
        if quad.predicate == _IN_DOCUMENT and quad.subject in self._passages:
            return f"the passages of {name} are in {graph}", "cite those by csto:evidence"
        return None


def _shown(term: object) -> str:
    return shorten(term.value) if isinstance(term, ox.NamedNode) else str(term)
