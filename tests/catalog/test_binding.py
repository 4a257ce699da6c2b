"""No value can leave its VALUES block, and each comes back as the term that it is."""

from __future__ import annotations

from datetime import date

import pyoxigraph as ox
from hypothesis import example, given
from hypothesis import strategies as st

from csto_kg.catalog.header import Parameter
from csto_kg.catalog.stored_query import bind, find_blocks
from csto_kg.catalog.values import parse_iri, to_term
from csto_kg.sparql.guard import check_query
from csto_kg.sparql.tokens import significant, tokenize

_QUERY = "SELECT ?x ?after { VALUES ?x { UNDEF } BIND(1 AS ?after) }"
_TEXT = st.text(st.characters(exclude_categories=("Cs",)))
_NASTY = st.lists(
    st.sampled_from(["'", '"', "\\", "}", "{", "\n", "\r", "#", "<", ">", "\\u0022", "'''", '"""',
                     "^^", "@en", "UNDEF", " ", "a", "\x00", "\u2028", "é", "😀", "?x", "."])
).map("".join)  # fmt: skip


def _no_entity(name: str, class_iri: str | None) -> ox.NamedNode:
    raise AssertionError(f"{name} {class_iri}")


def _round_trip(term: ox.NamedNode | ox.Literal) -> None:
    tokens = tokenize(_QUERY)
    text = bind(tokens, find_blocks(tokens), {"x": [term]})
    [row] = ox.Store().query(check_query(text).text)  # type: ignore[misc]
    assert row["x"] == term
    assert row["after"].value == "1"
    # One token for the value, or three with a datatype; everything else stands where it stood.
    before, after = ([t.text for t in significant(tokenize(each))] for each in (_QUERY, text))
    start = before.index("UNDEF")
    assert after[:start] == before[:start]
    assert after[start - len(before) + 1 :] == before[start + 1 :]
    assert len(after) - len(before) in (0, 2)


@given(_TEXT | _NASTY)
@example('" } SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } #')
@example('\\" }')
def test_any_text_is_a_string(text: str) -> None:
    term = to_term(Parameter("x", "string", "", 1), text, _no_entity)
    assert term == ox.Literal(text)
    _round_trip(term)


@given(_TEXT | _NASTY)
@example("http://e/a> } #")
@example("http://e/\\u003e")
@example("id:a> }")
@example("<http://e/>")
def test_any_text_is_an_iri_that_holds_or_none(text: str) -> None:
    for written in (text, f"<{text}>", f"http://e/{text}", f"id:{text}"):
        iri = parse_iri(written)
        if iri is not None:
            _round_trip(iri)


@given(st.dates(min_value=date(1, 1, 1)))
def test_any_day(day: date) -> None:
    _round_trip(to_term(Parameter("x", "date", "", 1), day, _no_entity))


@given(st.integers(min_value=-(2**63), max_value=2**63 - 1))
def test_any_whole_number(number: int) -> None:
    _round_trip(to_term(Parameter("x", "integer", "", 1), number, _no_entity))


@given(st.text(st.sampled_from("'\"}{ VALUES?x$y123<>a:#\n"), max_size=40))
def test_blocks_are_found_in_whatever_text_or_it_is_refused(text: str) -> None:
    try:
        tokens = tokenize(text)
    except Exception:  # noqa: BLE001  (its own tests say which)
        return
    for block in find_blocks(tokens):
        assert tokens[block.end].text == "}"
        assert "}" not in [token.text for token in tokens[block.start : block.end]]
