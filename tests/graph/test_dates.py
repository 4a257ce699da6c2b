"""Dates are as precise as their source, and comparable by an earliest and a latest day."""

from __future__ import annotations

import calendar
import datetime as dt

import pyoxigraph as ox
import pytest

from tests.graph.facts import XSD, Dataset, Node, short

ROLES = ("date", "start", "end", "reportedDate", "attestedDate")
WITHOUT_YEAR = XSD + "gMonthDay"


def as_day(value: object) -> dt.date | None:
    """The day of an xsd:date without time zone; None for anything else."""
    if not isinstance(value, ox.Literal) or value.datatype.value != XSD + "date":
        return None
    try:
        return dt.date.fromisoformat(value.value)
    except ValueError:
        return None


def span(stated: ox.Literal, year: int) -> tuple[dt.date, dt.date] | None:
    """The first and last day that a stated value can mean; None for words. ValueError if ill-typed.

    `year` completes a day that is stated without one.
    """
    kind, text = stated.datatype.value.removeprefix(XSD), stated.value
    if kind == "string":
        return None
    if kind == "date":
        return dt.date.fromisoformat(text), dt.date.fromisoformat(text)
    if kind == "gMonthDay":
        day = dt.date.fromisoformat(f"{year:04}-{text.removeprefix('--')}")
        return day, day
    if kind == "gYearMonth":
        first = dt.date.fromisoformat(text + "-01")
        return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])
    if kind == "gYear":
        return dt.date(int(text), 1, 1), dt.date(int(text), 12, 31)
    message = f"no kind of date: {kind}"
    raise ValueError(message)


def wrong_role(data: Dataset, subject: Node, role: str) -> str | None:
    """What is wrong with one date of one subject, in a few words."""
    facts = data.facts
    stated = facts.values(subject, f"csto:{role}")
    bounds = [facts.values(subject, f"csto:{role}{suffix}") for suffix in ("Earliest", "Latest")]
    if not stated and not any(bounds):
        return None
    if [len(stated), *map(len, bounds)] != [1, 1, 1]:
        return "not one stated value with an earliest and a latest day"
    earliest, latest = (as_day(values[0]) for values in bounds)
    if earliest is None or latest is None:
        return "earliest or latest is no xsd:date"
    if earliest > latest:
        return "earliest after latest"
    value = stated[0]
    if not isinstance(value, ox.Literal):
        return "stated value is no literal"
    try:
        days = span(value, earliest.year)
    except ValueError as error:
        return str(error)
    if days and not days[0] <= earliest <= latest <= days[1]:
        return "earliest or latest is outside the stated value"
    if value.datatype.value == WITHOUT_YEAR and not facts.values(subject, "csto:dateGround"):
        return "no year, and no ground for one"
    return None


def wrong_dates(data: Dataset) -> list[str]:
    found = []
    for subject in data.facts.subjects():
        for role in ROLES:
            wrong = wrong_role(data, subject, role)
            if wrong:
                found.append(f"{short(subject)} {role}: {wrong}")
    return found


def ends_before_start(data: Dataset) -> list[str]:
    """Situations that end before they can have begun, on every reading of their dates."""
    found = []
    for subject in data.facts.subjects("csto:startEarliest"):
        first = as_day(data.facts.value(subject, "csto:startEarliest"))
        last = as_day(data.facts.value(subject, "csto:endLatest"))
        if first and last and last < first:
            found.append(short(subject))
    return found


def wrong_years(data: Dataset) -> list[str]:
    """Days without a year fall in the year that their ground infers, by its name."""
    found = []
    for subject in data.facts.subjects("csto:dateGround"):
        ground = short(data.facts.values(subject, "csto:dateGround")[0])
        partial = [
            role for role in ROLES
            for value in data.facts.values(subject, f"csto:{role}")
            if isinstance(value, ox.Literal) and value.datatype.value == WITHOUT_YEAR
        ]  # fmt: skip
        for role in partial:
            day = as_day(data.facts.value(subject, f"csto:{role}Earliest"))
            if day and not ground.endswith(f"-year-{day.year}"):
                found.append(f"{short(subject)} {role}: {day.year} by {ground}")
    return found


