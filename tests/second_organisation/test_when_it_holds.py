"""From and until when a situation may hold, and does for certain, by what is recorded of it."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from tests.second_organisation.made import (
    CSTO,
    ID,
    derived,
    member,
    record,
    short_name,
    suspension,
    world,
)

EVER, FOREVER = "0001-01-01", "9999-12-31"
MEMBER, SUSPENSION, NAME = "abelia-membership", "celinia-suspension", "abelia-name-01"
ATTESTED = (
    'csto:attestedDateEarliest "2012-05-01"^^xsd:date ;'
    ' csto:attestedDateLatest "2012-05-31"^^xsd:date ;'
)
HOLDS: dict[str, tuple[str, str, tuple[str | None, ...]]] = {
    # what is recorded: may hold from, until; holds for certain from, until
    "first and last day": (
        MEMBER,
        member("abelia", "2011-01-01", "2014-12-31"),
        ("2011-01-01", "2014-12-31", "2011-01-01", "2014-12-31"),
    ),
    "ranges": (
        SUSPENSION,
        suspension("celinia", "2011-01-01/2011-01-31", "2014-12-01/2014-12-31"),
        ("2011-01-01", "2014-12-31", "2011-01-31", "2014-12-01"),
    ),
    "no end": (
        MEMBER,
        member("abelia", "2011-01-01/2011-01-31"),
        ("2011-01-01", FOREVER, "2011-01-31", FOREVER),
    ),
    "no first day": (
        MEMBER,
        member("abelia", None, "2014-12-31"),
        (EVER, "2014-12-31", None, "2014-12-31"),
    ),
    "an end without a latest day is none": (
        MEMBER,
        member("abelia", "2011-01-01", "2014-12-01/"),
        ("2011-01-01", FOREVER, "2011-01-01", FOREVER),
    ),
    "attested": (
        MEMBER,
        record(
            MEMBER,
            "StateMembership",
            f"csto:state id:abelia ; csto:organization id:five-rivers ; {ATTESTED}",
        ),
        (EVER, FOREVER, "2012-05-31", FOREVER),
    ),
    "a name without days": (
        NAME,
        short_name("abelia", '"Abel"@cs', "01"),
        (EVER, FOREVER, EVER, FOREVER),
    ),
    "a name with days": (
        NAME,
        short_name("abelia", '"Abel"@cs', "01", "2011-01-01/2011-01-31", "2014-12-01/2014-12-31"),
        ("2011-01-01", "2014-12-31", "2011-01-31", "2014-12-01"),
    ),
}


@pytest.mark.parametrize(("name", "more", "expected"), HOLDS.values(), ids=HOLDS)
def test_from_and_until_when(name: str, more: str, expected: tuple[str | None, ...]) -> None:
    found = derived(world(more), None)
    values = {
        triple.predicate.value.removeprefix(CSTO): triple.object.value
        for triple in found
        if triple.subject == ox.NamedNode(ID + name) and isinstance(triple.object, ox.Literal)
    }
    properties = ("mayHoldFrom", "mayHoldUntil", "holdsFrom", "holdsUntil")
    assert tuple(map(values.get, properties)) == expected
