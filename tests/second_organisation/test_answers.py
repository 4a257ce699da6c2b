"""Which consents and refusals answer an appointment, and which came before a new nomination."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from tests.second_organisation.made import CSTO, ID, days, derived, nomination, record, world

_FIRST = nomination("first", "ana", "celinia", "speaker", "2010-05-01")
_AGAIN = nomination("again", "ana", "celinia", "speaker", "2012-05-01")
_APPOINTED = record(
    "appointed",
    "Appointment",
    f"csto:appointee id:ana ; csto:office id:speaker ; {days('date', '2012-06-01')}",
)
_CORRECTED = record(
    "corrected",
    "Appointment",
    "csto:appointee id:ana ; csto:office id:speaker ; csto:supersedes id:appointed ;"
    + days("date", "2012-06-02"),
)
BY_NAME = "csto:forAppointment id:appointed ;"
BY_CANDIDATE = "csto:candidate id:ana ; csto:office id:speaker ;"


def _answer(about: str, on: str | None = "2010-06-01", status: str = "ReportedAsFact") -> str:
    facts = f"csto:consenter id:hostivia ; csto:response csto:Refused ; {about} {days('date', on)}"
    return record("answer", "Consent", facts, status)


def _related(predicate: str, *facts: str) -> set[tuple[str, str]]:
    return {
        (t.subject.value.removeprefix(ID), t.object.value.removeprefix(ID))
        for t in derived(world(*facts), None)
        if t.predicate == ox.NamedNode(CSTO + predicate)
        and isinstance(t.subject, ox.NamedNode)
        and isinstance(t.object, ox.NamedNode)
    }


@pytest.mark.parametrize(
    "about", [BY_NAME, BY_CANDIDATE, "csto:candidate id:ana ;", BY_NAME + BY_CANDIDATE]
)
def test_by_name_or_by_candidate(about: str) -> None:
    found = _related("answeredBy", _FIRST, _APPOINTED, _answer(about))
    assert found == {("appointed", "answer")}


@pytest.mark.parametrize(
    "about",
    [
        "csto:candidate id:ben ;",
        "csto:candidate id:ana ; csto:office id:warden ;",
        "csto:forAppointment id:another ; csto:candidate id:ana ;",
    ],
)
def test_of_another_candidate_office_or_appointment(about: str) -> None:
    assert _related("answeredBy", _FIRST, _APPOINTED, _answer(about)) == set()


def test_what_does_not_count_answers_nothing() -> None:
    answer = _answer(BY_NAME, status="Hearsay")
    assert _related("answeredBy", _FIRST, _APPOINTED, answer) == set()


def test_an_answer_to_what_was_corrected_holds_for_the_correction() -> None:
    # A refusal was lost when the record of the appointment was corrected.
    found = _related("answeredBy", _FIRST, _APPOINTED, _CORRECTED, _answer(BY_NAME))
    assert found == {("corrected", "answer")}


def _before(*facts: str) -> set[tuple[str, str]]:
    return _related("answeredBeforeNominationOf", *facts)


def test_an_answer_between_two_nominations_is_of_the_first() -> None:
    answer = _answer(BY_CANDIDATE)
    assert _before(_FIRST, _AGAIN, _APPOINTED, answer) == {("answer", "appointed")}


@pytest.mark.parametrize(
    "answer",
    [
        _answer(BY_CANDIDATE, "2012-05-20"),
        _answer(BY_CANDIDATE, "2010-06-01/2012-05-20"),
        _answer(BY_CANDIDATE, None),
        _answer(BY_NAME + BY_CANDIDATE),
    ],
)
def test_one_that_may_be_of_the_second_is(answer: str) -> None:
    assert _before(_FIRST, _AGAIN, _APPOINTED, answer) == set()


def test_with_one_nomination_there_is_no_new_one() -> None:
    # A candidate may be refused before the nomination that is recorded.
    assert _before(_AGAIN, _APPOINTED, _answer(BY_CANDIDATE)) == set()
    assert _before(_FIRST, _APPOINTED, _answer(BY_CANDIDATE)) == set()
