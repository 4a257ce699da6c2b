"""Literals that are no value of their datatype, and values that the reasoners cannot take.

By the semantics of RDF and OWL a literal such as ``"maybe"^^xsd:boolean`` is a contradiction in
itself. HermiT, Pellet and owlready2 each make something else of it, so it is found here.
"""

from __future__ import annotations

import calendar
import re
from enum import Enum

import pyoxigraph as ox

from csto_kg.terms import RDF, XSD

_TEXTS = frozenset({XSD + "string", RDF + "langString", RDF + "PlainLiteral"})
_PATTERNS = {
    XSD + name: re.compile(pattern)
    for name, pattern in {
        "decimal": r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)",
        "double": r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?INF|NaN",
        "float": r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?INF|NaN",
        "boolean": r"true|false|0|1",
        "language": r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*",
    }.items()
}
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DATE_TIME = re.compile(
    r"-?(?P<year>[1-9][0-9]{4,}|[0-9]{4})-(?P<month>0[1-9]|1[0-2])-(?P<day>[0-2][0-9]|3[01])"
    r"T(([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?|24:00:00(\.0+)?)"
    r"(?P<zone>Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
)
# XML Schema admits every text as anyURI, HermiT only what RFC 3986 and 3987 do.
_URI = re.compile(r"([^\x00-\x20\x7f-\xa0\"%<>\\^`{|}]|%[0-9a-fA-F]{2})*")
_BYTES = (("Byte", 1), ("Short", 2), ("Int", 4), ("Long", 8))
_RANGES: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "nonNegativeInteger": (0, None),
    "nonPositiveInteger": (None, 0),
    "positiveInteger": (1, None),
    "negativeInteger": (None, -1),
    **{name.lower(): (-(1 << 8 * n - 1), (1 << 8 * n - 1) - 1) for name, n in _BYTES},
    **{f"unsigned{name}": (0, (1 << 8 * n) - 1) for name, n in _BYTES},
}
_DIGITS = 18  # owlready2 keeps numbers in SQLite, whose integers have 64 bits


class Fitness(Enum):
    """What a reasoner can do with a literal: take it, nothing, or call it a contradiction."""

    FIT = "fit"
    UNREADABLE = "unreadable"
    ILL_TYPED = "ill-typed"


def fitness(literal: ox.Literal) -> Fitness:
    """Return what a literal is to a reasoner.

    Unreadable are values of datatypes that OWL 2 does not have (dates), that few use (xsd:token),
    numbers beyond 18 digits or the range of a double, and what is no URI.
    """
    datatype, text = literal.datatype.value, literal.value
    if datatype in _TEXTS:
        return Fitness.FIT
    name = datatype.removeprefix(XSD)
    if name in _RANGES and name != datatype:
        return _integer(text, *_RANGES[name])
    if datatype in _PATTERNS:
        if not _PATTERNS[datatype].fullmatch(text):
            return Fitness.ILL_TYPED
        large = name in ("decimal", "double", "float") and not _is_double(text)
        return Fitness.UNREADABLE if large else Fitness.FIT
    if name in ("dateTime", "dateTimeStamp"):
        return _date_time(text, zoned=name == "dateTimeStamp")
    if name == "anyURI" and _URI.fullmatch(text):
        return Fitness.FIT
    return Fitness.UNREADABLE


def _integer(text: str, least: int | None, most: int | None) -> Fitness:
    if not _INTEGER.fullmatch(text):
        return Fitness.ILL_TYPED
    digits = text.lstrip("+-").lstrip("0")
    # The sign and one more digit than any bound has tell as much as a number of any length.
    value = int((digits or "0")[:21]) * (-1 if text.startswith("-") else 1)
    if (least is not None and value < least) or (most is not None and value > most):
        return Fitness.ILL_TYPED
    return Fitness.UNREADABLE if len(digits) > _DIGITS else Fitness.FIT


def _is_double(text: str) -> bool:
    return text[-1] not in "FN" and abs(float(text)) != float("inf")


def _date_time(text: str, *, zoned: bool) -> Fitness:
    found = _DATE_TIME.fullmatch(text)
    if found is None or (zoned and not found["zone"]):
        return Fitness.ILL_TYPED
    year = 2000 + int(found["year"][-4:]) % 400  # as many days as any year that far away
    last = calendar.monthrange(year, int(found["month"]))[1]
    if not 1 <= int(found["day"]) <= last:
        return Fitness.ILL_TYPED
    return Fitness.FIT if len(found["year"]) == 4 and text[0] != "-" else Fitness.UNREADABLE
