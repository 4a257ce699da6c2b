"""Whether two graphs are the same, and if not, how they differ.

A graph's fingerprint is the SHA-256 of its canonical N-Quads (RDF Dataset Canonicalization 1.0,
RDFC-1.0), as triples of the default graph, so that it does not depend on the graph's name, on the
order of its triples or on the names of its blank nodes.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.writers.statements import text_of, triples

if TYPE_CHECKING:
    from collections.abc import Iterable

    Key = tuple[str, str]

_EXAMPLES = 3
_NUMBERS = {"true": "1", "false": "0"}  # Virtuoso's


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
    lines = triples(quads)
    return Fingerprint(hashlib.sha256(text_of(lines).encode()).hexdigest(), lines)


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

    Literals count as rewritten when each that is lost has one of the same value in its place, at
    the same subject and property, and nothing else differs.
    """
    if sent.sha256 == back.sha256:
        return None
    here, there = Counter(sent.lines), Counter(back.lines)
    lost, found = _by_place(here - there), _by_place(there - here)
    pairs: list[tuple[str, str]] | None = [] if lost.keys() == found.keys() else None
    for place in sorted(lost):
        if pairs is not None:
            matched = _matched(lost[place], found[place])
            pairs = None if matched is None else [*pairs, *matched][:_EXAMPLES]
    return Difference(
        sum(map(len, lost.values())),
        sum(map(len, found.values())),
        pairs is not None,
        tuple(pairs or ()),
    )


def _matched(
    lost: list[ox.Literal | None], found: list[ox.Literal | None]
) -> list[tuple[str, str]] | None:
    """Return each lost literal with a found one of its value; None unless all have one."""
    pairs = []
    for sent in sorted(lost, key=str):
        back = next((literal for literal in sorted(found, key=str) if _same(sent, literal)), None)
        if back is None:
            return None
        pairs.append((str(sent), str(back)))
    # What nothing lost accounts for was added.
    return pairs if {back for _, back in pairs} == set(map(str, found)) else None


def _same(one: ox.Literal | None, other: ox.Literal | None) -> bool:
    """Whether two literals have one value, or one text under another type or language tag."""
    if one is None or other is None:
        return False
    texts = [_NUMBERS.get(literal.value, literal.value) for literal in (one, other)]
    if texts[0].casefold() == texts[1].casefold():
        return True
    with suppress(ValueError):
        if float(texts[0]) == float(texts[1]):
            return True
    # XSD's values: dates and times, durations, numbers of all types.
    return bool(ox.Store().query(f"ASK {{ FILTER({one} = {other}) }}"))


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
