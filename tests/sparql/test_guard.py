"""Read-only, and nowhere else: no update and no SERVICE passes, and nothing innocent is refused.

Each refusal is held against the engine: what it takes for a SERVICE call, we must refuse.
"""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from csto_kg.errors import InputError, UsageError, error_line
from csto_kg.sparql.guard import check_query
from csto_kg.terms import PREFIXES

_PORT = "http://127.0.0.1:9/"  # the engine refuses this port before it opens any connection


def _calls_out(text: str) -> bool:
    """Whether the engine, asked directly, tries to call a service."""
    store = ox.Store()
    try:
        answer = store.query(text, prefixes=dict(PREFIXES))
        if not isinstance(answer, ox.QueryBoolean):
            list(answer)
    except SyntaxError:
        return False
    except (OSError, RuntimeError) as error:
        return "port 9" in str(error) or "service" in str(error)
    return False


_CALLS = [
    f"SELECT * {{ SERVICE <{_PORT}> {{ ?s ?p ?o }} }}",
    f"SELECT * {{ sErViCe<{_PORT}>{{?s ?p ?o}} }}",
    f"PREFIX ex: <{_PORT}> SELECT * {{ SERVICE ex: {{ ?s ?p ?o }} }}",
    f"PREFIX : <{_PORT}> PREFIX SERVICE: <x:y> SELECT * {{ SERVICE:a {{ ?s ?p ?o }} }}",
    f"PREFIX ex: <{_PORT}> PREFIX SERVICEex: <x:y> SELECT * {{ SERVICEex:a {{ ?s ?p ?o }} }}",
    f"SELECT * {{ BIND(<{_PORT}> AS ?x) FILTER(1<2)SERVICE#>\n?x{{?s ?p ?o}} }}",
    f"SELECT * {{ # comment\n SERVICE#comment\n<{_PORT}>#comment\n{{ ?s ?p ?o }} }}",
    f'SELECT * {{ VALUES ?a {{ """x""" }} SERVICE <{_PORT}> {{ ?s ?p ?o }} }}',
    f"ASK {{ {{ SELECT * {{ SERVICE <{_PORT}> {{ ?s ?p ?o }} }} }} }}",
    f"ASK {{ FILTER EXISTS {{ SERVICE <{_PORT}> {{ ?s ?p ?o }} }} }}",
]


@pytest.mark.parametrize("text", _CALLS)
def test_what_the_engine_takes_for_a_call_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="SERVICE would send the query to another server"):
        check_query(text)


def test_the_engine_really_calls_in_most_of_these() -> None:
    assert sum(map(_calls_out, _CALLS)) >= 7


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p "SERVICE <x:y> {}" }',
        "SELECT * { ?s ?p '''SERVICE <x:y> {} ''' } # SERVICE <x:y> {}",
        "SELECT ?service $SERVICE { ?service ?SERVICE <http://e/SERVICE> }",
        "PREFIX ex: <x:y> PREFIX : <x:z> SELECT * { ex:service :SERVICE ex:SERVICE . }",
        "PREFIX service: <x:y> SELECT * { service:a service:b service:c }",
        "SELECT * { _:SERVICE ?p 'x'@service }",
    ],
)
def test_the_word_elsewhere_is_not_refused(text: str) -> None:
    checked = check_query(text)
    list(ox.Store().query(checked.text, prefixes=dict(PREFIXES)))  # type: ignore[arg-type]


_BITS = st.sampled_from([
    "SERVICE", "service", " ", "\n", "#", ">", "<", "=", "1", "2", "(", ")", "{", "}", "?x", "'",
    '"', "<x:y>", f"<{_PORT}>", "SILENT", "FILTER(", "BIND(", "e:a", "SERVICEe:a", ":", "&&",
    "true", "?s ?p ?o",
    ".", "\\u0053", "AS", "EXISTS", "VALUES", "'''", '"""', "<2)", "@en", "1.", "e",
])  # fmt: skip


@given(st.lists(_BITS, max_size=14).map("".join))
@example("FILTER(1<2)SERVICE#>\n?x{?s ?p ?o}")
@example("FILTER(1<2)SERVICEe:a{?s ?p ?o}")
def test_whatever_is_let_through_calls_nobody(middle: str) -> None:
    text = (
        f"PREFIX e: <{_PORT}> PREFIX SERVICEe: <x:y> SELECT * {{ BIND(<{_PORT}> AS ?x) {middle} }}"
    )
    try:
        checked = check_query(text)
    except (UsageError, InputError):
        return
    assert not _calls_out(checked.text)


