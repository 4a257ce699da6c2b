"""Whether two graphs are the same, and if not, how they differ.

A graph's fingerprint is the SHA-256 of its canonical N-Quads (RDF Dataset Canonicalization 1.0,
RDFC-1.0), as triples of the default graph, so that it does not depend on the graph's name, on the
order of its triples or on the names of its blank nodes.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.export.nquads import nquads

if TYPE_CHECKING:
    from collections.abc import Iterable

    Key = tuple[str, str]

_EXAMPLES = 3


@dataclass(frozen=True)
class Fingerprint:
    """The canonical form of one graph: its hash, and its sorted lines, one for each triple."""

    sha256: str
    lines: list[str] = field(repr=False, compare=False)

    @property
    def triples(self) -> int:
        """How many triples the graph has."""
        return len(self.lines)


def fingerprint(quads: Iterable[ox.Quad]) -> Fingerprint:
    """Return the fingerprint of a graph. Raises EnvironmentFailure for what RDF 1.1 has not."""
    text = nquads(ox.Quad(q.subject, q.predicate, q.object) for q in quads)
    return Fingerprint(hashlib.sha256(text.encode()).hexdigest(), text.split("\n")[:-1])


@dataclass(frozen=True)
class Difference:
    """What one graph has and the other has not; ``rewritten`` when that is the form of literals.

    ``examples`` has pairs of a literal as sent and as it came back.
    """

    missing: int
    added: int
    rewritten: bool
    examples: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        if not self.rewritten:
            return f"{self.missing} triples are missing and {self.added} were added"
        listed = ", ".join(f"{sent} came back as {back}" for sent, back in self.examples)
        return f"the form of {self.missing} literals was changed: {listed}"


def difference(sent: Fingerprint, back: Fingerprint) -> Difference | None:
    """Compare a graph as sent with the same as it came back; None when they are equal.

    Literals count as rewritten when at each subject and property that has lost literals others
    stand in their place, no more of them than were lost, and nothing else differs.
    """
    if sent.sha256 == back.sha256:
        return None
    here, there = Counter(sent.lines), Counter(back.lines)
    lost, found = _by_place(here - there), _by_place(there - here)
    rewritten = lost.keys() == found.keys() and all(
        len(found[place]) <= len(values) and None not in values and None not in found[place]
        for place, values in lost.items()
    )
    pairs: list[tuple[str, str]] = []
    if rewritten:
        for place in sorted(lost)[:_EXAMPLES]:
            pairs.append((min(map(str, lost[place])), min(map(str, found[place]))))
    return Difference(
        sum(map(len, lost.values())), sum(map(len, found.values())), rewritten, tuple(pairs)
    )


def _by_place(lines: Iterable[str]) -> dict[Key, list[ox.Literal | None]]:
    """Group the objects by subject and predicate; None for one that is no literal."""
    found: dict[Key, list[ox.Literal | None]] = {}
    for quad in ox.parse("\n".join(lines), format=ox.RdfFormat.N_TRIPLES):
        # A blank node's canonical name depends on the literals around it.
        blank = isinstance(quad.subject, ox.BlankNode)
        place = ("_:" if blank else str(quad.subject), str(quad.predicate))
        literal = quad.object if isinstance(quad.object, ox.Literal) else None
        found.setdefault(place, []).append(literal)
    return found
