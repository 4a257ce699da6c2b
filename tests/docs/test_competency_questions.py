"""Each competency question gets its expected answer, whole."""

from __future__ import annotations

import re

import pytest

from csto_kg.catalog.catalog import Catalog
from tools import competency

QUESTIONS = competency.questions()


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_answer_is_the_expected_one(question: competency.Question) -> None:
    assert question.expected.is_file(), f"run python tools/competency.py {question.id}"
    expected = question.expected.read_text(encoding="utf-8")
    assert competency.run(question) == expected


def test_there_are_enough_questions_numbered_once() -> None:
    numbers = [question.id for question in QUESTIONS]
    assert len(numbers) == len(set(numbers)) >= 60
    assert sorted(numbers) == [f"CQ{n:02d}" for n in range(1, len(numbers) + 1)]


def test_every_expected_answer_belongs_to_a_question() -> None:
    files = {path.name for path in competency.EXPECTED.iterdir()}
    assert files == {question.expected.name for question in QUESTIONS}


def test_every_stored_query_answers_a_question() -> None:
    names = set(Catalog(str(competency.ROOT / "queries")).names())
    assert len(names) >= 25
    assert names == {question.query for question in QUESTIONS if question.query}


def test_every_stored_query_is_sound() -> None:
    queries = Catalog(str(competency.ROOT / "queries")).all()
    assert len(queries) >= 25
    for query in queries:
        query.check()
        header = query.header
        assert header.summary and header.description and header.not_answered, query.name
        assert header.tags and all(p.description for p in header.parameters), query.name


def test_no_question_has_an_empty_answer() -> None:
    empty = [q.id for q in QUESTIONS if q.expected.read_text(encoding="utf-8").count("\n") < 2]
    assert empty == []


def test_terms_name_questions_that_exist() -> None:
    ontology = (competency.ROOT / "ontology" / "csto.ttl").read_text(encoding="utf-8")
    named = set(re.findall(r'"(CQ\d+)"', ontology))
    assert len(named) > 40
    assert named <= {question.id for question in QUESTIONS}
