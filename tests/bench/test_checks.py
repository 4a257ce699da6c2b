"""What rules and shapes make of generated organisations: the turns, and the known errors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox
import pytest

from bench.article import Article
from bench.background import background, region_states
from bench.case import Case
from bench.chance import Chance
from bench.errors import KINDS, Errors
from bench.rotation import organisation
from bench.triples import Node, ntriples
from csto_kg.resources import find_resources
from csto_kg.shacl.data_graph import DataGraph
from csto_kg.shacl.pyshacl.pyshacl_engine import PyshaclEngine
from csto_kg.shacl.result import Severity
from csto_kg.shacl.rules.fixpoint import derive
from csto_kg.shacl.rules.rule_set import rule_set
from csto_kg.shacl.wellformed.shapes import load_shapes
from csto_kg.terms import ID
from tests.second_organisation.made import ONTOLOGY, calendar, file_triples, statuses

_DATA = find_resources()


def _case(seed: int, place: int) -> tuple[Case, list[Node]]:
    """Return an organisation, and the nodes on its states."""
    sheet, states = region_states(seed, 0)
    plan = organisation(Chance(seed, 4, 0, place), states)
    return background(seed, f"g0o{place}", plan), sheet.nodes


def _facts(nodes: Iterable[Node]) -> list[ox.Triple]:
    text = "".join(ntriples(iter(nodes)))
    return [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES)]


@pytest.mark.parametrize("reading", _DATA.reading_files, ids=lambda path: path.rsplit("/")[-1])
@pytest.mark.parametrize(("seed", "place"), [(2, 0), (3, 0)])
def test_the_turns_are_those_that_were_played(seed: int, place: int, reading: str) -> None:
    case, states = _case(seed, place)
    plan, facts = case.plan, _facts([*states, *case.sheet.nodes])
    found = derive([*statuses(), *facts], rule_set([*_DATA.rule_files, reading])).triples
    for office in range(plan.offices):
        played = [
            f"{term.ordinal + 1} {term.state.iri.removeprefix('id:')} {term.start} {term.end}"
            for term in plan.of_office(office)
        ]
        assert calendar(found, f"g0o{place}-rotation-{office}")[: len(played)] == played


# Of the violations, those at the node that an error is listed with. That a term is unknown is found
# when facts are read.
FOUND = {
    "two-full-holders": {"tenures-overlap"},
    "end-before-start": {"start-before-end"},
    "nominated-by-non-member": {"nominator-not-a-member"},
    "nominating-state-is-no-state": {"nominatingState-value", "nominator-not-a-member"},
    "appointed-by-wrong-body": {"other-deciding-body"},
    "appointed-against-refusal": {"consent-refused"},
    "nominee-of-no-member": {"citizen-of-no-member"},
    "missing-evidence": {"record-evidence"},
    "tenure-out-of-turn": {"not-due"},
    "term-too-long": {
        "term-exceeded",
        "outlasts-turn",
    },
    "nominated-by-suspended-member": {"nominator-not-a-member"},
    "missing-status": {"record-status"},
    "wrong-datatype": {"date-earliest-form"},
    "two-statuses": {"status-once"},
    "unknown-term": set(),
    "missing-speaker": {"statement-speaker"},
    "date-without-latest-day": {"date-latest"},
}


@pytest.mark.slow
def test_the_checks_find_the_known_errors_and_no_others() -> None:
    errors = Errors(len(KINDS))
    found: dict[str, set[str]] = defaultdict(set)
    for seed, place in ((1, 0), (1, 1), (3, 0), (3, 1)):
        case, nodes = _case(seed, place)
        placed = len(errors.listed)
        errors.spoil_background(case, 1)
        nodes = [*nodes, *case.sheet.nodes]
        for passage in Article(seed, case, 0, 22).passages():
            errors.spoil_article(passage, 1)
            nodes += passage
        listed = {error.focus: error.kind for error in errors.listed[placed:]}
        for focus, shape in _violations(_facts(nodes)):
            found[listed.get(focus, focus)].add(shape)
    errors.check_all_placed()
    assert found == {kind: shapes for kind, shapes in FOUND.items() if shapes}


def _violations(facts: list[ox.Triple]) -> list[tuple[str, str]]:
    """Return focus node and shape of what violates the common shapes or a reading's."""
    data = [*file_triples(ONTOLOGY), *facts]
    found = []
    for rules, shapes in (
        ([], _DATA.shape_files),
        *(([each], [*_DATA.by_reading_files, each]) for each in _DATA.reading_files),
    ):
        derived = derive(data, rule_set([*_DATA.rule_files, *rules])).triples
        results = PyshaclEngine().validate(DataGraph.of([*data, *derived]), load_shapes(shapes))
        found += [
            (str(result.focus).strip("<>").replace(ID, "id:"), result.shape.rsplit("#")[-1])
            for result in results
            if result.severity is Severity.VIOLATION
        ]
    return found
