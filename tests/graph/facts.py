"""Triples with the look-ups that the data tests need, read with pyoxigraph alone.

Nothing here comes from csto_kg: the tests of the data must not share a mistake with the engine.
A rule is a function from `Facts` to a list of violations in words; `Facts.changed` makes a
broken copy, on which the rule must speak up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox

ROOT = Path(__file__).resolve().parents[2]
ONTOLOGY = ROOT / "ontology" / "csto.ttl"
GRAPH_FILES = sorted((ROOT / "graphs").glob("*.ttl"))

CSTO = "https://w3id.org/csto-kg/ontology#"
ID = "https://w3id.org/csto-kg/id/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = {
    "csto": CSTO, "id": ID, "graph": "https://w3id.org/csto-kg/graph/", "rdf": RDF, "rdfs": RDFS,
    "owl": OWL, "skos": SKOS, "xsd": XSD, "dct": "http://purl.org/dc/terms/",
}  # fmt: skip

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Node: TypeAlias = ox.NamedNode | ox.BlankNode


def iri(name: str) -> ox.NamedNode:
    """`iri("csto:Tenure")`."""
    prefix, local = name.split(":", 1)
    return ox.NamedNode(PREFIXES[prefix] + local)


def triples_of(*paths: Path) -> list[ox.Triple]:
    """The triples of files, blank nodes of two files kept apart."""
    return [q.triple for path in paths for q in ox.parse(path=str(path), rename_blank_nodes=True)]


def short(term: Term) -> str:
    """The name of a term as a reader of the Turtle files knows it."""
    if isinstance(term, ox.NamedNode):
        for prefix, namespace in PREFIXES.items():
            if term.value.startswith(namespace):
                return f"{prefix}:{term.value[len(namespace) :]}"
        return f"<{term.value}>"
    return term.value if isinstance(term, ox.Literal) else str(term)


def turtle(text: str) -> list[ox.Triple]:
    """Parse Turtle in which the prefixes of the project are known."""
    head = "".join(f"@prefix {p}: <{n}> .\n" for p, n in PREFIXES.items())
    return [
        ox.Triple(q.subject, q.predicate, q.object)
        for q in ox.parse(input=head + text, format=ox.RdfFormat.TURTLE)
    ]


def read(*paths: Path) -> Facts:
    """All triples of the files."""
    quads = (q for path in paths for q in ox.parse(path=str(path), rename_blank_nodes=True))
    return Facts(ox.Triple(q.subject, q.predicate, q.object) for q in quads)


class Facts:
    """A set of triples, indexed; never changed in place."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self.triples = frozenset(triples)
        index: dict[Term, dict[ox.NamedNode, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for triple in self.triples:
            index[triple.subject][triple.predicate].append(triple.object)
        self._index = index

    @cached_property
    def _sorted(self) -> tuple[ox.Triple, ...]:
        return tuple(sorted(self.triples, key=str))

    def __iter__(self) -> Iterator[ox.Triple]:
        return iter(self._sorted)

    def __len__(self) -> int:
        return len(self.triples)

    def changed(self, *, add: str = "", remove: str = "") -> Facts:
        """A copy with the triples of `add` and without those of `remove`, which must be there."""
        gone = frozenset(turtle(remove))
        assert gone <= self.triples, "a mutation test removes what is not there"
        return Facts((self.triples - gone) | frozenset(turtle(add)))

    def subjects(self, predicate: str | None = None) -> list[Node]:
        key = iri(predicate) if predicate else None
        found = [s for s, out in self._index.items() if key is None or out.get(key)]
        return sorted((s for s in found if isinstance(s, Node)), key=str)

    def about(self, subject: Term) -> list[ox.Triple]:
        """The triples with a subject."""
        out = self._index.get(subject, {})
        found = [ox.Triple(subject, p, o) for p, objects in out.items() for o in objects]  # type: ignore[arg-type]
        return sorted(found, key=str)

    def values(self, subject: Term, predicate: str) -> list[Term]:
        out = self._index.get(subject)
        return sorted(out.get(iri(predicate), ()), key=str) if out else []

    def value(self, subject: Term, predicate: str) -> Term | None:
        """The one value, or None; a second one is an error of the test."""
        found = self.values(subject, predicate)
        assert len(found) <= 1, f"{short(subject)} has {len(found)} values of {predicate}"
        return found[0] if found else None

    def text(self, subject: Term, predicate: str) -> str | None:
        found = self.value(subject, predicate)
        return found.value if isinstance(found, ox.Literal) else None

    def texts(self, subject: Term, predicate: str) -> list[str]:
        return [v.value for v in self.values(subject, predicate) if isinstance(v, ox.Literal)]

    def types(self, subject: Term) -> list[Term]:
        return self.values(subject, "rdf:type")

    def members(self, head: Term) -> list[Term]:
        """The members of an RDF list."""
        found: list[Term] = []
        while head != iri("rdf:nil"):
            found += self.values(head, "rdf:first")
            following = self.value(head, "rdf:rest")
            assert following is not None, "an RDF list without end"
            head = following
        return found


class Ontology(Facts):
    """The terms, with what follows from their hierarchy."""

    @cached_property
    def declared(self) -> frozenset[str]:
        return frozenset(
            s.value for s in self.subjects("rdf:type")
            if isinstance(s, ox.NamedNode) and s.value.startswith(CSTO)
        )  # fmt: skip

    def of_type(self, kind: str) -> list[ox.NamedNode]:
        """The csto: terms of one kind, such as `owl:Class`."""
        return [
            s for s in self.subjects("rdf:type")
            if isinstance(s, ox.NamedNode)
            and s.value.startswith(CSTO)
            and iri(kind) in self.types(s)
        ]  # fmt: skip

    def above(self, cls: Term) -> frozenset[Term]:
        """The class and all its named superclasses."""
        found: set[Term] = set()
        todo = [cls]
        while todo:
            current = todo.pop()
            if current not in found and not isinstance(current, ox.BlankNode):
                found.add(current)
                todo += self.values(current, "rdfs:subClassOf")
        return frozenset(found)

    def is_a(self, cls: Term, ancestor: str) -> bool:
        return iri(ancestor) in self.above(cls)

    def below(self, ancestor: str) -> list[ox.NamedNode]:
        """The csto: classes at or under a class."""
        return [c for c in self.of_type("owl:Class") if self.is_a(c, ancestor)]

    def options(self, prop: Term, axiom: str) -> frozenset[Term]:
        """The classes or datatypes that a domain or range admits; empty when there is none."""
        found: set[Term] = set()
        for declared in self.values(prop, axiom):
            union = self.value(declared, "owl:unionOf")
            found |= set(self.members(union)) if union is not None else {declared}
        return frozenset(found)


class Dataset:
    """The graphs with the ontology that their rules refer to."""

    def __init__(self, facts: Facts, ontology: Ontology) -> None:
        self.facts = facts
        self.ontology = ontology

    def changed(self, *, add: str = "", remove: str = "") -> Dataset:
        return Dataset(self.facts.changed(add=add, remove=remove), self.ontology)

    def instances(self, cls: str) -> list[Node]:
        """The subjects of a class or of one under it."""
        return [
            s for s in self.facts.subjects("rdf:type")
            if any(self.ontology.is_a(t, cls) for t in self.facts.types(s))
        ]  # fmt: skip

    @property
    def records(self) -> list[Node]:
        return self.instances("csto:Record")

    def counting(self, record: Node) -> bool:
        """Whether the status of a record lets it count as a fact in a check."""
        return any(
            self.ontology.text(status, "csto:countsInChecks") == "true"
            for status in self.facts.values(record, "csto:status")
        )
