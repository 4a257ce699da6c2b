"""What a change does to the calendar of turns under each reading.

A new member, a suspension, a release: none of them need break a rule, and each may move the turns
of everybody after it. The calendar is what the rules derive, in their words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.terms import CSTO

if TYPE_CHECKING:
    from csto_kg.checking.dataset import State
    from csto_kg.checking.suite import Rules

_ORDINAL, _RULE, _STATE, _WORDS = (
    ox.NamedNode(CSTO + name) for name in ("ordinal", "underRule", "state", "inWords")
)
_DAYS = tuple(
    ox.NamedNode(CSTO + name)
    for name in (
        "startEarliest",
        "startLatest",
        "endEarliest",
        "endLatest",
        "openedByEndOf",
        "mayBeOpenedByEndOf",
    )
)


@dataclass(frozen=True)
class Moved:
    """A turn that a change moves: under which reading and rule, its number, and it in words.

    ``before`` is empty where the rule made no turns before, ``after`` where it makes none any more.
    ``passes_on``: the turn is another state's than before, or may be.
    """

    reading: str
    rule: str
    ordinal: int
    before: str
    after: str
    passes_on: bool


def moved_turns(before: State, after: State, rules: Iterable[Rules]) -> tuple[Moved, ...]:
    """Return the turns that are not the same before and after, in order.

    Of a rule that makes turns before and after, one that only one of the two has is left out: how
    far turns are derived depends on the latest recorded day. Raises InputError as ``derive`` does.
    """
    return tuple(
        moved for each in rules if each.reading is not None for moved in _moved(before, after, each)
    )


def _moved(before: State, after: State, rules: Rules) -> Iterator[Moved]:
    assert rules.reading is not None  # noqa: S101  (the common rules derive no turns)
    old, new = _turns(before.derived(rules)), _turns(after.derived(rules))
    throughout = {rule for rule, _ in old} & {rule for rule, _ in new}
    for turn in sorted(old.keys() | new.keys()):
        was, now = old.get(turn, _NONE), new.get(turn, _NONE)
        if turn[0] in throughout and _NONE in (was, now):
            continue
        if (was.states, was.days) != (now.states, now.days):
            yield Moved(rules.reading, *turn, was.words, now.words, was.states != now.states)


@dataclass(frozen=True)
class _Turn:
    """A turn: whose it may be, its days and what opens it, and all that in words."""

    states: frozenset[str]
    days: frozenset[tuple[str, str]]
    words: str


_NONE = _Turn(frozenset(), frozenset(), "")


def _turns(derived: Iterable[ox.Triple]) -> dict[tuple[str, int], _Turn]:
    """The turns that are derived whole, by their rule and number."""
    said: dict[object, dict[ox.NamedNode, set[str]]] = {}
    for triple in derived:
        if triple.predicate in (_ORDINAL, _RULE, _STATE, _WORDS, *_DAYS):
            value = str(getattr(triple.object, "value", triple.object))
            said.setdefault(triple.subject, {}).setdefault(triple.predicate, set()).add(value)
    found = {}
    for turn in said.values():
        if _ORDINAL in turn and _RULE in turn and _WORDS in turn:
            number, rule = min(turn[_ORDINAL]), min(turn[_RULE])
            words = "; or ".join(sorted(turn[_WORDS]))  # several, where elements contradict
            days = {(day.value, value) for day in _DAYS for value in turn.get(day, ())}
            states = frozenset(turn.get(_STATE, ()))
            found[rule, int(number)] = _Turn(states, frozenset(days), words)
    return found
