"""Whether a literal is well-formed for its datatype, and what it says.

The lexical forms are those of XML Schema 1.1 (https://www.w3.org/TR/xmlschema11-2/); of a datatype
that is not listed here every form is well-formed, as SHACL has it for those that SPARQL does not
know.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
import struct
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from csto_kg.terms import XSD

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyoxigraph as ox

_WHOLE: dict[str, tuple[int | None, int | None]] = {
    XSD + name: limits
    for name, limits in {
        "integer": (None, None),
        "nonPositiveInteger": (None, 0),
        "negativeInteger": (None, -1),
        "nonNegativeInteger": (0, None),
        "positiveInteger": (1, None),
        "long": (-(2**63), 2**63 - 1),
        "int": (-(2**31), 2**31 - 1),
        "short": (-(2**15), 2**15 - 1),
        "byte": (-(2**7), 2**7 - 1),
        "unsignedLong": (0, 2**64 - 1),
        "unsignedInt": (0, 2**32 - 1),
        "unsignedShort": (0, 2**16 - 1),
        "unsignedByte": (0, 2**8 - 1),
    }.items()
}
_DOUBLE_TYPE = XSD + "double"
_BROKEN = XSD + "float", _DOUBLE_TYPE
NUMBERS = frozenset((*_WHOLE, *_BROKEN, XSD + "decimal"))
"""The datatypes of numbers."""

_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_DOUBLE = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN")
_SPECIAL = {"INF": "inf", "+INF": "inf", "-INF": "-inf", "NaN": "nan"}

_YEAR, _MONTH, _DAY = r"(?P<y>-?(?:[1-9][0-9]{3,}|0[0-9]{3}))", "(?P<m>[0-9]{2})", "(?P<d>[0-9]{2})"
_TIME = r"(?P<h>[0-9]{2}):(?P<min>[0-9]{2}):(?P<s>[0-9]{2}(?:\.[0-9]+)?)"
_ZONE = r"(?P<z>Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?"
_DATES = {
    XSD + name: re.compile(form + _ZONE)
    for name, form in {
        "dateTime": f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}",
        "dateTimeStamp": f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}(?=.*(?:Z|[+-]..:..)$)",
        "date": f"{_YEAR}-{_MONTH}-{_DAY}",
        "time": _TIME,
        "gYear": _YEAR,
        "gYearMonth": f"{_YEAR}-{_MONTH}",
        "gMonth": f"--{_MONTH}",
        "gMonthDay": f"--{_MONTH}-{_DAY}",
        "gDay": f"---{_DAY}",
    }.items()
}
_DATE_PART = "(?:[0-9]+Y)?(?:[0-9]+M)?"
_TIME_PART = r"T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\.[0-9]+)?S)?"
_DURATIONS = {
    XSD + "duration": re.compile(f"-?P(?=.){_DATE_PART}(?:[0-9]+D)?(?:{_TIME_PART})?"),
    XSD + "yearMonthDuration": re.compile(f"-?P(?=.){_DATE_PART}"),
    XSD + "dayTimeDuration": re.compile(f"-?P(?=.)(?:[0-9]+D)?(?:{_TIME_PART})?"),
}
UNJUDGED = frozenset(XSD + name for name in ("gMonth", "gMonthDay", "gDay"))
"""Datatypes that pass ``sh:datatype`` in any form: it asks for one only of those that SPARQL knows
(SHACL 4.1.2), and so does pyshacl."""
_BOOLEANS = frozenset(("true", "false", "1", "0"))
_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAY_SECONDS = 86400
_LONGEST = 1000  # of dates: Python's int() stops at 4,300 digits


@lru_cache(maxsize=100_000)
def is_well_formed(datatype: str, text: str) -> bool:
    """Whether a literal with this datatype and text has a value."""
    check = CHECKED_BY.get(datatype)
    return check is None or check(datatype, text)


def number(datatype: str, text: str) -> Decimal | float:
    """Return what a well-formed literal of a number says: exactly, unless it is float or double."""
    if datatype not in _BROKEN:
        return Decimal(text)
    value = float(_SPECIAL.get(text, text))
    return value if datatype == _DOUBLE_TYPE else as_single(value)


def as_single(value: Decimal | float) -> float:
    """Return the nearest value of ``xsd:float``."""
    value = float(value)
    try:
        return float(struct.unpack("f", struct.pack("f", value))[0])
    except OverflowError:
        return math.copysign(math.inf, value)


def instant(datatype: str, text: str) -> tuple[Fraction, bool]:
    """Return where a well-formed date or dateTime begins, in seconds, and whether it has a zone.

    Without one, as if it stood in UTC.
    """
    match = _DATES[datatype].fullmatch(text)
    assert match is not None  # noqa: S101  (well-formed)
    part = match.groupdict()
    seconds = Fraction(_days(int(part["y"]), int(part["m"]), int(part["d"])) * _DAY_SECONDS)
    if part.get("h"):
        seconds += int(part["h"]) * 3600 + int(part["min"]) * 60 + Fraction(part["s"])
    zone = part["z"]
    if zone and zone != "Z":
        offset = int(zone[1:3]) * 3600 + int(zone[4:6]) * 60
        seconds -= offset if zone[0] == "+" else -offset
    return seconds, zone is not None


def _days(year: int, month: int, day: int) -> int:
    """Days since some day, in the calendar of ISO 8601, which has a year 0."""
    year -= month <= 2
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day
    return year * 365 + year // 4 - year // 100 + year // 400 + of_year


def _is_whole(datatype: str, text: str) -> bool:
    if _INTEGER.fullmatch(text) is None:
        return False
    least, most = _WHOLE[datatype]
    value = Decimal(text)  # which has no limit of digits, as int has
    return (least is None or value >= least) and (most is None or value <= most)


def _is_date(datatype: str, text: str) -> bool:
    match = _DATES[datatype].fullmatch(text)
    if match is None or len(text) > _LONGEST:
        return False
    part = match.groupdict()
    month = int(part.get("m") or 1)
    if not 1 <= month <= 12 or not 1 <= int(part.get("d") or 1) <= _month_days(part, month):
        return False
    if "h" not in part:
        return True
    hour, minute, second = int(part["h"]), int(part["min"]), Fraction(part["s"])
    midnight = hour == 24 and not minute and not second
    return midnight or (hour < 24 and minute < 60 and second < 60)


def _month_days(part: dict[str, str | None], month: int) -> int:
    if month != 2 or not part.get("y"):
        return _MONTH_DAYS[month - 1]
    year = int(part["y"] or 0)
    return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28


def _is_base64(_: str, text: str) -> bool:
    try:
        base64.b64decode(re.sub(" (?! )", "", text), validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


CHECKED_BY: dict[str, Callable[[str, str], bool]] = {
    **dict.fromkeys(_WHOLE, _is_whole),
    **dict.fromkeys(_BROKEN, lambda _, text: _DOUBLE.fullmatch(text) is not None),
    **dict.fromkeys(_DATES, _is_date),
    **dict.fromkeys(
        _DURATIONS, lambda datatype, text: _DURATIONS[datatype].fullmatch(text) is not None
    ),
    XSD + "decimal": lambda _, text: _DECIMAL.fullmatch(text) is not None,
    XSD + "boolean": lambda _, text: text in _BOOLEANS,
    XSD + "hexBinary": lambda _, text: re.fullmatch("(?:[0-9a-fA-F]{2})*", text) is not None,
    XSD + "base64Binary": _is_base64,
}


def well_formed(literal: ox.Literal) -> bool:
    """Whether a literal has a value, as far as its datatype is known."""
    return is_well_formed(literal.datatype.value, literal.value)
