"""``<`` and ``<=`` between literals, as SPARQL has them.

See https://www.w3.org/TR/sparql11-query/#OperatorMapping. Beside the operators there, dates are
compared as dateTimes are, and other dates, times and durations as Oxigraph does; what cannot be
compared is in no order.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

import pyoxigraph as ox

from csto_kg.shacl.compiled.datatypes import NUMBERS, as_single, instant, number, well_formed
from csto_kg.terms import XSD

_INSTANTS = {XSD + "date", XSD + "dateTime", XSD + "dateTimeStamp"}
_DATE, _STRING, _BOOLEAN = XSD + "date", XSD + "string", XSD + "boolean"
_FLOAT, _DOUBLE = XSD + "float", XSD + "double"
_OTHERS = frozenset(
    XSD + name
    for name in "time gYear gYearMonth gMonth gMonthDay gDay duration yearMonthDuration "
    "dayTimeDuration".split()
)
ORDERED = frozenset((*NUMBERS, *_INSTANTS, _STRING, _BOOLEAN, *_OTHERS))
"""The datatypes whose literals can be compared."""

_TRUE = frozenset(("true", "1"))
# XML Schema 1.1, 3.3.7: a dateTime without zone is any of those with zones from +14:00 to -14:00.
_ANY_ZONE = 14 * 3600
_asked = ox.Store()


@lru_cache(maxsize=100_000)
def less(one: ox.Literal, other: ox.Literal, or_equal: bool) -> bool:
    """Whether ``one < other`` (or ``<=``) is true; False for what cannot be compared."""
    first, second = one.datatype.value, other.datatype.value
    if not well_formed(one) or not well_formed(other):
        return False
    if first in NUMBERS and second in NUMBERS:
        left, right = _promoted(one, other)
        return left < right or (or_equal and left == right)
    if first in _INSTANTS and second in _INSTANTS and (first == _DATE) == (second == _DATE):
        return _earlier(instant(first, one.value), instant(second, other.value), or_equal)
    if first != second:
        return False
    if first == _STRING:
        return one.value < other.value or (or_equal and one.value == other.value)
    if first == _BOOLEAN:
        before, after = one.value in _TRUE, other.value in _TRUE
        return before < after or (or_equal and before == after)
    if first in _OTHERS:
        sign = "<=" if or_equal else "<"
        return bool(_asked.query(f"ASK {{ FILTER ({one} {sign} {other}) }}"))
    return False


def _promoted(one: ox.Literal, other: ox.Literal) -> tuple[Decimal | float, Decimal | float]:
    """Two numbers in the wider of their types (XPath 2.0, B.1)."""
    types = (one.datatype.value, other.datatype.value)
    left, right = number(types[0], one.value), number(types[1], other.value)
    if _DOUBLE in types:
        return float(left), float(right)
    if _FLOAT in types:
        return as_single(left), as_single(right)
    return left, right


def _earlier(one: tuple[Fraction, bool], other: tuple[Fraction, bool], or_equal: bool) -> bool:
    first, second = one[0], other[0]
    if one[1] == other[1]:
        return first < second or (or_equal and first == second)
    return first + _ANY_ZONE < second
