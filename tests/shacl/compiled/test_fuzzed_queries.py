"""Queries of shapes are input: whatever they are, there are results or an error of ours."""

from __future__ import annotations

import pyoxigraph as ox
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csto_kg.errors import CstoKgError, error_text
from csto_kg.shacl.compiled.compiled_engine import CompiledEngine
from csto_kg.shacl.data_graph import DataGraph
from csto_kg.shacl.graph.shapes_graph import ShapesGraph
from csto_kg.shacl.result import SH
from csto_kg.shacl.wellformed.shapes import shapes_of
from csto_kg.sparql.tokens import tokenize
from tests.shacl.compiled.made_constraints import asks, selects
from tests.shacl.examples import turtle

DATA = turtle("""<e:a> <e:p> <e:b> , 1 , "x"@en , [ <e:q> 2 ] . <e:b> <e:p> <e:a> ; <e:q> "1.0" .
    _:x <e:p> _:x . <e:b> <e:r> "01"^^xsd:integer , "2020-01-01"^^xsd:date , "x"^^<e:own> .""")
WORDS = [
    *("SELECT", "ASK", "DISTINCT", "WHERE", "{", "}", "(", ")", "[", "]", ".", ";", ",", "*", "a"),
    *("OPTIONAL", "UNION", "MINUS", "FILTER", "NOT", "EXISTS", "BIND", "AS", "VALUES", "UNDEF"),
    *("GROUP", "BY", "HAVING", "ORDER", "LIMIT", "OFFSET", "0", "1", "GRAPH", "SERVICE", "FROM"),
    *("INSERT", "LATERAL", "PREFIX e:", "BASE", "$this", "?value", "$value", "$limit", "$PATH"),
    *("$currentShape", "$shapesGraph", "?path", "?message", "<e:p>", "e:p", "_:b", "<", "<<", "#"),
    *('"x"', "'", "@en", "^^", "^", "|", "/", "+", "-", "!", "=", "&&", "||", "COUNT", "SAMPLE"),
    *("RAND()", "BNODE()", "NOW()", "STR($this)", "BOUND($this)", "<e:f>($this)", "\\u0041"),
    *(
        "REGEX",
        "REPLACE",
        "GROUP_CONCAT(?a)",
        "TRIPLE($this, <e:p>, 1)",
        "?value",
        "\x00",
        "\ud800",
        "é",
        "\u202e",
        "\ufeff",
    ),
]


@st.composite
def _damaged(draw: st.DrawFn, made: st.SearchStrategy[str]) -> str:
    """A query in which some tokens are others, gone, doubled or added."""
    tokens = [token.text for token in tokenize(draw(made))]
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(tokens)))
        kind = draw(st.sampled_from(("add", "drop", "double", "cut")))
        if kind == "add":
            tokens[at:at] = [" ", draw(st.sampled_from(WORDS)), " "]
        elif kind == "drop":
            del tokens[at : at + draw(st.integers(1, 3))]
        elif kind == "double":
            tokens[at:at] = tokens[at : at + draw(st.integers(1, 6))]
        else:
            del tokens[at:]
    return "".join(tokens)


def _checked(shapes: list[ox.Triple]) -> None:
    said = ""
    try:
        made = shapes_of(ShapesGraph(shapes), strict=False)
        CompiledEngine().validate(DataGraph.of(DATA), made)
    except CstoKgError as error:
        said = error_text(error)
    assert "\n" not in said


def _with_text(shapes: str, form: str, query: str) -> list[ox.Triple]:
    # A lone surrogate is in no RDF.
    text = ox.Literal(query.encode(errors="replace").decode())
    node = ox.NamedNode("e:Q")
    return [*turtle(shapes), ox.Triple(node, ox.NamedNode(SH + form), text)]


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(
    _damaged(selects()),
    st.sampled_from(["", "sh:path <e:p> ;", "sh:path [ sh:inversePath <e:p> ] ;"]),
)
def test_a_constraint_has_results_or_an_error(query: str, path: str) -> None:
    shapes = f"""<e:S> sh:targetSubjectsOf <e:p> ; sh:targetNode 1 ; {path} sh:sparql <e:Q> .
        <e:Q> sh:message "{{?value}} {{?a}}" ."""
    _checked(_with_text(shapes, "select", query))


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(_damaged(selects()), _damaged(asks())),
    st.sampled_from(["validator", "nodeValidator", "propertyValidator"]),
    st.sampled_from(["1", "'x'@en", "<e:b>", "[]", "1 , 2", "()"]),
)
def test_a_component_has_results_or_an_error(query: str, kind: str, limit: str) -> None:
    shapes = f"""<e:C> a sh:ConstraintComponent ; sh:{kind} <e:Q> ;
            sh:parameter [ sh:path <e:limit> ] , [ sh:path <e:more> ; sh:optional true ] .
        <e:S> sh:targetSubjectsOf <e:p> ; <e:limit> {limit} .
        <e:T> sh:targetSubjectsOf <e:p> ; sh:path <e:p> ; <e:limit> {limit} ."""
    form = "ask" if query.lstrip().upper().startswith("ASK") else "select"
    _checked(_with_text(shapes, form, query))


def test_there_is_something_to_find() -> None:
    """What the tests above begin with is fit to have results."""
    shapes = shapes_of(
        ShapesGraph(
            _with_text(
                "<e:S> sh:targetSubjectsOf <e:p> ; sh:sparql <e:Q> .",
                "select",
                "SELECT $this { $this <e:p> ?a }",
            )
        ),
        strict=False,
    )
    assert len(CompiledEngine().validate(DataGraph.of(DATA), shapes)) == 6
