"""What breaks the rule of an office: nominations, appointments and tenures that should not be.

Each function changes the nodes of a background and returns the node on which a validator should
report it and others that it involves, or None where this background has no place for it. ``taken``
holds the places used before, so that no two errors meet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TypeAlias

from bench.appointments import DAY, appoint, citizenship, consent, hold, nominate
from bench.case import Case, Filled, new_person
from bench.rotation import State, due, later
from bench.triples import Node, exact

Place: TypeAlias = tuple[str, ...] | None
Misdeed: TypeAlias = Callable[[Case, str, set[str]], Place]


def _two_full_holders(case: Case, base: str, taken: set[str]) -> Place:
    filled = _free(case, taken, case.filled)
    if filled is None:
        return None
    start, term = filled.term.start + 100 * DAY, filled.term
    tenure = _in_office(case, base, term.state, term.office, start, start + 200 * DAY)
    return tenure, filled.tenure


def _end_before_start(case: Case, _base: str, taken: set[str]) -> Place:
    if not _claim(taken, "deputy"):
        return None
    node = _node(case, case.deputies[0])
    start = dt.date.fromisoformat((node.value("csto:startEarliest") or "")[1:11])
    _replace_date(node, "end", start - 30 * DAY)
    return (node.subject,)


def _by_non_member(case: Case, base: str, taken: set[str]) -> Place:
    filled = _free(case, taken, case.filled)
    if filled is None or not case.plan.outsiders:
        return None
    return _rival(case, base, filled, by=case.plan.outsiders[0].iri)


def _by_suspended(case: Case, base: str, taken: set[str]) -> Place:
    for member in case.plan.members:
        for first, last in member.suspensions:
            on = first + 10 * DAY
            running = [f for f in case.filled if f.term.start <= on <= f.term.end <= last]
            if running and _claim(taken, f"suspension {member.state.iri}"):
                return _rival(case, base, running[0], by=member.state.iri, on=on)
    return None


def _out_of_turn(case: Case, base: str, taken: set[str]) -> Place:
    for filled in _last_and_whole(case):
        start = filled.term.end + DAY
        turn = due(case.plan.members, filled.term.state, start)
        others = [
            m.state
            for m in case.plan.members
            if m.active(start) and m.state not in (turn, filled.term.state)
        ]
        if others and _claim(taken, filled.tenure):
            end = later(start, case.plan.years) - DAY
            return (_in_office(case, base, others[0], filled.term.office, start, end),)
    return None


def _too_long(case: Case, _base: str, taken: set[str]) -> Place:
    for filled in _last_and_whole(case):
        if _claim(taken, filled.tenure):
            _replace_date(_node(case, filled.tenure), "end", filled.term.end + 400 * DAY)
            return (filled.tenure,)
    return None


def _by_no_state(case: Case, base: str, taken: set[str]) -> Place:
    filled = _free(case, taken, case.filled)
    if filled is None:
        return None
    return _rival(case, base, filled, by=case.secretariat)


def _foreign_nominee(case: Case, base: str, taken: set[str]) -> Place:
    filled = _free(case, taken, case.filled)
    if filled is None or not case.plan.outsiders:
        return None
    by, citizen_of = filled.term.state.iri, case.plan.outsiders[-1]
    return _rival(case, base, filled, by=by, citizen_of=citizen_of)


def _wrong_body(case: Case, _base: str, taken: set[str]) -> Place:
    filled = _free(case, taken, case.filled)
    if filled is None:
        return None
    node = _node(case, filled.appointment)
    place = node.facts.index(("csto:appointedBy", case.council))
    node.facts[place] = ("csto:appointedBy", case.secretariat)
    return (node.subject,)


def _refused(case: Case, base: str, taken: set[str]) -> Place:
    asked = {node.value("csto:candidate") for node in case.sheet.nodes}
    filled = _free(case, taken, [f for f in case.filled if f.holder not in asked])
    if filled is None:
        return None
    on = filled.term.start - 60 * DAY
    members = [m.state for m in case.plan.members if m.active(on)]
    others = [state for state in members if state != filled.term.state]
    said = consent(
        case.sheet,
        f"{base}-consent",
        others[0].iri,
        filled.holder,
        case.offices[filled.term.office],
        "csto:Refused",
        on,
    )
    return filled.appointment, said


def _missing_evidence(case: Case, _base: str, taken: set[str]) -> Place:
    acts = [node for node in case.sheet.nodes if node.kind == "csto:TreatyAct"]
    for node in acts:
        if _claim(taken, node.subject):
            node.facts[:] = [fact for fact in node.facts if fact[0] != "csto:evidence"]
            return (node.subject,)
    return None


# Those that find a place in few organisations come last, so that small graphs have the others.
CASE_KINDS: dict[str, Misdeed] = {
    "two-full-holders": _two_full_holders,
    "end-before-start": _end_before_start,
    "nominated-by-non-member": _by_non_member,
    "nominating-state-is-no-state": _by_no_state,
    "appointed-by-wrong-body": _wrong_body,
    "appointed-against-refusal": _refused,
    "nominee-of-no-member": _foreign_nominee,
    "missing-evidence": _missing_evidence,
    "tenure-out-of-turn": _out_of_turn,
    "term-too-long": _too_long,
    "nominated-by-suspended-member": _by_suspended,
}


def _claim(taken: set[str], place: str) -> bool:
    """Whether the place is free; it is taken from then on."""
    if place in taken:
        return False
    taken.add(place)
    return True


def _free(case: Case, taken: set[str], choices: list[Filled]) -> Filled | None:
    """Return a filled term, not the last of its office, in which no error is yet."""
    last = {filled.tenure for filled in _last_and_whole(case)}
    for filled in choices:
        fits = filled.term.released is None and filled.tenure not in last
        if fits and _claim(taken, filled.tenure):
            return filled
    return None


def _last_and_whole(case: Case) -> list[Filled]:
    """Return the last term of each office that did not end in dispute."""
    last = {filled.term.office: filled for filled in case.filled}
    return [filled for filled in last.values() if filled.term.released is None]


def _rival(
    case: Case,
    base: str,
    filled: Filled,
    *,
    by: str,
    citizen_of: State | None = None,
    on: dt.date | None = None,
) -> Place:
    """Add a second nomination for a term that another person got."""
    person = new_person(case.sheet, base)
    citizenship(case.sheet, base, person, citizen_of or filled.term.state)
    office, on = case.offices[filled.term.office], on or filled.term.start - 70 * DAY
    return (nominate(case.sheet, base, person, office, by, on),)


def _in_office(
    case: Case,
    base: str,
    state: State,
    office: int,
    start: dt.date,
    end: dt.date,
) -> str:
    """Add a person with all that leads to an office, and return the tenure."""
    sheet, held = case.sheet, case.offices[office]
    person = new_person(sheet, base)
    citizenship(sheet, base, person, state)
    nominate(sheet, base, person, held, state.iri, start - 50 * DAY)
    appoint(sheet, base, person, held, case.council, start - 40 * DAY)
    return hold(sheet, base, person, held, start, end)


def _node(case: Case, subject: str) -> Node:
    return next(node for node in case.sheet.nodes if node.subject == subject)


def _replace_date(node: Node, role: str, value: dt.date) -> None:
    new = dict(exact(role, value))
    node.facts[:] = [(p, new.get(p, o)) for p, o in node.facts]
