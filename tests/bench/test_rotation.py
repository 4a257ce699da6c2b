"""Histories without errors keep the rule, and known errors break it where the list says."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import pairwise

import pyoxigraph as ox
import pytest

from bench.chance import Chance
from bench.errors import KINDS, Error, Errors
from bench.names import state_name
from bench.rotation import Organisation, State, due, organisation
from tests.bench.conftest import ERRORS, SIZE, facts, lines
from tests.graph.facts import Dataset, Facts, Node, Ontology, Term, iri, short
from tests.graph.test_dates import as_day, ends_before_start, wrong_dates
from tests.graph.test_records import (
    incomplete_records,
    outside_domain_or_range,
    words_of_nobody,
)
from tests.graph.test_terms import iris_in_triples, undeclared


@pytest.fixture(scope="session")
def histories() -> list[Organisation]:
    states = [State(f"id:s{number}", number, state_name(number)) for number in range(10)]
    return [organisation(Chance(9, number), states) for number in range(100)]


def test_each_turn_is_that_of_the_next_state_in_order(histories: list[Organisation]) -> None:
    for history in histories:
        for office in range(history.offices):
            terms = history.of_office(office)
            for before, after in pairwise(terms):
                assert after.start == before.end + dt.timedelta(days=1)
                assert after.state == due(history.members, before.state, after.start)


def test_a_holders_state_stays_a_member_in_its_turn(histories: list[Organisation]) -> None:
    for history in histories:
        for term in history.terms:
            [member] = [m for m in history.members if m.state == term.state]
            days = range(0, (term.end - term.start).days + 1, 10)
            assert all(member.active(term.start + dt.timedelta(days=d)) for d in days)
            assert member.active(term.end)


def test_histories_have_what_makes_rotation_hard(histories: list[Organisation]) -> None:
    members = [member for history in histories for member in history.members]
    assert any(m.suspensions for m in members) and any(m.left for m in members)
    assert any(m.joined != h.founded for h in histories for m in h.members)
    assert any(term.released for h in histories for term in h.terms)
    wraps = [
        True
        for h in histories
        for a, b in pairwise(h.of_office(0))
        if b.state.name.key < a.state.name.key
    ]
    assert wraps
    passed_over = [
        True
        for h in histories
        for t in h.of_office(0)[1:]
        if any(not m.active(t.start) for m in h.members)
    ]
    assert passed_over


def by_kind(errors: Errors, kind: str) -> list[Error]:
    return [error for error in errors.listed if error.kind == kind]


def test_every_kind_of_error_is_there(spoilt: tuple[list[str], Errors]) -> None:
    assert Counter(error.kind for error in spoilt[1].listed) == dict.fromkeys(KINDS, 2)
    assert len(spoilt[1].listed) == ERRORS


def test_the_list_is_the_whole_difference(spoilt: tuple[list[str], Errors]) -> None:
    broken, errors = spoilt
    sound = lines(4 * SIZE)
    added = [line + "\n" for error in errors.listed for line in error.added]
    removed = [line + "\n" for error in errors.listed for line in error.removed]
    assert Counter(broken) == Counter(sound) - Counter(removed) + Counter(added)
    assert all(error.added or error.removed for error in errors.listed)


def test_no_two_errors_meet(spoilt: tuple[list[str], Errors]) -> None:
    focus = [error.focus for error in spoilt[1].listed]
    assert len(set(focus)) == len(focus)


@pytest.fixture(scope="session")
def broken(spoilt: tuple[list[str], Errors], ontology: Ontology) -> Dataset:
    return Dataset(facts(spoilt[0]), ontology)


def focus_of(found: list[str]) -> set[str]:
    words = [v.removeprefix("rdfs:range: ").removeprefix("rdfs:domain: ") for v in found]
    return {word.split(" ")[0].rstrip(":") for word in words}


@pytest.mark.parametrize(
    ("rule", "kinds"),
    [
        (ends_before_start, ["end-before-start"]),
        (wrong_dates, ["wrong-datatype", "date-without-latest-day"]),
        (incomplete_records, ["missing-status", "two-statuses", "missing-evidence"]),
        (outside_domain_or_range, ["nominating-state-is-no-state"]),
        (words_of_nobody, ["missing-speaker"]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_the_rules_of_the_data_find_the_errors_and_no_others(
    rule: object, kinds: list[str], broken: Dataset, spoilt: tuple[list[str], Errors]
) -> None:
    expected = {e.focus for kind in kinds for e in by_kind(spoilt[1], kind)}
    assert focus_of(rule(broken)) == expected  # type: ignore[operator]


def test_an_unknown_term_is_the_listed_one(broken: Dataset, ontology: Ontology) -> None:
    assert undeclared(iris_in_triples(broken.facts), ontology) == ["csto:speeker"]


def bounds(data: Facts, node: Node, role: str) -> tuple[dt.date, dt.date]:
    earliest = as_day(data.value(node, f"csto:{role}Earliest"))
    latest = as_day(data.value(node, f"csto:{role}Latest"))
    assert earliest and latest
    return earliest, latest


def overlapping_full_tenures(data: Dataset) -> set[str]:
    """Full tenures that begin within another of the same office."""
    tenures = [
        (data.facts.value(t, "csto:office"), *bounds(data.facts, t, "start"),
         bounds(data.facts, t, "end")[1], t)
        for t in data.instances("csto:Tenure")
        if data.facts.value(t, "csto:capacity") == iri("csto:FullCapacity")
    ]  # fmt: skip
    return {
        short(one)
        for office, _, start, _, one in tenures
        for other_office, other_start, _, other_end, other in tenures
        if one != other and office == other_office and other_start <= start <= other_end
    }


def nominators_that_are_no_members(data: Dataset) -> set[str]:
    """Nominations by who is no member on that day, or suspended."""
    periods: dict[tuple[str, Term | None, Term | None], list[tuple[dt.date, dt.date]]] = {}
    for kind in ("csto:StateMembership", "csto:Suspension"):
        for record in data.instances(kind):
            about = [data.facts.value(record, f"csto:{p}") for p in ("state", "organization")]
            ended = as_day(data.facts.value(record, "csto:endLatest")) or dt.date.max
            period = (bounds(data.facts, record, "start")[0], ended)
            periods.setdefault((kind, about[0], about[1]), []).append(period)
    found = set()
    for nomination in data.instances("csto:Nomination"):
        state = data.facts.value(nomination, "csto:nominatingState")
        office = data.facts.value(nomination, "csto:office")
        assert office is not None
        organization = data.facts.value(office, "csto:officeOf")
        on = bounds(data.facts, nomination, "date")[0]
        member, suspended = (
            any(first <= on <= last for first, last in periods.get((kind, state, organization), ()))
            for kind in ("csto:StateMembership", "csto:Suspension")
        )
        if not member or suspended:
            found.add(short(nomination))
    return found


def test_two_full_holders_are_found_and_no_others(
    broken: Dataset, whole: Dataset, spoilt: tuple[list[str], Errors]
) -> None:
    assert overlapping_full_tenures(whole) == set()
    expected = {error.focus for error in by_kind(spoilt[1], "two-full-holders")}
    assert overlapping_full_tenures(broken) == expected


def test_nominations_by_no_member_are_found_and_no_others(
    broken: Dataset, whole: Dataset, spoilt: tuple[list[str], Errors]
) -> None:
    assert nominators_that_are_no_members(whole) == set()
    kinds = ("nominated-by-non-member", "nominated-by-suspended-member",
             "nominating-state-is-no-state")  # fmt: skip
    expected = {error.focus for kind in kinds for error in by_kind(spoilt[1], kind)}
    assert nominators_that_are_no_members(broken) == expected


def test_the_lines_of_errors_are_nquads(spoilt: tuple[list[str], Errors]) -> None:
    for error in spoilt[1].listed:
        listed = list(ox.parse(input="\n".join([*error.added, *error.removed]),
                               format=ox.RdfFormat.N_QUADS))  # fmt: skip
        assert listed
