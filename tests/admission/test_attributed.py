"""On the shipped graph and rules: what is attributed does not count, whatever points to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from csto_kg.checking.snapshot import Snapshot
from csto_kg.checking.suite import load_rules
from csto_kg.resources import find_resources
from csto_kg.store.embedded.embedded_store import EmbeddedStore
from csto_kg.terms import CSTO, RDF, XSD
from tests.guild import GRAPH, ID

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TYPE = ox.NamedNode(RDF + "type")
STATUS, COUNTS, COUNTED, ACCOUNT = (
    ox.NamedNode(CSTO + name) for name in ("status", "countsInChecks", "counted", "accountOf")
)
FACT, TENURE = ox.NamedNode(CSTO + "ReportedAsFact"), ox.NamedNode(CSTO + "Tenure")
LINKS = ("sameMatterAs", "competesWith", "supersedes", "derivedFrom", "dateGround", "about")


@pytest.fixture(scope="module")
def graphs() -> Mapping[str, frozenset[ox.Triple]]:
    return Snapshot.of(EmbeddedStore.in_memory(find_resources()), ()).graphs


def said(graphs: Mapping[str, frozenset[ox.Triple]]) -> set[ox.NamedNode]:
    """The records whose status does not count."""
    facts = frozenset().union(*graphs.values())
    counting = {
        triple.subject
        for triple in facts
        if triple.predicate == COUNTS and str(getattr(triple.object, "value", "")) == "true"
    }
    return {
        triple.subject
        for triple in facts
        if triple.predicate == STATUS
        and triple.object not in counting
        and isinstance(triple.subject, ox.NamedNode)
    }


def subjects(triples: Iterable[ox.Triple], predicate: ox.NamedNode) -> set[object]:
    return {triple.subject for triple in triples if triple.predicate == predicate}


def test_there_are_such_records(graphs: Mapping[str, frozenset[ox.Triple]]) -> None:
    assert len(said(graphs)) > 100


def test_none_of_them_counts(graphs: Mapping[str, frozenset[ox.Triple]]) -> None:
    for rules in load_rules(find_resources()):
        derived = Snapshot(graphs).derived(rules)
        assert not subjects(derived, COUNTED) & said(graphs)
        assert not subjects(derived, ACCOUNT) & said(graphs)


@pytest.mark.parametrize("link", LINKS)
def test_no_link_from_a_fact_makes_them_count(
    graphs: Mapping[str, frozenset[ox.Triple]], link: str
) -> None:
    """For each, a record of a user's that is reported as fact, of every kind that is checked."""
    kinds = [
        ox.NamedNode(CSTO + name)
        for name in ("Tenure", "Nomination", "Appointment", "Release", "Consent")
    ]
    new: set[ox.Triple] = set()
    mine = set()
    for number, record in enumerate(sorted(said(graphs), key=str)):
        node = ox.NamedNode(f"{ID}mine-{number}")
        mine.add(node)
        new |= {ox.Triple(node, TYPE, kind) for kind in kinds}
        new.add(ox.Triple(node, STATUS, FACT))
        new.add(ox.Triple(node, ox.NamedNode(CSTO + link), record))
    [common, *_] = load_rules(find_resources())
    before = Snapshot(graphs).derived(common)
    after = Snapshot({**graphs, GRAPH + "mine": frozenset(new)}).derived(common)
    counted = subjects(after, COUNTED)
    assert not counted & said(graphs)
    assert not subjects(after, ACCOUNT) & said(graphs)
    if link in ("derivedFrom", "dateGround"):
        assert not counted & mine  # what rests on a claim is one
    else:
        assert counted == subjects(before, COUNTED) | mine


def test_the_days_of_a_claim_are_not_the_days_of_a_fact(
    graphs: Mapping[str, frozenset[ox.Triple]],
) -> None:
    """A claim of the same matter does not widen, or narrow, what a fact says of its days."""
    day = ox.NamedNode(XSD + "date")
    claim, fact = ox.NamedNode(ID + "a-claim"), ox.NamedNode(ID + "a-fact")

    def tenure(node: ox.NamedNode, status: ox.NamedNode, start: str) -> set[ox.Triple]:
        return {
            ox.Triple(node, TYPE, TENURE),
            ox.Triple(node, STATUS, status),
            *(
                ox.Triple(node, ox.NamedNode(CSTO + name), ox.Literal(start, datatype=day))
                for name in ("startEarliest", "startLatest")
            ),
        }

    same = ox.NamedNode(CSTO + "sameMatterAs")
    new = {
        *tenure(claim, ox.NamedNode(CSTO + "Hearsay"), "1950-01-01"),
        *tenure(fact, FACT, "1960-01-01"),
        ox.Triple(fact, same, claim),
        ox.Triple(claim, same, fact),
    }
    [common, *_] = load_rules(find_resources())
    derived = Snapshot({**graphs, GRAPH + "mine": frozenset(new)}).derived(common)
    hulls = {
        (triple.predicate.value.removeprefix(CSTO), str(getattr(triple.object, "value", "")))
        for triple in derived
        if triple.subject == fact and "hull" in triple.predicate.value
    }
    assert hulls == {("hullStartEarliest", "1960-01-01"), ("hullStartLatest", "1960-01-01")}
    assert not [triple for triple in derived if triple.subject == claim]
