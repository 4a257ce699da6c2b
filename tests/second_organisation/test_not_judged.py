"""Records that no rotation rule is held against, and why; worked out by hand."""

from __future__ import annotations

import pyoxigraph as ox

from tests.second_organisation.made import (
    CSTO,
    ID,
    days,
    derived,
    nomination,
    record,
    tenure,
    world,
)

_WHY = ox.NamedNode(CSTO + "notJudgedBecause")
ACTING = "with an acting or interim holder, who uses no turn"
BACKWARDS = "ending before they begin"
BEFORE = "from before the rule applies"
PERHAPS = "perhaps from before the rule applies"
NO_RULE = "of an office without a rotation rule"


def _why(*facts: str, reading: str | None = "turn-stays") -> dict[str, str]:
    """What follows under a reading: each record with the reason."""
    found = {}
    for triple in derived(world(*facts), reading):
        if triple.predicate == _WHY:
            assert isinstance(triple.subject, ox.NamedNode)
            assert isinstance(triple.object, ox.Literal)
            assert triple.subject.value not in found
            found[triple.subject.value.removeprefix(ID)] = triple.object.value
    return found


def test_who_uses_a_turn_is_judged() -> None:
    assert _why(tenure("ana", "celinia", "speaker", "2010-07-01", "2011-03-15")) == {}


def test_acting_and_interim_holders() -> None:
    facts = (
        tenure("ana", "celinia", "speaker", "2010-07-01", capacity="Acting"),
        tenure("ben", "celinia", "warden", "2012-07-01", capacity="Interim"),
    )
    assert _why(*facts) == {"ana-tenure": ACTING, "ben-tenure": ACTING}
    assert _why(*facts, reading=None) == _why(*facts)


def test_each_account_of_an_acting_tenure_is_named() -> None:
    other = record(
        "another-account",
        "Tenure",
        "csto:holder id:ana ; csto:office id:speaker ; csto:sameMatterAs id:ana-tenure ;"
        "csto:capacity csto:ActingCapacity ;" + days("start", "2010-07-02"),
    )
    facts = tenure("ana", "celinia", "speaker", "2010-07-01", capacity="Acting") + other
    assert _why(facts) == {"ana-tenure": ACTING, "another-account": ACTING}


def test_without_a_capacity_another_result_says_so() -> None:
    assert _why(tenure("ana", "celinia", "speaker", "2010-07-01", capacity="")) == {}


def test_a_tenure_that_ends_before_it_begins() -> None:
    assert _why(tenure("ana", "celinia", "speaker", "2010-07-01", "2010-06-30")) == {
        "ana-tenure": BACKWARDS
    }
    assert _why(tenure("ana", "celinia", "speaker", "2010-07-01", "2010-07-01")) == {}
    assert _why(tenure("ana", "celinia", "speaker", "2010-07-01", "2010-06-01/2010-07-05")) == {}


def test_tenures_from_before_the_rule() -> None:
    assert _why(tenure("ana", "celinia", "speaker", "1999-07-01")) == {"ana-tenure": BEFORE}
    assert _why(tenure("ana", "celinia", "speaker", "1999-07-01/2015-01-01")) == {
        "ana-tenure": PERHAPS
    }


def test_nominations_from_before_the_rule() -> None:
    early = nomination("early", "ana", "celinia", "speaker", "1999-05-01", "1999-07-01")
    later = nomination("later", "ben", "celinia", "speaker", "2011-05-01", "2011-07-01")
    assert _why(early, later) == {"early": BEFORE}


def test_an_office_without_a_rule() -> None:
    office = 'id:porter a csto:Office ; rdfs:label "porter"@en .\n'
    facts = office + tenure("ana", "celinia", "porter", "2010-07-01")
    assert _why(facts) == {"ana-tenure": NO_RULE, "ana-nomination": NO_RULE}


def test_what_does_not_count_has_no_reason_here() -> None:
    facts = record("plan", "Tenure", "csto:holder id:ana ; csto:office id:porter ;", "Plan")
    assert _why(facts) == {}