@pytest.mark.parametrize(
    "keyword",
    [
        "INSERT",
        "DELETE",
        "LOAD",
        "CLEAR",
        "CREATE",
        "DROP",
        "COPY",
        "MOVE",
        "ADD",
        "WITH",
        "insert",
    ],
)
def test_updates_are_refused_by_name(keyword: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_query(f"PREFIX a: <x:y>\nBASE <x:z> # INSERT\n{keyword} DATA {{ a:a a:b a:c }}")
    assert error_line(caught.value) == (
        f"csto-kg: error: <query>:3:1: {keyword.upper()} makes this an update, and only queries "
        "are run here; ask with SELECT, ASK, CONSTRUCT or DESCRIBE"
    )


@pytest.mark.parametrize("text", ["", "  # nothing\n", "PREFIX a: <x:y>"])
def test_no_query_at_all(text: str) -> None:
    with pytest.raises(InputError) as caught:
        check_query(text, "<stdin>")
    assert error_line(caught.value) == (
        "csto-kg: error: there is no query here; write one that starts with SELECT, ASK, "
        "CONSTRUCT or DESCRIBE"
    )


def test_an_unknown_prefix_is_named_with_its_place_and_the_ones_close_to_it() -> None:
    with pytest.raises(InputError) as caught:
        check_query("SELECT * {\n  ?s csot:kept ?o }", "q.rq")
    assert error_line(caught.value) == (
        'csto-kg: error: q.rq:2:6: the prefix "csot:" is not declared; did you mean "csto"?'
    )


def test_declared_and_known_prefixes_pass() -> None:
    check_query("PREFIX ex: <x:y> SELECT * { ex:a csto:b rdfs:label , 1 }")


def test_from_names_the_dataset() -> None:
    checked = check_query("ASK FROM <x:a> FROM NAMED graph:b FROM <x:c> { ?s ?p ?o }")
    assert checked.dataset is not None
    assert checked.dataset.default == ("x:a", "x:c")
    assert checked.dataset.named == ("https://w3id.org/csto-kg/graph/b",)
    assert check_query("ASK { ?from ?p 'FROM <x:a>' }").dataset is None


@pytest.mark.parametrize(
    ("text", "to_run"),
    [
        ("ASK { ?s <x:p> <x:o> }", r"ASK { ?s <\U00000078:p> <\U00000078:o> }"),
        ("ASK { <x:s> ?p 1 FILTER(1<2) }", "ASK { <x:s> ?p 1 FILTER(1< 2) }"),
        ("ASK { FILTER(1<=2) }", "ASK { FILTER(1<= 2) }"),
        (r"ASK { ?s <\u0078:p> 1 } # <", r"ASK { ?s <\u0078:p> 1 } # <"),
    ],
)
def test_the_text_to_run_has_one_reading(text: str, to_run: str) -> None:
    """After an operand, no IRI can be taken for an operator and its right side, nor the reverse."""
    assert check_query(text).text == to_run


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { <x:a> <x:p> ?o . ?s <x:p> <x:b> }",
        "SELECT * { ?s <x:p>/<x:q>|^(<x:p>) ?o FILTER(1<2 && <x:a>=<x:a> && 1<=2) }",
        "SELECT (1<2 AS ?x) { VALUES (?a ?b) { (<x:a> <x:b>) (UNDEF <x:a>) } }",
        "BASE <http://e/> SELECT * { ?s ?p <a> , <http://e/b> }",
        "SELECT * { ?s ?p ?o . FILTER(?o IN (<x:b>, <x:c>)) } ORDER BY xsd:string(?o) LIMIT 2",
    ],
)
def test_the_text_to_run_means_the_same(text: str) -> None:
    store = ox.Store()
    for subject, object_ in (("x:a", "x:b"), ("x:a", "http://e/a"), ("x:a", "http://e/b")):
        store.add(ox.Quad(ox.NamedNode(subject), ox.NamedNode("x:p"), ox.NamedNode(object_)))
    before, after = (
        sorted(str(row) for row in store.query(each, prefixes=dict(PREFIXES)))  # type: ignore[union-attr]
        for each in (text, check_query(text).text)
    )
    assert before == after
    assert before
