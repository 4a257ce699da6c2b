"""What rules make of generated organisations: the turns that were played."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from bench.background import background, region_states
from bench.chance import Chance
from bench.rotation import Organisation, organisation
from bench.triples import ntriples
from csto_kg.resources import find_resources
from csto_kg.rules.fixpoint import derive
from csto_kg.rules.rule_set import rule_set
from tests.second_organisation.made import calendar, statuses

_DATA = find_resources()


def _played(seed: int, name: str, place: int) -> tuple[Organisation, list[ox.Triple]]:
    """Return an organisation's history and the facts on it."""
    sheet, states = region_states(seed, 0)
    plan = organisation(Chance(seed, 4, 0, place), states)
    nodes = [*sheet.nodes, *background(seed, name, plan).sheet.nodes]
    text = "".join(ntriples(iter(nodes)))
    return plan, [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES)]


@pytest.mark.parametrize("reading", _DATA.reading_files, ids=lambda path: path.rsplit("/")[-1])
@pytest.mark.parametrize(("seed", "place"), [(2, 0), (3, 0)])
def test_the_turns_are_those_that_were_played(seed: int, place: int, reading: str) -> None:
    plan, facts = _played(seed, f"g0o{place}", place)
    found = derive([*statuses(), *facts], rule_set([*_DATA.rule_files, reading])).triples
    for office in range(plan.offices):
        played = [
            f"{term.ordinal + 1} {term.state.iri.removeprefix('id:')} {term.start} {term.end}"
            for term in plan.of_office(office)
        ]
        assert calendar(found, f"g0o{place}-rotation-{office}")[: len(played)] == played
