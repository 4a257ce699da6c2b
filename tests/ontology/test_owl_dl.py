"""The ontology is OWL 2 DL, as far as that shows in its triples; the alignments add no more.

The OWL API's profile checker found csto.ttl, alignments.ttl and the reasoner's module in OWL 2 DL
(version 5.1.20). It is not part of the tests; these check what an edit is likely to break.
"""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from csto_kg.reasoning.module import OWL_DATATYPES
from tests.graph.facts import (
    CSTO,
    ONTOLOGY,
    OWL,
    RDF,
    RDFS,
    Dataset,
    Facts,
    Ontology,
    Term,
    iri,
    read,
    short,
)

ALIGNMENTS = ONTOLOGY.with_name("alignments.ttl")
PROPERTIES = ("owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty")
BUILT_IN = (OWL, RDF, RDFS)
VOCABULARIES = ("http://purl.org/dc/terms/", "http://xmlns.com/foaf/0.1/",
                "http://www.w3.org/ns/org#", "http://www.w3.org/ns/prov#",
                "https://schema.org/")  # fmt: skip


def of_kind(facts: Facts, *kinds: str) -> set[Term]:
    return {t.subject for kind in kinds for t in facts.triples
            if t.predicate == iri("rdf:type") and t.object == iri(kind)}  # fmt: skip


def built_in(term: Term) -> bool:
    return isinstance(term, ox.NamedNode) and term.value.startswith(BUILT_IN)


def not_in_dl(facts: Facts) -> list[str]:
    """What the triples show to be outside OWL 2 DL."""
    classes = of_kind(facts, "owl:Class", "owl:Restriction")
    kinds = {kind: of_kind(facts, kind) for kind in PROPERTIES}
    known = set().union(*kinds.values())
    found = [
        f"two kinds of property: {short(prop)}"
        for prop in sorted(known, key=str)
        if sum(prop in members for members in kinds.values()) > 1
    ]
    complex_roles = of_kind(facts, "owl:TransitiveProperty") | {
        t.subject for t in facts.triples if t.predicate == iri("owl:propertyChainAxiom")
    }
    counted = of_kind(facts, "owl:FunctionalProperty", "owl:IrreflexiveProperty") | {
        t.object for t in facts.triples if t.predicate == iri("owl:onProperty")
    }
    found += [f"not simple: {short(p)}" for p in complex_roles & counted]
    for t in facts:
        if not built_in(t.predicate) and t.predicate not in known:
            found.append(f"undeclared property: {short(t.predicate)}")
        if t.predicate == iri("rdf:type") and not built_in(t.object) and t.object not in classes:
            found.append(f"undeclared class: {short(t.object)}")
        if t.predicate == iri("rdfs:subClassOf") and t.object not in classes:
            found.append(f"undeclared class: {short(t.object)}")
        ranged = t.predicate == iri("rdfs:range") and t.subject in kinds["owl:DatatypeProperty"]
        datatype = t.object.value if isinstance(t.object, ox.NamedNode) else None
        if ranged and datatype and datatype not in OWL_DATATYPES:
            found.append(f"no OWL datatype: {short(t.object)}")
    return sorted(set(found))


@pytest.mark.parametrize("files", [[ONTOLOGY], [ALIGNMENTS], [ONTOLOGY, ALIGNMENTS]])
def test_each_file_stands_alone_in_owl_dl(files: list[object]) -> None:
    assert not_in_dl(read(*files)) == []  # type: ignore[arg-type]


def test_the_graphs_stay_in_owl_dl(data: Dataset) -> None:
    assert not_in_dl(Facts(data.facts.triples | data.ontology.triples)) == []


def test_what_is_outside_owl_dl_is_caught(ontology: Ontology) -> None:
    broken = ontology.changed(
        add="""csto:holder a owl:DatatypeProperty , owl:TransitiveProperty .
               csto:Odd a csto:Kind ; csto:likes csto:Odd ; rdfs:subClassOf csto:Odder .
               csto:note rdfs:range xsd:date ."""
    )
    assert not_in_dl(broken) == [
        "no OWL datatype: csto:Agent", "no OWL datatype: xsd:date", "not simple: csto:holder",
        "two kinds of property: csto:holder", "undeclared class: csto:Kind",
        "undeclared class: csto:Odder", "undeclared property: csto:likes",
    ]  # fmt: skip


def test_kinds_of_record_exclude_each_other(ontology: Ontology) -> None:
    """Each class of records without a class below it is in the one list of disjoint classes."""
    lists = [ontology.value(t.subject, "owl:members") for t in ontology
             if t.object == iri("owl:AllDisjointClasses")]  # fmt: skip
    listed = {m for head in lists if head is not None for m in ontology.members(head)}
    parents = {t.object for t in ontology.triples if t.predicate == iri("rdfs:subClassOf")}
    leaves = {cls for cls in ontology.below("csto:Record") if cls not in parents}
    assert sorted(map(short, leaves - listed)) == []
    assert sorted(map(short, listed - leaves)) == []


# --- alignments


def misaligned(alignments: Facts, ontology: Ontology) -> list[str]:
    """Axioms that go beyond «ours is narrower», and terms that one of the sides does not have."""
    found = []
    links = {iri("rdfs:subClassOf"), iri("rdfs:subPropertyOf")}
    used = set()
    for t in alignments:
        if not isinstance(t.subject, ox.NamedNode) or t.subject.value.startswith(CSTO[:-1] + "/"):
            continue  # the header
        if t.subject.value.startswith(CSTO):
            if t.predicate == iri("rdf:type") and t.object not in ontology.types(t.subject):
                found.append(f"another kind than in csto.ttl: {short(t.subject)}")
            if t.predicate in links:
                used.add(t.object)
                if not short(t.object).strip("<").startswith((*VOCABULARIES, "dct:")):
                    found.append(f"to no known vocabulary: {short(t.object)}")
            elif t.predicate not in {iri("rdf:type"), iri("rdfs:comment")}:
                found.append(f"more than an alignment: {short(t.subject)} {short(t.predicate)}")
        elif t.predicate != iri("rdf:type"):
            found.append(f"an axiom about a term of others: {short(t.subject)}")
    declared = {
        s for s in alignments.subjects("rdf:type")
        if not short(s).startswith("csto:")
        and iri("owl:AnnotationProperty") not in alignments.types(s)
        and iri("owl:Ontology") not in alignments.types(s)
    }  # fmt: skip
    return found + [f"declared and not aligned to: {short(s)}" for s in declared - used]


def test_alignments_only_say_that_ours_is_narrower(ontology: Ontology) -> None:
    assert misaligned(read(ALIGNMENTS), ontology) == []


def test_a_wrong_alignment_is_caught(ontology: Ontology) -> None:
    broken = read(ALIGNMENTS).changed(
        add="""csto:about a owl:DatatypeProperty ; rdfs:domain csto:Record .
               dct:Agent rdfs:subClassOf csto:Agent .
               csto:Office rdfs:subClassOf csto:Document ."""
    )
    assert sorted(misaligned(broken, ontology)) == [
        "an axiom about a term of others: dct:Agent",
        "another kind than in csto.ttl: csto:about",
        "more than an alignment: csto:about rdfs:domain",
        "to no known vocabulary: csto:Document",
    ]
