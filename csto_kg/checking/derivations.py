"""What follows from facts by rules, kept from one run to the next.

The shipped graph is the same in every run, and so is what follows from it. A large graph is kept in
a store, which has what follows beside the facts.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from csto_kg.cache import keep, recall

_KIND = "derived"
_MOST = 30_000
"""Of more facts, the hash alone would cost more than a command may."""


def facts_digest(facts: frozenset[ox.Triple]) -> str | None:
    """Return what tells these facts from others, whatever their blank nodes are called.

    None for too many, and where blank nodes are no trees: what they are cannot be told quickly.
    """
    if len(facts) > _MOST:
        return None
    lines = _lines(facts)
    return None if lines is None else hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _lines(facts: Iterable[ox.Triple]) -> list[str] | None:
    """Write each triple, and each tree of blank nodes as one, as Turtle does: ``[ p o ]``.

    If each is the value of one triple at most, and none of itself by any way, the lines say all.
    """
    lines: list[str] = []
    described: defaultdict[object, list[ox.Triple]] = defaultdict(list)
    named: Counter[object] = Counter()
    for triple in facts:
        if isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode):
            described[triple.subject].append(triple)
            if isinstance(triple.object, ox.BlankNode):
                named[triple.object] += 1
        else:
            lines.append(str(triple))
    seen = 0

    def written(term: object) -> str:
        nonlocal seen
        if not isinstance(term, ox.BlankNode):
            return str(term)
        seen += 1
        return f"[ {' ; '.join(sorted(map(of_subject, described.get(term, ()))))} ]"

    def of_subject(triple: ox.Triple) -> str:
        return f"{triple.predicate} {written(triple.object)}"

    blank = {each for each in (*described, *named) if isinstance(each, ox.BlankNode)}
    if any(count > 1 for count in named.values()):
        return None
    try:
        for subject, triples in described.items():
            if not isinstance(subject, ox.BlankNode):
                lines.extend(f"{subject} {of_subject(triple)}" for triple in triples)
            elif subject not in named:
                lines.append(written(subject))
    except RecursionError:
        return None
    return sorted(lines) if seen == len(blank) else None


def recall_derived(*made_from: str) -> tuple[ox.Triple, ...] | None:
    """Return the triples that were kept under what they follow from; None if none were."""
    lines = recall(_KIND, *made_from)
    return _read(lines) if isinstance(lines, str) else None


def keep_derived(triples: tuple[ox.Triple, ...], *made_from: str) -> None:
    """Keep triples, if they can be written so that they come back the same."""
    lines = _written(triples)
    # Blank nodes, say, are not the same in another run.
    if _read(lines) == triples and not any(map(_has_blank_node, triples)):
        keep(_KIND, lines, *made_from)


def _written(triples: Iterable[ox.Triple]) -> str:
    return "".join(f"{triple} .\n" for triple in triples)


def _read(lines: str) -> tuple[ox.Triple, ...] | None:
    try:
        return tuple(quad.triple for quad in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES))
    except SyntaxError:
        return None


def _has_blank_node(triple: ox.Triple) -> bool:
    return any(not isinstance(each, ox.NamedNode | ox.Literal) for each in triple)
