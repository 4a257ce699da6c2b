"""What a change does beside its results: to the calendar of turns, and to names that facts use.

A new member, a suspension, a release: none of them need break a rule, and each may move the turns
of everybody after it. The calendar is what the rules derive, in their words.

A name that is wrong by a letter is another name, and the checks can say only what follows from
that: that it is no person, or no state. Here is what is behind it: things that facts refer to and
nobody describes, misspelt, forgotten, or taken out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.errors import close_matches
from csto_kg.terms import CSTO, ID, RDF, lexical

if TYPE_CHECKING:
    from csto_kg.checking.snapshot import Snapshot
    from csto_kg.checking.suite import Rules

_TYPE = ox.NamedNode(RDF + "type")
_HINTED = 20
"""For so many things, near names are looked for; each costs a pass over all names."""
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


def moved_turns(before: Snapshot, after: Snapshot, rules: Iterable[Rules]) -> tuple[Moved, ...]:
    """Return the turns that are not the same before and after, in order.

    Of a rule that makes turns before and after, one that only one of the two has is left out: how
    far turns are derived depends on the latest recorded day. Raises InputError as ``derive`` does.
    """
    return tuple(
        moved for each in rules if each.reading is not None for moved in _moved(before, after, each)
    )


def _moved(before: Snapshot, after: Snapshot, rules: Rules) -> Iterator[Moved]:
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
class _DerivedTurn:
    """A turn: whose it may be, its days and what opens it, and all that in words."""

    states: frozenset[str]
    days: frozenset[tuple[str, str]]
    words: str


_NONE = _DerivedTurn(frozenset(), frozenset(), "")


def _turns(derived: Iterable[ox.Triple]) -> dict[tuple[str, int], _DerivedTurn]:
    """The turns that are derived whole, by their rule and number."""
    said: dict[object, dict[ox.NamedNode, set[str]]] = {}
    for triple in derived:
        if triple.predicate in (_ORDINAL, _RULE, _STATE, _WORDS, *_DAYS):
            value = lexical(triple.object)
            said.setdefault(triple.subject, {}).setdefault(triple.predicate, set()).add(value)
    found = {}
    for turn in said.values():
        if _ORDINAL in turn and _RULE in turn and _WORDS in turn:
            number, rule = min(turn[_ORDINAL]), min(turn[_RULE])
            words = "; or ".join(sorted(turn[_WORDS]))  # several, where elements contradict
            days = {(day.value, value) for day in _DAYS for value in turn.get(day, ())}
            states = frozenset(turn.get(_STATE, ()))
            found[rule, int(number)] = _DerivedTurn(states, frozenset(days), words)
    return found


@dataclass(frozen=True)
class Missing:
    """A thing that is described nowhere after a change, though facts refer to it.

    ``graphs``: those that do; ``taken_out``: it was described before the change; ``close``: things
    with nearly the same name. ``file`` and ``line``: where the new facts refer to it.
    """

    thing: str
    graphs: tuple[str, ...]
    taken_out: bool
    close: tuple[str, ...] = ()
    file: str | None = None
    line: int | None = None
    triple: ox.Triple | None = field(default=None, repr=False, compare=False)


def dangling_references(
    before: Snapshot, after: Snapshot, derived: Iterable[ox.Triple] = ()
) -> tuple[Missing, ...]:
    """Return the things under ``id:`` that a change leaves without description, in order.

    What is missing before is left out, and what rules make (of which ``derived`` has the type).
    """
    described = {triple.subject for triple in after.facts}
    described.update(triple.subject for triple in derived if triple.predicate == _TYPE)
    old = {triple.subject for triple in before.facts}
    lacking = _referred(after.facts) - described
    lacking -= _referred(before.facts) - old
    if not lacking:
        return ()
    referring: dict[ox.NamedNode, list[tuple[str, ox.Triple]]] = {}
    for graph, triples in after.graphs.items():
        for triple in triples:
            if triple.object in lacking:
                referring.setdefault(triple.object, []).append((graph, triple))  # type: ignore[arg-type]
    names = {
        node.value.removeprefix(ID)
        for node in described
        if isinstance(node, ox.NamedNode) and _is_ours(node)
    }
    found = []
    for number, thing in enumerate(sorted(referring, key=str)):
        taken_out = thing in old
        hinted = number < _HINTED and not taken_out
        close = _close(thing.value.removeprefix(ID), names) if hinted else []
        told = sorted(referring[thing], key=lambda each: (each[0], str(each[1])))
        found.append(
            Missing(
                thing.value,
                tuple(dict.fromkeys(graph for graph, _ in told)),
                taken_out,
                tuple(ID + name for name in close),
                triple=told[0][1],
            )
        )
    return tuple(found)


def _close(name: str, names: Collection[str]) -> list[str]:
    """The names that differ in case alone, else those that are near."""
    return sorted(each for each in names if each.lower() == name.lower()) or close_matches(
        name, names
    )


def _referred(facts: Iterable[ox.Triple]) -> set[ox.NamedNode]:
    return {t.object for t in facts if isinstance(t.object, ox.NamedNode) and _is_ours(t.object)}


def _is_ours(node: ox.NamedNode) -> bool:
    return node.value.startswith(ID)
