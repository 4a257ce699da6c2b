"""Which nominations and appointments a tenure followed, and so are judged by it."""

from __future__ import annotations

import pyoxigraph as ox

from tests.second_organisation.made import CSTO, ID, days, derived, nomination, record, world

_FOLLOWED = ox.NamedNode(CSTO + "followedBy")
_FIRST = nomination("first", "ana", "celinia", "speaker", "2010-05-01", "2010-07-01")
_SECOND = nomination("second", "ana", "hostivia", "speaker", "2012-05-01", "2012-07-01")


def _tenure(named: str = "", start: str = "2012-07-01") -> str:
    facts = "csto:holder id:ana ; csto:office id:speaker ; csto:capacity csto:FullCapacity ;"
    return record("held", "Tenure", f"{facts} {named} {days('start', start)}")


def _followed(*facts: str) -> set[str]:
    return {
        triple.subject.value.removeprefix(ID)
        for triple in derived(world(*facts), "turn-stays")
        if triple.predicate == _FOLLOWED and isinstance(triple.subject, ox.NamedNode)
    }


def test_the_nomination_that_a_tenure_names() -> None:
    assert _followed(_FIRST, _SECOND, _tenure("csto:onNomination id:second ;")) == {"second"}
    assert _followed(_FIRST, _SECOND, _tenure("csto:onNomination id:first ;")) == {"first"}


def test_what_corrects_the_nomination_that_a_tenure_names() -> None:
    corrected = record(
        "corrected",
        "Nomination",
        "csto:nominee id:ana ; csto:office id:speaker ; csto:nominatingState id:hostivia ;"
        f"csto:supersedes id:first ; {days('date', '2010-05-01')}",
    )
    assert _followed(_FIRST, corrected, _tenure("csto:onNomination id:first ;")) == {"corrected"}


def test_of_several_the_last_before_the_tenure() -> None:
    # A nomination out of turn was excused by any later tenure of that person.
    assert _followed(_FIRST, _SECOND, _tenure()) == {"second"}
    assert _followed(_FIRST, _SECOND, _tenure(start="2010-07-01")) == {"first"}
    assert _followed(_FIRST, _tenure()) == {"first"}


def test_without_days_any_of_them() -> None:
    undated = nomination("undated", "ana", "celinia", "speaker")
    assert _followed(undated, _SECOND, _tenure()) == {"undated", "second"}


def test_an_appointment_is_followed_by_a_tenure_that_names_a_nomination() -> None:
    appointed = record(
        "appointed",
        "Appointment",
        f"csto:appointee id:ana ; csto:office id:speaker ; {days('date', '2012-06-01')}",
    )
    named = _tenure("csto:onNomination id:second ;")
    assert _followed(_FIRST, _SECOND, appointed, named) == {"appointed", "second"}
