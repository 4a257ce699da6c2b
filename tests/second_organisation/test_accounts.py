"""Accounts of one matter that name different things, and identifications that make them one."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from tests.second_organisation.made import CSTO, ID, days, derived, record, tenure, world

_CLASHES = ox.NamedNode(CSTO + "clashesWith")
_ANA = tenure("ana", "celinia", "speaker", "2010-07-01", "2012-01-01")
_SOMEBODY = 'id:somebody a csto:Person ; rdfs:label "somebody"@en .\n' + record(
    "other-account",
    "Tenure",
    "csto:holder id:somebody ; csto:office id:speaker ; csto:sameMatterAs id:ana-tenure ;"
    f"csto:capacity csto:FullCapacity ; {days('start', '2010-07-01')}",
)


def _identified(status: str) -> str:
    facts = "csto:identified id:somebody ; csto:identifiedAs id:ana ;"
    return record("who-it-is", "Identification", facts, status)


def _clashes(*facts: str) -> set[tuple[str, str]]:
    return {
        (str(t.subject.value).removeprefix(ID), str(t.object.value).removeprefix(ID))
        for t in derived(world(*facts), None)
        if t.predicate == _CLASHES
        and isinstance(t.subject, ox.NamedNode)
        and isinstance(t.object, ox.NamedNode)
    }


def test_accounts_that_name_two_persons_clash() -> None:
    assert _clashes(_ANA, _SOMEBODY) == {("ana-tenure", "other-account")}


@pytest.mark.parametrize("status", ["ReportedAsFact", "InferredByUs"])
def test_an_identification_makes_them_one(status: str) -> None:
    assert _clashes(_ANA, _SOMEBODY, _identified(status)) == set()


@pytest.mark.parametrize("status", ["Hearsay", "AttributedStatement", "Assessment"])
def test_somebodys_word_for_it_does_not(status: str) -> None:
    # It would have hidden that two persons held the office at a time.
    assert _clashes(_ANA, _SOMEBODY, _identified(status)) == {("ana-tenure", "other-account")}
