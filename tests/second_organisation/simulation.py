"""The turns of an office by plain dates, written from the design's table of decisions.

All dates are days. Nothing here knows of the rules in ontology/rules/; the two are compared.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

DAY = dt.timedelta(days=1)
FOR_EVER = dt.date.max


@dataclass(frozen=True)
class Period:
    """From a first day to a last one; without a recorded end it lasts."""

    first: dt.date
    last: dt.date = FOR_EVER

    def holds(self, on: dt.date) -> bool:
        return self.first <= on <= self.last


@dataclass(frozen=True)
class State:
    """A state: its names' places in the order, as member and as suspended member."""

    name: str
    keys: tuple[tuple[str, Period], ...]
    memberships: tuple[Period, ...]
    suspensions: tuple[Period, ...] = ()

    def key(self, on: dt.date) -> str:
        [key] = [key for key, valid in self.keys if valid.holds(on)]
        return key

    def active(self, on: dt.date) -> bool:
        """Whether it is a member on a day, and not suspended."""
        member = any(period.holds(on) for period in self.memberships)
        return member and not any(period.holds(on) for period in self.suspensions)


@dataclass(frozen=True)
class Tenure:
    """Somebody in the office in the name of a state."""

    state: str
    term: Period
    full: bool = True


@dataclass(frozen=True)
class Organisation:
    """An organisation with one rotating office and its rule."""

    states: tuple[State, ...]
    first_state: str
    first_day: dt.date
    months: int
    stated_end: dt.date | None = None
    basis: str = "FromVacancy"
    tenures: tuple[Tenure, ...] = field(default=())

    def state(self, name: str) -> State:
        [state] = [state for state in self.states if state.name == name]
        return state

    def latest_day(self) -> dt.date:
        """Return the latest day of any record."""
        periods = [tenure.term for tenure in self.tenures]
        for state in self.states:
            periods += [*state.memberships, *state.suspensions, *(p for _, p in state.keys)]
        days = [day for period in periods for day in (period.first, period.last)]
        return max(day for day in days if day not in (dt.date.min, FOR_EVER))


@dataclass(frozen=True)
class Turn:
    """A turn: the day after its course is unknown where nobody has taken office to count from."""

    ordinal: int
    state: str | None
    first: dt.date
    boundary: dt.date | None
    scheduled: dt.date

    @property
    def last(self) -> dt.date | None:
        """The last day of its course."""
        return self.boundary - DAY if self.boundary else None


def later(day: dt.date, months: int) -> dt.date:
    """Return the same day some months on, or the last one of a shorter month."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    length = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, length))


def turns(organisation: Organisation, *, passes: bool) -> Iterator[Turn]:
    """Yield the turns: to the latest recorded day, and a full cycle more.

    ``passes``: a vacancy opens the next state's turn; else the turn stays. Stops after a turn of
    which the sources do not say how long it lasts.
    """
    boundary = (
        organisation.stated_end + DAY
        if organisation.stated_end
        else later(organisation.first_day, organisation.months)
    )
    turn = Turn(1, organisation.first_state, organisation.first_day, boundary, boundary)
    latest = organisation.latest_day()
    ahead: int | None = None
    spent: frozenset[Tenure] = frozenset()  # one end opens one turn
    while True:
        order = _order(organisation, turn.first)
        ahead = len(order) if ahead is None or turn.first <= latest else ahead - 1
        yield turn
        if ahead == 0 or turn.boundary is None or turn.state is None:
            return
        ended = _vacancy(organisation, turn, spent) if passes else frozenset()
        spent |= ended
        opens = next((tenure.term.last for tenure in ended), turn.boundary)
        following = Turn(
            turn.ordinal + 1, _next_state(organisation, turn.state, opens), opens, None, opens
        )
        turn = _with_course(organisation, turn, following, spent, vacancy=bool(ended))


def _order(organisation: Organisation, on: dt.date) -> list[State]:
    active = [state for state in organisation.states if state.active(on)]
    return sorted(active, key=lambda state: state.key(on))


def _next_state(organisation: Organisation, before: str, on: dt.date) -> str | None:
    """Return who follows in the order of a day, from the top again after the last."""
    place = organisation.state(before).key(on)
    order = _order(organisation, on)
    after = [state for state in order if state.key(on) > place]
    return next((state.name for state in [*after, *order]), None)


def _vacancy(organisation: Organisation, turn: Turn, spent: frozenset[Tenure]) -> frozenset[Tenure]:
    """Return the tenures with which the office falls vacant before the turn's last day."""
    assert turn.boundary is not None and turn.last is not None
    early = [
        tenure
        for tenure in organisation.tenures
        if tenure.full
        and tenure.state == turn.state
        and tenure not in spent
        and turn.first <= tenure.term.first < turn.boundary
        and tenure.term.last < turn.last
    ]
    first = min((tenure.term.last for tenure in early), default=None)
    return frozenset(tenure for tenure in early if tenure.term.last == first)


def _with_course(
    organisation: Organisation,
    before: Turn,
    turn: Turn,
    spent: frozenset[Tenure],
    *,
    vacancy: bool,
) -> Turn:
    term = later(turn.first, organisation.months)
    scheduled = later(before.scheduled, organisation.months)
    if not vacancy or organisation.basis == "FromVacancy":
        return replace(turn, boundary=term, scheduled=term)
    if organisation.basis == "ToScheduledEnd":
        return replace(turn, boundary=scheduled, scheduled=scheduled)
    begun = min(
        (
            tenure.term.first
            for tenure in organisation.tenures
            if tenure.full
            and tenure.state == turn.state
            and tenure not in spent
            and tenure.term.first >= turn.first
        ),
        default=None,
    )
    taken = later(begun, organisation.months) if begun else None
    return replace(turn, boundary=taken, scheduled=scheduled)


def due(
    organisation: Organisation, calendar_of_turns: list[Turn], judged: Tenure, *, passes: bool
) -> list[str]:
    """Return whose turn may run on the first day of ``judged``, in the order of names.

    That of the last turn that has opened. No recorded end means unknown: where somebody used that
    turn before and no last day is recorded, that holder may have left, and opened the next turn.
    A turn that is over and that none follows, since nobody is in the order, runs no more.
    """
    on = judged.term.first
    opened = [turn for turn in calendar_of_turns if turn.first <= on]
    if not opened:
        return []
    running = opened[-1]
    may_run = [running]
    following = calendar_of_turns[len(opened) : len(opened) + 1]
    if running is calendar_of_turns[-1] and running.boundary is not None and running.boundary <= on:
        return []
    gone = any(_may_have_left(tenure, running, on) for tenure in organisation.tenures)
    if passes and gone and not _opened_by_vacancy(running, following):
        may_run += following
    return sorted({turn.state for turn in may_run if turn.state})


def _opened_by_vacancy(running: Turn, following: list[Turn]) -> bool:
    return any(running.boundary is None or turn.first < running.boundary for turn in following)


def _may_have_left(tenure: Tenure, running: Turn, on: dt.date) -> bool:
    return (
        tenure.full
        and tenure.state == running.state
        and running.first <= tenure.term.first < min(on, running.boundary or on)
        and tenure.term.last == FOR_EVER
    )
