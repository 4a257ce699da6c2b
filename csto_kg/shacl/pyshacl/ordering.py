"""Which of two values is less, as SPARQL's operators say: true, or not.

pyshacl stops with an error at a blank node or a pair that cannot be compared, and orders IRIs and
values of different kinds; by SHACL all these are violations of sh:lessThan.
"""

from __future__ import annotations

import rdflib
from pyshacl.rdfutil.compare import compare_literal

from csto_kg.terms import XSD

_NUMBERS = frozenset(
    rdflib.URIRef(XSD + name)
    for name in """
        decimal integer float double nonPositiveInteger negativeInteger nonNegativeInteger
        positiveInteger long int short byte unsignedLong unsignedInt unsignedShort unsignedByte
    """.split()
)


def _family(value: rdflib.Literal) -> object:
    """What a literal can be compared with: numbers with numbers, else the same datatype."""
    if value.datatype in _NUMBERS:
        return _NUMBERS
    return value.datatype or rdflib.XSD.string


def less(one: object, other: object, *, or_equal: bool) -> bool:
    """Whether ``one < other`` (or ``<=``) is true; False for what cannot be compared."""
    if not isinstance(one, rdflib.Literal) or not isinstance(other, rdflib.Literal):
        return False
    if one.ill_typed or other.ill_typed or one.language or other.language:
        return False
    if _family(one) != _family(other):
        return False
    try:
        order = compare_literal(one, other)  # type: ignore[no-untyped-call]
    except (TypeError, NotImplementedError):
        return False
    return bool(order < 0 or (or_equal and order == 0))
