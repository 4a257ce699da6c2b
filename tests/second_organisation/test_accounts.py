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


def _again(name: str, joins: str, status: str = "ReportedAsFact") -> str:
    facts = f"csto:holder id:ana ; csto:office id:speaker ; {joins}"
    return record(name, "Tenure", f"{facts} csto:capacity csto:FullCapacity ;", status)


def _accounts(*facts: str) -> dict[str, str]:
    """Each account of a tenure with the record that stands for all."""
    found = derived(world(*facts), None)
    return {
        str(t.subject.value).removeprefix(ID): str(t.object.value).removeprefix(ID)
        for t in found
        if t.predicate == ox.NamedNode(CSTO + "accountOf")
        and isinstance(t.subject, ox.NamedNode)
        and isinstance(t.object, ox.NamedNode)
        and t.subject.value.endswith("-tenure")
    }


ANA, BEA, CEM = "ana-tenure", "bea-tenure", "cem-tenure"
SAME, OTHER = "csto:sameMatterAs", "csto:competesWith"


@pytest.mark.parametrize("how", [SAME, OTHER])
def test_accounts_are_joined_by_either_and_along_a_chain(how: str) -> None:
    facts = _again(BEA, f"{how} id:{ANA} ;"), _again(CEM, f"{how} id:{BEA} ;")
    assert _accounts(_ANA, *facts) == {ANA: ANA, BEA: ANA, CEM: ANA}


@pytest.mark.parametrize("status", ["Hearsay", "Plan", "AttributedStatement"])
def test_a_record_that_does_not_count_joins_nothing(status: str) -> None:
    # Hearsay made one tenure of two, and their dates a range.
    facts = _again(BEA, ""), _again(CEM, f"{SAME} id:{BEA} , id:{ANA} ;", status)
    assert _accounts(_ANA, *facts) == {ANA: ANA, BEA: BEA}


def test_a_corrected_record_joins_nothing_any_more() -> None:
    facts = _again(BEA, f"{SAME} id:{ANA} ;"), _again(CEM, f"csto:supersedes id:{BEA} ;")
    assert _accounts(_ANA, *facts) == {ANA: ANA, CEM: CEM}


def test_what_corrects_an_account_takes_its_place() -> None:
    facts = _again(BEA, ""), _again(CEM, f"csto:supersedes id:{BEA} ;")
    joined = _again("dan-tenure", f"{SAME} id:{BEA} ;")
    assert _accounts(_ANA, *facts, joined) == {ANA: ANA, CEM: CEM, "dan-tenure": CEM}


def test_a_chain_of_corrections_through_hearsay_joins_nothing() -> None:
    facts = (
        _again(BEA, f"csto:supersedes id:{ANA} ;", "Hearsay"),
        _again(CEM, f"csto:supersedes id:{BEA} ;"),
    )
    assert _accounts(_ANA, *facts) == {ANA: ANA, CEM: CEM}


def test_accounts_that_name_two_persons_clash() -> None:
    assert _clashes(_ANA, _SOMEBODY) == {("ana-tenure", "other-account")}


@pytest.mark.parametrize("status", ["ReportedAsFact", "InferredByUs"])
def test_an_identification_makes_them_one(status: str) -> None:
    assert _clashes(_ANA, _SOMEBODY, _identified(status)) == set()


@pytest.mark.parametrize("status", ["Hearsay", "AttributedStatement", "Assessment"])
def test_somebodys_word_for_it_does_not(status: str) -> None:
    # It would have hidden that two persons held the office at a time.
    assert _clashes(_ANA, _SOMEBODY, _identified(status)) == {("ana-tenure", "other-account")}
