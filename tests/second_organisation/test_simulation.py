"""Random organisations: the rules give the turns that a plain simulation does, and who is due."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import islice, pairwise

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from csto_kg.shacl.rules.fixpoint import derive
from tests.second_organisation import simulation
from tests.second_organisation.made import (
    CSTO,
    ID,
    calendar,
    days,
    nomination,
    record,
    rules,
    statuses,
    triples,
)
from tests.second_organisation.simulation import FOR_EVER, Organisation, Period, State, Tenure

PAST = dt.date(1990, 1, 1)
NAMES = ("adria", "boria", "coria", "doria", "elria", "foria")


def _days(first: dt.date, last: dt.date) -> st.SearchStrategy[dt.date]:
    return st.dates(first, last)


@st.composite
def periods(draw: st.DrawFn, first: dt.date, last: dt.date) -> Period:
    begun = draw(_days(first, last))
    length = draw(st.none() | st.integers(0, 900))
    return Period(begun, FOR_EVER if length is None else begun + dt.timedelta(days=length))


@st.composite
def states(draw: st.DrawFn, name: str, keys: tuple[str, str], opening: dt.date) -> State:
    """Return a state that mostly is a member all the time, with up to one change of each kind."""
    far = opening + dt.timedelta(days=2000)
    near = opening - dt.timedelta(days=200)
    memberships = [Period(PAST)]
    if draw(st.integers(0, 2)) == 0:
        memberships = [draw(periods(near, far))]
        if memberships[0].last != FOR_EVER and draw(st.booleans()):
            memberships.append(
                Period(memberships[0].last + draw(st.integers(1, 500)) * simulation.DAY)
            )
    suspensions = draw(st.lists(periods(near, far), max_size=1))
    names = [(keys[0], Period(dt.date.min))]
    if draw(st.integers(0, 3)) == 0:
        changed = draw(_days(near, far))
        names = [
            (keys[0], Period(dt.date.min, changed - simulation.DAY)),
            (keys[1], Period(changed)),
        ]
    return State(name, tuple(names), tuple(memberships), tuple(suspensions))


@st.composite
def organisations(draw: st.DrawFn) -> Organisation:
    opening = draw(_days(dt.date(1999, 1, 1), dt.date(2001, 12, 31)))
    count = draw(st.integers(2, len(NAMES)))
    keys = draw(st.permutations([f"{place:02}" for place in range(1, 2 * len(NAMES) + 1)]))
    members = [
        draw(states(name, (keys[2 * place], keys[2 * place + 1]), opening))
        for place, name in enumerate(NAMES[:count])
    ]
    stated = draw(st.none() | st.integers(30, 1500))
    made = Organisation(
        tuple(members),
        draw(st.sampled_from(NAMES[:count])),
        opening,
        draw(st.integers(6, 40)),
        opening + stated * simulation.DAY if stated else None,
        draw(st.sampled_from(["FromVacancy", "ToScheduledEnd", "FromTakingOffice"])),
    )
    for _ in range(draw(st.sampled_from([3, 4, 5, 2, 1, 0]))):
        made = replace(made, tenures=(*made.tenures, draw(tenures(made))))
    return made


@st.composite
def tenures(draw: st.DrawFn, made: Organisation) -> Tenure:
    """Return a tenure in one of the first turns, mostly for its state, that may end early."""
    turns = list(islice(simulation.turns(made, passes=True), 4))
    turn = draw(st.sampled_from(turns))
    begun = (
        turn.first
        + draw(st.sampled_from([0, 0, 0, -1, 1]) | st.integers(-30, 800)) * simulation.DAY
    )
    length = draw(st.none() | st.integers(0, 400) | st.integers(400, 1300))
    others = [state.name for state in made.states]
    state = draw(st.sampled_from([turn.state or others[0]] * 6 + others))
    last = FOR_EVER if length is None else begun + length * simulation.DAY
    if turn.boundary and draw(st.integers(0, 4)) == 0:  # close to the boundary
        last = max(begun, turn.boundary + draw(st.integers(-3, 1)) * simulation.DAY)
    return Tenure(state, Period(begun, last), full=draw(st.integers(0, 9)) > 0)


# --- The same in Turtle


def _bounds(period: Period) -> str:
    first = "" if period.first == dt.date.min else days("start", period.first.isoformat())
    last = "" if period.last == FOR_EVER else days("end", period.last.isoformat())
    return f"{first} {last}"


def facts(made: Organisation) -> list[ox.Triple]:
    """Return the organisation as a user would enter it, without what the rule says of a vacancy."""
    opening = days("start", made.first_day.isoformat())
    end = days("end", made.stated_end.isoformat()) if made.stated_end else ""
    lines = [
        record("r", "RotationRule", "csto:office id:o ; csto:organization id:u ;", "NormAsClaimed"),
        record("t", "Turn", f"csto:state id:{made.first_state} ; {opening} {end}"),
        record(
            "e",
            "RuleElement",
            f'csto:elementOf id:r ; csto:termMonths {made.months} ; csto:orderLanguage "xx" ;'
            f"csto:firstTurn id:t ; csto:turnLengthBasis csto:{made.basis} ; {opening}",
            "NormAsClaimed",
        ),
    ]
    for state in made.states:
        about = f"csto:state id:{state.name} ;"
        lines.append(f'id:{state.name} a csto:State ; rdfs:label "{state.name}"@en .')
        for key, valid in state.keys:
            named = f'{about} csto:shortForm "{key}"@xx ; csto:collationKey "{key}" ;'
            lines.append(record(f"{state.name}-{key}", "ShortName", f"{named} {_bounds(valid)}"))
        for kind, found in (
            ("StateMembership", state.memberships),
            ("Suspension", state.suspensions),
        ):
            for place, period in enumerate(found):
                dated = f"{about} csto:organization id:u ; {_bounds(period)}"
                lines.append(record(f"{state.name}-{kind}-{place}", kind, dated))
    for place, tenure in enumerate(made.tenures):
        capacity = "Full" if tenure.full else "Acting"
        lines.append(nomination(f"n{place}", f"p{place}", tenure.state, "o"))
        lines.append(
            record(
                f"tenure{place}",
                "Tenure",
                f"csto:holder id:p{place} ; csto:office id:o ;"
                f"csto:capacity csto:{capacity}Capacity ; {_bounds(tenure.term)}",
            )
        )
    return triples("".join(lines))


def _compare(made: Organisation) -> None:
    given_facts = [*statuses(), *facts(made)]
    for reading, passes in (("turn-passes", True), ("turn-stays", False)):
        expected = list(simulation.turns(made, passes=passes))
        whole = expected[-1].boundary is not None
        found = list(derive(given_facts, rules(reading)).triples)
        lines = calendar(found, "r")
        wanted = [f"{t.ordinal} {t.state or '-'} {t.first} {t.last}" for t in expected]
        if not whole:  # how long the last one lasts is open, and so is what follows
            lines = [line.rsplit(" ", 1)[0] for line in lines[: len(wanted)]]
            wanted = [line.rsplit(" ", 1)[0] for line in wanted]
        assert lines == wanted, reading
        for place, tenure in enumerate(made.tenures):
            if whole and tenure.full and tenure.term.first >= made.first_day:
                due = simulation.due(made, expected, tenure, passes=passes)
                assert _due(found, f"tenure{place}") == due, (reading, place)
        early = sum(after.first < _boundary(before) for before, after in pairwise(expected))
        event(f"{reading}: {early} vacancies")


def _boundary(turn: simulation.Turn) -> dt.date:
    assert turn.boundary is not None
    return turn.boundary


def _due(found: list[ox.Triple], record_name: str) -> list[str]:
    return sorted(
        triple.object.value.removeprefix(ID)
        for triple in found
        if triple.subject.value == ID + record_name and triple.predicate.value == CSTO + "mayBeDue"
    )


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(organisations())
def test_the_rules_give_what_a_simulation_gives(made: Organisation) -> None:
    _compare(made)


@pytest.mark.slow
@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(organisations())
def test_the_rules_give_what_a_simulation_gives_many_times(made: Organisation) -> None:
    _compare(made)