def test_every_date_has_its_earliest_and_latest_day(data: Dataset) -> None:
    assert wrong_dates(data) == []


def test_no_situation_ends_before_it_begins(data: Dataset) -> None:
    assert ends_before_start(data) == []


def test_every_year_that_is_not_stated_is_the_inferred_one(data: Dataset) -> None:
    assert wrong_years(data) == []


def test_the_dates_are_there(data: Dataset) -> None:
    """The rules above must have something to look at."""
    partial = [
        t for t in data.facts
        if isinstance(t.object, ox.Literal) and t.object.datatype.value == WITHOUT_YEAR
    ]  # fmt: skip
    assert len(partial) >= 35


RELEASE = "id:edm-p1s2-release"
EARLIEST = f'{RELEASE} csto:dateEarliest "2018-11-02"^^xsd:date .'
LATEST = f'{RELEASE} csto:dateLatest "2018-11-02"^^xsd:date .'
STATED = f'{RELEASE} csto:date "--11-02"^^xsd:gMonthDay .'
GROUND = f"{RELEASE} csto:dateGround id:edm-year-2018 ."


@pytest.mark.parametrize(
    ("add", "remove", "wrong"),
    [
        ("", LATEST, "not one stated value with an earliest and a latest day"),
        ("", STATED, "not one stated value with an earliest and a latest day"),
        (LATEST.replace("11-02", "11-03"), "", "not one stated value with an earliest and a latest"
                                               " day"),
        (LATEST.replace("xsd:date", "xsd:string"), LATEST, "earliest or latest is no xsd:date"),
        (LATEST.replace("11-02", "02-30"), LATEST, "earliest or latest is no xsd:date"),
        (LATEST.replace("11-02", "11-01"), LATEST, "earliest after latest"),
        (LATEST.replace("11-02", "11-03"), LATEST, "earliest or latest is outside the stated "
                                                   "value"),
        # what follows is Python's wording, which differs between its versions
        (STATED.replace("--11-02", "--11-31"), STATED, ""),
        (STATED.replace("xsd:gMonthDay", "xsd:gDay"), STATED, "no kind of date: gDay"),
        ("", GROUND, "no year, and no ground for one"),
    ],
)  # fmt: skip
def test_a_wrong_date_is_caught(data: Dataset, add: str, remove: str, wrong: str) -> None:
    before = wrong_dates(data)
    found = [v for v in wrong_dates(data.changed(add=add, remove=remove)) if v not in before]
    assert len(found) == 1
    assert found[0].startswith(f"{RELEASE} date: {wrong}")


@pytest.mark.parametrize(
    ("stated", "first", "last"),
    [
        ('"2018-02"^^xsd:gYearMonth', dt.date(2018, 2, 1), dt.date(2018, 2, 28)),
        ('"2016"^^xsd:gYear', dt.date(2016, 1, 1), dt.date(2016, 12, 31)),
        ('"--02-29"^^xsd:gMonthDay', dt.date(2016, 2, 29), dt.date(2016, 2, 29)),
    ],
)
def test_a_span_is_what_the_value_can_mean(
    data: Dataset, stated: str, first: dt.date, last: dt.date
) -> None:
    broken = data.changed(add=f"id:x csto:date {stated} .")
    value = broken.facts.values(ox.NamedNode("https://w3id.org/csto-kg/id/x"), "csto:date")[0]
    assert isinstance(value, ox.Literal)
    assert span(value, 2016) == (first, last)


def test_a_situation_that_ends_first_is_caught(data: Dataset) -> None:
    broken = data.changed(
        add="""id:x csto:startEarliest "2018-01-02"^^xsd:date ;
                    csto:endLatest "2018-01-01"^^xsd:date ."""
    )
    assert ends_before_start(broken) == ["id:x"]


def test_a_wrong_year_is_caught(data: Dataset) -> None:
    broken = data.changed(
        add=EARLIEST.replace("2018-11", "2017-11") + LATEST.replace("2018-11", "2017-11"),
        remove=EARLIEST + LATEST,
    )
    assert wrong_years(broken) == [f"{RELEASE} date: 2017 by id:edm-year-2018"]
