"""Things that facts refer to and nobody describes: misspelt, forgotten, or taken out.

A name that is wrong by a letter is another name, and the checks can say only what follows from
that: that it is no person, or no state. Here is what is behind it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.errors import close_matches
from csto_kg.terms import ID, RDF

if TYPE_CHECKING:
    from csto_kg.checking.dataset import State

_TYPE = ox.NamedNode(RDF + "type")
_HINTED = 20
"""For so many things, near names are looked for; each costs a pass over all names."""


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


def missing_things(
    before: State, after: State, derived: Iterable[ox.Triple] = ()
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
