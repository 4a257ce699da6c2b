"""Which literals a reasoner takes, and which are a contradiction in themselves."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csto_kg.reasoning.literals import Fitness, fitness
from csto_kg.terms import RDF, XSD

FIT, UNREADABLE, ILL = Fitness.FIT, Fitness.UNREADABLE, Fitness.ILL_TYPED


def of(text: str, datatype: str) -> Fitness:
    iri = datatype if ":" in datatype else XSD + datatype
    return fitness(ox.Literal(text, datatype=ox.NamedNode(iri)))


@pytest.mark.parametrize(
    ("datatype", "fit", "unreadable", "ill"),
    [
        ("integer", ["1", "-0", "+7", "9" * 18], ["1" + "0" * 18, "-" + "9" * 5000],
         ["", "abc", "1.5", " 1", "1_0", "٣", "--1"]),
        ("byte", ["127", "-128", "000127"], [], ["128", "-129", "9" * 5000]),
        ("long", ["9" * 18], ["9223372036854775807", "-9223372036854775808"],
         ["9223372036854775808"]),
        ("unsignedLong", ["0"], ["18446744073709551615"], ["18446744073709551616", "-1"]),
        ("positiveInteger", ["1"], ["1" * 30], ["0", "-1"]),
        ("nonNegativeInteger", ["0", "-0"], [], ["-1"]),
        ("nonPositiveInteger", ["0"], ["-" + "1" * 30], ["1"]),
        ("negativeInteger", ["-1"], [], ["0"]),
        ("decimal", ["1", "-.5", "+1.50"], ["9" * 400], ["1e3", "1,5", "."]),
        ("double", ["1", "1e3", "-.5E-7"], ["INF", "-INF", "NaN", "1e400"], ["inf", "x", "1e"]),
        ("float", ["1.5"], ["NaN"], ["nan"]),
        ("boolean", ["true", "false", "0", "1"], [], ["True", "yes", ""]),
        ("dateTime",
         ["2018-11-02T10:00:00", "2020-02-29T24:00:00Z", "2000-02-29T23:59:59.5+14:00"],
         ["-0044-03-15T00:00:00", "12018-01-01T00:00:00"],
         ["2018-11-02", "2018-13-02T10:00:00", "2018-02-29T10:00:00", "1900-02-29T00:00:00",
          "2018-04-31T00:00:00", "2018-11-00T00:00:00", "2018-11-02T24:00:01",
          "02018-11-02T10:00:00", "2018-11-02T10:00:00+15:00"]),
        ("dateTimeStamp", ["2018-11-02T10:00:00Z"], [], ["2018-11-02T10:00:00"]),
        ("language", ["en", "zh-Hans-CN"], [], ["e n", "languagetoolong", ""]),
        ("anyURI", ["", "https://example.org/ü?a=b&c=%20#d", "x y".replace(" ", "")],
         ["a b", "http://x/|", "%zz"], []),
        ("string", ["", "a\nb"], [], []),
        ("date", [], ["2018-11-02", "nonsense"], []),
        ("gYear", [], ["2018"], []),
        ("hexBinary", [], ["00"], []),
        (RDF + "XMLLiteral", [], ["<a/>"], []),
        ("https://example.org/kilo", [], ["1"], []),
    ],
)  # fmt: skip
def test_fitness(datatype: str, fit: list[str], unreadable: list[str], ill: list[str]) -> None:
    assert {text: of(text, datatype) for text in (*fit, *unreadable, *ill)} == {
        **dict.fromkeys(fit, FIT),
        **dict.fromkeys(unreadable, UNREADABLE),
        **dict.fromkeys(ill, ILL),
    }


def test_texts_in_a_language_are_fit() -> None:
    assert fitness(ox.Literal("one", language="en")) is FIT


@given(st.integers())
def test_every_integer_is_an_integer(number: int) -> None:
    assert of(str(number), "integer") is (FIT if abs(number) < 10**18 else UNREADABLE)


@given(st.integers(-300, 300))
def test_the_range_of_a_byte_is_exact(number: int) -> None:
    assert (of(str(number), "byte") is FIT) is (-128 <= number <= 127)
    assert (of(str(number), "unsignedByte") is FIT) is (0 <= number <= 255)


@given(st.datetimes())
def test_every_date_and_time_is_one(moment: object) -> None:
    assert of(moment.isoformat(), "dateTime") is FIT  # type: ignore[attr-defined]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_is_a_double(number: float) -> None:
    assert of(repr(number), "double") is FIT
