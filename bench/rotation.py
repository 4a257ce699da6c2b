"""The history of a made-up organisation: who is a member when, and whose turn follows whose.

Turns follow each other by the collation key of the members' short names on the day on which a
turn opens; suspended states are passed over. In the middle of a turn a state may join, leave or
be suspended, never one whose turn runs. An office may end in dispute: the last holder is released
early, a deputy acts, and nobody says whose turn it is. Nothing else breaks off, so up to that
point both readings of the rule agree.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from bench.chance import Chance
from bench.names import StateName

LATEST_YEAR = 2018


@dataclass(frozen=True)
class State:
    """A state with its number in the whole graph."""

    iri: str
    number: int
    name: StateName


@dataclass
class Member:
    """A state's membership of one organisation."""

    state: State
    joined: dt.date
    left: dt.date | None = None
    suspensions: list[tuple[dt.date, dt.date]] = field(default_factory=list)

    def active(self, on: dt.date) -> bool:
        """Whether the state is a member on a day, and not suspended."""
        inside = self.joined <= on and (self.left is None or on <= self.left)
        return inside and not any(first <= on <= last for first, last in self.suspensions)


@dataclass(frozen=True)
class Term:
    """A turn that was used: whose it is, from when until when, and when the holder left."""

    office: int
    ordinal: int
    state: State
    start: dt.date
    end: dt.date
    released: dt.date | None = None


@dataclass(frozen=True)
class Organisation:
    """Members, the years of a term, and the terms of each office in order."""

    founded: dt.date
    years: int
    members: list[Member]
    outsiders: list[State]
    terms: list[Term]
    offices: int

    def of_office(self, office: int) -> list[Term]:
        """Return the terms of one office."""
        return [term for term in self.terms if term.office == office]


def later(start: dt.date, years: int) -> dt.date:
    """Return the same day some years on; never called for 29 February."""
    return start.replace(year=start.year + years)


def organisation(chance: Chance, states: list[State]) -> Organisation:
    """Make up an organisation of some of the states, and play its history through."""
    years, rounds = chance.between(2, 4), chance.between(3, 5)
    offices = 2 if chance.happens(0.3) else 1
    opening = dt.date(LATEST_YEAR - years * rounds - chance.below(15), chance.between(1, 12), 1)
    founded = dt.date(opening.year - chance.between(1, 10), chance.between(1, 12), 18)
    drawn = chance.sample(states, chance.between(7, 9))
    pool = [drawn.pop() for _ in range(2)]  # these may still join
    members = [Member(state, founded) for state in drawn]

    terms: list[Term] = []
    last: dict[int, State] = {}
    for ordinal in range(rounds):
        start = later(opening, years * ordinal)
        end = later(start, years) - dt.timedelta(days=1)
        for office in range(offices):
            # the second office begins with another state than the first
            state = due(members, last.get(office, last.get(office - 1)), start)
            last[office] = state
            disputed = ordinal == rounds - 1 and chance.happens(0.25)
            released = end - dt.timedelta(days=chance.between(200, 400)) if disputed else None
            terms.append(Term(office, ordinal, state, start, end, released))
        if ordinal < rounds - 1:
            _upheaval(chance, members, pool, [last[office] for office in range(offices)], start)
    joined = {member.state.iri for member in members}
    outsiders = [state for state in states if state.iri not in joined]
    return Organisation(founded, years, members, outsiders, terms, offices)


def due(members: list[Member], last: State | None, on: dt.date) -> State:
    """Return whose turn opens on a day: the next in order after ``last``, without it the first."""
    active = sorted(
        (member.state for member in members if member.active(on)), key=lambda s: s.name.key
    )
    if last is None:
        return active[0]
    return next((state for state in active if state.name.key > last.name.key), active[0])


def _upheaval(
    chance: Chance, members: list[Member], pool: list[State], holders: list[State], start: dt.date
) -> None:
    """Let a state join, leave or be suspended in the course of a turn, or nothing happen."""
    on = start + dt.timedelta(days=chance.between(60, 300))
    idle = [m for m in members if m.active(on) and m.state not in holders]
    if chance.happens(0.25) and pool:
        members.append(Member(pool.pop(), on))
    if chance.happens(0.3) and len(idle) > 3:
        member = idle.pop(chance.below(len(idle)))
        # into the next turn or the one after; the state is passed over if it would be due then
        member.suspensions.append((on, on + dt.timedelta(days=chance.between(500, 1500))))
    if chance.happens(0.12) and len(idle) > 3:
        idle.pop(chance.below(len(idle))).left = on
