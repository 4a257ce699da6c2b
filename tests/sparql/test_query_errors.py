"""Where a syntax error stands, in our words: golden texts."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from csto_kg.errors import InputError, error_line
from csto_kg.store.embedded.embedded_store import EmbeddedStore

_SYNTAX = "check the syntax just before it"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT ?x {\n  ?x foo ?y }", f'2:6: "foo" does not fit here; {_SYNTAX}'),
        ("SELEC ?x { }", f'1:1: "SELEC" does not fit here; {_SYNTAX}'),
        ("SELECT ?x { ?x ?y }", f'1:19: "}}" does not fit here; {_SYNTAX}'),
        ("SELECT ?x { FILTER(?x + ) }", f'1:25: ")" does not fit here; {_SYNTAX}'),
        ("SELECT ?x { ?x ?y ?z } }", f'1:24: "}}" does not fit here; {_SYNTAX}'),
        ("SELECT ?x { OPTIONAL ?x }", '1:22: "?x" does not fit here; expected "{"'),
        ("SELECT ?x { ?x ?y ?z }\nLIMIT a", f'2:7: "a" does not fit here; {_SYNTAX}'),
        ("SELECT { ?x ?y ?z }", f'1:8: "{{" does not fit here; {_SYNTAX}'),
        ("ASK { FILTER(nosuch(1)) }", f'1:14: "nosuch" does not fit here; {_SYNTAX}'),
        ('SELECT ?x { ?x ?y """a\nb""" ?z }', f'2:6: "?z" does not fit here; {_SYNTAX}'),
        ("SELECT ?x { ?x ?y ?z .\n # end\n",
         "1:23: the query ends too early; check that every bracket is closed"),
        ("ASK { ?x ?y '''a\nb'''",
         "2:5: the query ends too early; check that every bracket is closed"),
        ("ASK { <a b> ?y ?z }",
         '1:7: no IRI can be read here; an IRI stands between "<" and ">" and holds no spaces, '
         "quotation marks or braces"),
        ("ASK { ?x <rel> ?z }",
         "1:10: the IRI <rel> is not absolute; write it with its scheme, as in <https://…>, or "
         "declare a BASE"),
    ],
)  # fmt: skip
def test_a_syntax_error_points_at_the_token_at_fault(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        EmbeddedStore(ox.Store()).query(text, "q.rq")
    assert error_line(caught.value) == f"csto-kg: error: q.rq:{said}"


def test_a_variable_that_is_not_grouped() -> None:
    with pytest.raises(InputError) as caught:
        EmbeddedStore(ox.Store()).query("SELECT (COUNT(?x) AS ?n) ?z { ?x ?y ?z }")
    assert error_line(caught.value) == (
        "csto-kg: error: <query>: SELECT names a variable that is neither grouped nor aggregated, "
        "or names one twice; add it to GROUP BY, or wrap it in an aggregate such as SAMPLE"
    )
