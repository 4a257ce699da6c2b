"""What makes an export the same each time: names for blank nodes, and an order of its own.

A store gives quads in no set order, and names blank nodes anew each time a file is loaded.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.errors import EnvironmentFailure
from csto_kg.terms import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable

_DIGITS = re.compile(r"(\d+)", re.ASCII)


def canonical(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Return each quad once, blank nodes named by RDFC-1.0, in no set order.

    Raises EnvironmentFailure for what RDF 1.1 does not have: triple terms and base directions.
    """
    unique = set(quads)
    blank = False
    for quad in unique:
        _check(quad)
        blank = blank or any(isinstance(term, ox.BlankNode) for term in quad)
    if not blank:
        return list(unique)
    dataset = ox.Dataset(unique)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return list(dataset)


def natural(text: str) -> tuple[tuple[str, int, str], ...]:
    """Return a key by which ``p2`` comes before ``p10``; equal only for equal texts."""
    parts = _DIGITS.split(text)
    # Of numbers without leading zeros the longer is the larger.
    numbers = [digits.lstrip("0") for digits in parts[1::2]]
    found = [
        (before, len(digits), digits)
        for before, digits in zip(parts[::2], [*numbers, ""], strict=True)
    ]
    # The whole text follows, so that "01" and "1" differ.
    found.append((text, 0, ""))
    return tuple(found)


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
