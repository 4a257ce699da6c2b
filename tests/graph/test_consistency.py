"""Ontology, alignments and all graphs together are consistent for HermiT; contradictions are not.

Dates are left out of what the reasoner sees (see csto_kg/reasoning/module.py): the rules for them
stand in test_dates.py.
"""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from csto_kg.reasoning.module import OWL_DATATYPES, ReasonerModule, module_of
from tests.graph.facts import GRAPH_FILES, ONTOLOGY, XSD, triples_of, turtle
from tests.graph.hermit import Outcome, hermit, ntriples

FILES = [ONTOLOGY, ONTOLOGY.with_name("alignments.ttl"), *GRAPH_FILES]

# The axioms of the aligned vocabularies that could clash with ours, written down by hand from
# their definitions (PROV-O of 2013-04-30, ORG of 2014, FOAF 0.99): what excludes what, and the
# domains and ranges of the properties that ours specialise. Nothing is fetched.
VOCABULARIES = """
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix prov: <http://www.w3.org/ns/prov#> .

prov:Activity a owl:Class ; owl:disjointWith prov:Entity .
prov:InstantaneousEvent a owl:Class ; owl:disjointWith prov:Agent , prov:Entity .
prov:Person rdfs:subClassOf prov:Agent .
prov:Organization rdfs:subClassOf prov:Agent .
prov:wasDerivedFrom rdfs:domain prov:Entity ; rdfs:range prov:Entity .

foaf:Organization a owl:Class ;
    rdfs:subClassOf foaf:Agent ; owl:disjointWith foaf:Person , foaf:Document .
foaf:Person rdfs:subClassOf foaf:Agent .
foaf:Group rdfs:subClassOf foaf:Agent .
foaf:Project a owl:Class ; owl:disjointWith foaf:Person , foaf:Document .
foaf:Agent owl:equivalentClass dct:Agent .

org:Role a owl:Class ; rdfs:subClassOf skos:Concept .
org:Site a owl:Class .
org:ChangeEvent a owl:Class ; rdfs:subClassOf prov:Activity .
org:Organization owl:equivalentClass foaf:Organization ;
    owl:disjointWith org:ChangeEvent , org:Membership , org:Role , org:Site .
org:Membership owl:disjointWith org:ChangeEvent , org:Site , org:Role .
org:FormalOrganization rdfs:subClassOf org:Organization .
org:postIn rdfs:domain org:Post ; rdfs:range org:Organization .
org:subOrganizationOf rdfs:domain org:Organization ; rdfs:range org:Organization .

skos:ConceptScheme owl:disjointWith skos:Concept .
"""

CONTRADICTIONS = {
    "a person that is a state": "id:armenia a csto:Person .",
    "a record that is evidence": "id:edm-p1s2-general a csto:Passage .",
    "one record of two kinds": "id:edm-p1s2-release a csto:Appointment .",
    "two holders of one tenure": """
        id:edm-p1s2-khachaturov-tenure csto:holder id:stanislav-zas .
        id:stanislav-zas owl:differentFrom id:yuri-khachaturov .""",
    "two statuses of one record": """
        id:edm-p1s2-release csto:status csto:Hearsay .
        csto:Hearsay owl:differentFrom csto:ReportedAsFact .""",
    "an office spoken to": "id:edm-p4s2-disclosure csto:addressee id:csto-secretary-general .",
    "a word for a number": 'id:edm-p1s1 csto:paragraph "one" .',
    "two numbers for one": "id:edm-p1s1 csto:paragraph 2 .",
}
CLASHES_WITH_OTHERS = {
    "a record as an activity": "id:edm-p1s2-release a <http://www.w3.org/ns/prov#Activity> .",
    "an office of a person": "id:x csto:officeOf id:tass . id:tass a csto:Person .",
    "a membership as an organisation": """
        id:edm-p7s1-russia-member a <http://www.w3.org/ns/org#Organization> .""",
    "a source that is an activity": """
        id:edm-15-168 a <http://www.w3.org/ns/prov#Activity> .""",
}


def module(extra: str = "") -> ReasonerModule:
    return module_of((*triples_of(*FILES), *turtle(extra)))


def test_the_module_is_all_but_the_dates() -> None:
    """What is left out are dates and nothing else; the count is the difference."""
    found = module()
    assert set(found.left_out) == {XSD + t for t in ("date", "gYear", "gYearMonth", "gMonthDay")}
    everything = {
        ox.Triple(q.subject, q.predicate, q.object)
        for path in FILES for q in ox.parse(path=str(path))
        if not isinstance(q.subject, ox.BlankNode) and not isinstance(q.object, ox.BlankNode)
    }  # fmt: skip
    left = everything - set(found.triples)
    assert len(left) == sum(found.left_out.values()) > 100
    assert all(isinstance(t.object, ox.Literal) for t in left)
    assert not {t.object.datatype.value for t in left if isinstance(t.object, ox.Literal)} & (
        OWL_DATATYPES
    )


def test_the_module_can_be_read_back() -> None:
    again = list(ox.parse(input=ntriples(module()), format=ox.RdfFormat.N_TRIPLES))
    assert len(again) == len(module().triples)


def test_the_graphs_are_consistent() -> None:
    assert hermit(module()) == Outcome(consistent=True)


def test_the_graphs_are_consistent_with_the_aligned_vocabularies() -> None:
    assert hermit(module(VOCABULARIES)) == Outcome(consistent=True)


@pytest.mark.parametrize("planted", CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_a_contradiction_is_found(planted: str) -> None:
    assert not hermit(module(planted)).consistent


@pytest.mark.parametrize("planted", CLASHES_WITH_OTHERS.values(), ids=CLASHES_WITH_OTHERS)
def test_a_clash_with_an_aligned_vocabulary_is_found(planted: str) -> None:
    assert not hermit(module(VOCABULARIES + planted)).consistent
