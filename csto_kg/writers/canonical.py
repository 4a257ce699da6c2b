"""What makes an export the same each time: names for blank nodes, and an order of its own.

A store gives quads in no set order, and names blank nodes anew each time a file is loaded.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.errors import EnvironmentFailure
from csto_kg.terms import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable

_DIGITS = re.compile(r"([0-9]+)")


def canonical(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Return each quad once, blank nodes named by RDFC-1.0, in no set order.

    Raises EnvironmentFailure for what RDF 1.1 does not have: triple terms and base directions.
    """
    unique = set(quads)
    for quad in unique:
        _check(quad)
    return renamed(unique)


def renamed(quads: set[ox.Quad]) -> list[ox.Quad]:
    """Return the quads with their blank nodes named by RDFC-1.0, in no set order."""
    if not any(map(_has_blank_node, quads)):
        return list(quads)
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return list(dataset)


def _has_blank_node(statement: ox.Quad | ox.Triple) -> bool:
    return any(
        isinstance(term, ox.BlankNode) or (isinstance(term, ox.Triple) and _has_blank_node(term))
        for term in statement
    )


def natural(text: str) -> str:
    """Return a key by which ``p2`` comes before ``p10``; equal only for equal texts.

    The key of lines is the keys of the lines. For texts without control characters.
    """
    parts = _DIGITS.split(text)
    parts[1::2] = map(_ranked, parts[1::2])
    return "".join(parts)


@lru_cache(maxsize=10_000)
def _ranked(digits: str) -> str:
    """Return a number so that the larger comes later as a text, and before all else but the end."""
    number = digits.lstrip("0") or "0"
    # "1" and "01" differ all the same.
    return _mark(len(number)) + number + _mark(len(digits) - len(number))


def _mark(length: int) -> str:
    """Return a text that comes later for a longer number, and has no line end."""
    if length < 10:
        return chr(length) if length else ""
    return "\x1f" + chr(0x20 + min(length, 1_000_000))


def _check(quad: ox.Quad) -> None:
    value = quad.object
    kind = None
    if isinstance(value, ox.Triple):
        kind = "a triple term"
    elif isinstance(value, ox.Literal) and value.direction is not None:
        kind = "a text with a base direction"
    if kind is not None:
        subject = quad.subject
        where = shorten(subject.value) if isinstance(subject, ox.NamedNode) else str(subject)
        raise EnvironmentFailure(
            f"{where} has {kind}, which is RDF 1.2 and not in Turtle 1.1 or N-Quads 1.1",
            hint="replace it",
        )
