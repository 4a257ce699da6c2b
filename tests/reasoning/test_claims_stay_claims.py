"""No reasoner turns what is only attributed, heard, planned or forecast into a fact.

On the shipped graph and ontology, and with links between records that a user may well add.
"""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from csto_kg.knowledge_base import KnowledgeBase
from csto_kg.reasoning.module import module_of
from csto_kg.reasoning.reasoner import REASONERS, Reasoner
from csto_kg.terms import CSTO, PREFIXES, RDF, RDFS
from tests.graph.facts import iri, turtle

pytestmark = pytest.mark.usefixtures("java")

TYPE = ox.NamedNode(RDF + "type")
STATUS = iri("csto:status")
COUNTS = iri("csto:countsInChecks")
NAME = pytest.mark.parametrize("name", REASONERS)

Triples = set[ox.Triple]


@pytest.fixture(scope="module")
def shipped() -> Triples:
    with KnowledgeBase.open() as kb:
        return {q.triple for name in kb.store.graph_names() for q in kb.store.quads(name)}


def counting_statuses(triples: Triples) -> set[object]:
    return {
        t.subject for t in triples if t.predicate == COUNTS and str(t.object).startswith('"true')
    }


def statuses(triples: Triples) -> set[tuple[object, object]]:
    return {(t.subject, t.object) for t in triples if t.predicate == STATUS}


def facts(triples: Triples) -> set[object]:
    """The records that count."""
    counting = counting_statuses(triples)
    return {record for record, status in statuses(triples) if status in counting}


def claims(triples: Triples) -> set[object]:
    """The records that do not count."""
    return {record for record, _ in statuses(triples)} - facts(triples)


def kinds(triples: Triples, things: set[object]) -> set[tuple[object, object]]:
    return {(t.subject, t.object) for t in triples if t.predicate == TYPE and t.subject in things}


def inferred(name: str, triples: Triples) -> Triples:
    with Reasoner(name) as reasoner:
        verdict = reasoner.run(module_of(triples).triples, values=True)
    assert verdict.consistent
    return set(verdict.inferred)


def test_the_graph_has_facts_and_claims(shipped: Triples) -> None:
    assert len(facts(shipped)) > 100
    assert len(claims(shipped)) > 50
    assert counting_statuses(shipped) >= {iri("csto:ReportedAsFact")}
    assert iri("csto:Hearsay") not in counting_statuses(shipped)


@NAME
def test_nothing_that_follows_makes_a_claim_count(name: str, shipped: Triples) -> None:
    more = inferred(name, shipped)
    after = shipped | more
    assert statuses(after) == statuses(shipped)
    assert counting_statuses(after) == counting_statuses(shipped)
    assert facts(after) == facts(shipped)
    assert claims(after) == claims(shipped)
    everything = facts(shipped) | claims(shipped)
    assert kinds(after, everything) == kinds(shipped, everything)
    assert not {t for t in more if t.predicate in (STATUS, COUNTS, iri("csto:counted"))}


def links(triples: Triples) -> list[ox.NamedNode]:
    """The properties that lead from any record to any record."""

    def admits(prop: object, side: str) -> bool:
        found = [
            t.object for t in triples if t.subject == prop and t.predicate.value == RDFS + side
        ]
        return found == [iri("csto:Record")]

    object_property = ox.NamedNode(PREFIXES["owl"] + "ObjectProperty")
    return sorted(
        (
            t.subject
            for t in triples
            if t.object == object_property
            and isinstance(t.subject, ox.NamedNode)
            and admits(t.subject, "domain")
            and admits(t.subject, "range")
        ),
        key=str,
    )


@pytest.mark.slow
@NAME
def test_nor_with_every_link_between_claims_and_facts(name: str, shipped: Triples) -> None:
    """Of one matter, rivals, derived from each other, corrected by each other: all at once."""
    properties = [*links(shipped), iri("csto:derivedFrom")]
    names = {prop.value.removeprefix(CSTO) for prop in properties}
    assert names >= {"sameMatterAs", "competesWith", "supersedes"}
    functional = {t.subject for t in shipped if str(t.object).endswith("#FunctionalProperty>")}
    some_claims = sorted(claims(shipped), key=str)[::6]
    some_facts = sorted(facts(shipped), key=str)[::20]
    linked = set(shipped)
    for prop in properties:
        for claim in some_claims:
            for fact in some_facts[: 1 if prop in functional else None]:
                linked.add(ox.Triple(claim, prop, fact))  # type: ignore[arg-type]
                if prop not in functional:
                    linked.add(ox.Triple(fact, prop, claim))  # type: ignore[arg-type]
    assert len(linked) > len(shipped) + 500
    more = inferred(name, linked)
    after = linked | more
    assert statuses(after) == statuses(shipped)
    assert facts(after) == facts(shipped)
    records = facts(shipped) | claims(shipped)
    assert kinds(after, records) == kinds(shipped, records)


DRESSED_UP = {
    "a status of one's own choice": "id:edm-p4s2-disclosure csto:status csto:ReportedAsFact .",
    "another name for it": """
        id:mine owl:sameAs id:edm-p4s2-disclosure ; csto:status csto:ReportedAsFact .""",
    "one status is the other": "id:mine owl:sameAs csto:Hearsay , csto:ReportedAsFact .",
    "a status by another property": """
        id:known a owl:ObjectProperty ; rdfs:subPropertyOf csto:status .
        id:edm-p4s2-disclosure id:known csto:ReportedAsFact .""",
    "a class whose members count": """
        id:Sure a owl:Class ; rdfs:subClassOf [ a owl:Restriction ; owl:onProperty csto:status ;
            owl:hasValue csto:ReportedAsFact ] . id:edm-p4s2-disclosure a id:Sure .""",
}


@pytest.mark.slow
@NAME
@pytest.mark.parametrize("dressed", DRESSED_UP.values(), ids=DRESSED_UP)
def test_a_claim_dressed_up_as_a_fact_is_a_contradiction(
    name: str, dressed: str, shipped: Triples
) -> None:
    assert iri("id:edm-p4s2-disclosure") in claims(shipped)
    with Reasoner(name) as reasoner:
        verdict = reasoner.run(module_of({*shipped, *turtle(dressed)}).triples)
    assert not verdict.consistent
