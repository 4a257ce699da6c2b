"""terms.ttl is made from the ontology, and each of its shapes finds what it is for."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from csto_kg.shacl.messages import worded
from csto_kg.shacl.result import SH, Severity
from csto_kg.shacl.wellformed.shapes import load_shapes
from csto_kg.terms import CSTO, ID
from tests.shacl.conftest import SHAPES, Check
from tests.shacl.examples import turtle
from tools import shapes as maker

TERMS = load_shapes([SHAPES / "terms.ttl"])
CHECKS = sorted(
    node.value.rsplit("#", 1)[1]
    for node in TERMS.graph.subjects()
    if isinstance(node, ox.NamedNode) and TERMS.graph.objects(node, SH + "severity")
)
# Things of no kind, which nothing admits as subject or value.
THING, OTHER = (ox.NamedNode(f"{ID}{name}") for name in ("thing", "other"))


def test_the_file_is_as_made() -> None:
    text = (SHAPES / "terms.ttl").read_text(encoding="utf-8")
    assert text == maker.term_shapes(), "run python tools/shapes.py"


def test_there_are_shapes_for_each_property_that_sources_use(good: list[ox.Triple]) -> None:
    used = {
        t.predicate.value.removeprefix(CSTO) for t in good if t.predicate.value.startswith(CSTO)
    }
    without = {name for name in used if not any(c.rpartition("-")[0] == name for c in CHECKS)}
    dates = {
        role + bound
        for role in ("date", "start", "end", "reportedDate", "attestedDate")
        for bound in ("", "Earliest", "Latest")
    }
    assert without == dates  # what these take, dates-form.ttl says
    assert len(CHECKS) > 200


@pytest.mark.parametrize("name", CHECKS)
def test_a_property_out_of_place_is_found(name: str, check: Check) -> None:
    local, _, part = name.rpartition("-")
    prop = f"csto:{local}"
    path: str | None = CSTO + local
    value: ox.NamedNode | None = OTHER
    facts = f"id:thing {prop} id:other ."
    if part == "subject":
        path, value = None, THING
    elif part == "once":
        facts += f" id:thing {prop} id:third ."
        value = None
    found = [result for result in check(turtle(facts), TERMS) if result.shape.endswith(f"#{name}")]
    result = found[0]
    if part == "value":
        assert {r.value for r in found} == {OTHER}
    else:
        assert len(found) == 1
    assert (result.focus, result.path, result.value) == (THING, path, value)
    assert result.severity is Severity.VIOLATION
    assert result.see == f"https://w3id.org/csto-kg/docs/checks#{local}"
    assert f"({prop})" in result.message
    assert f'"<{THING.value}>"' in result.message


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        (
            """id:n a csto:Nomination ; csto:nominatingState id:anna . id:anna a csto:Person .""",
            '"id:anna" is given as nominating state (csto:nominatingState) of "id:n", and is not'
            " a state.",
        ),
        (
            """id:n a csto:Nomination ; csto:nominatingState id:atlantis .""",
            '"id:atlantis" is given as nominating state (csto:nominatingState) of "id:n", and is'
            " not a state.",
        ),
        (
            """id:m a csto:Meeting ; csto:nominatingState id:s . id:s a csto:State .""",
            '"id:m" has nominating state (csto:nominatingState) and is not a nomination.',
        ),
        (
            """id:t a csto:Tenure ; csto:holder id:a , id:b . id:a a csto:Person .
               id:b a csto:Person .""",
            '"id:t" has more than one holder (csto:holder).',
        ),
        (
            """id:f a csto:Figure ; csto:value "many" .""",
            '"many" is given as value (csto:value) of "id:f", and is not a number.',
        ),
        (
            """id:a a csto:Appointment ; csto:consentsComplete "yes"^^xsd:boolean .""",
            '"yes" is given as consents complete (csto:consentsComplete) of "id:a", and is not'
            " true or false.",
        ),
    ],
)
@pytest.mark.filterwarnings("ignore:Parsing weird boolean")
def test_what_a_user_is_told(facts: str, message: str, check: Check) -> None:
    found = check(turtle(facts), TERMS)
    assert [worded(result.message, lambda _: None) for result in found] == [message]


def test_a_number_may_be_whole_or_not(check: Check) -> None:
    assert check(turtle("id:f a csto:Figure ; csto:value 2 ."), TERMS) == []
    assert check(turtle("id:f a csto:Figure ; csto:value 2.5 ."), TERMS) == []
