"""Queries of constraints made at random, over a graph of a few nodes.

``$this`` stands in all places where a variable may stand; a query can be written out with a term in
its place, which is what pre-binding means (SHACL, appendix A).
"""

from __future__ import annotations

import re
from itertools import count

import pyoxigraph as ox
from hypothesis import strategies as st

NODES = [ox.NamedNode(f"e:n{number}") for number in range(4)]
UNKNOWN = ox.NamedNode("e:unknown")
VALUES: list[ox.Literal] = [
    ox.Literal(1), ox.Literal(2), ox.Literal("1"), ox.Literal("x", language="en"),
    ox.Literal("1.0", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
]  # fmt: skip
PROPERTIES = [ox.NamedNode(f"e:{name}") for name in "pqr"]

triples = st.builds(
    ox.Triple, st.sampled_from(NODES), st.sampled_from(PROPERTIES),
    st.sampled_from([*NODES, *NODES, *VALUES]),
)  # fmt: skip
graphs = st.lists(triples, max_size=14)
focus_nodes = st.lists(
    st.sampled_from([*NODES, UNKNOWN, *VALUES]), min_size=1, max_size=5, unique=True
)

_ENDS = ["$this", "$this", "?a", "?b", "?c", "<e:n0>", "?value"]
_PATHS = ["<e:p>", "<e:q>", "<e:r>", "^<e:p>", "(<e:p>|<e:q>)", "<e:p>/<e:q>", "<e:p>+",
          "<e:p>*", "<e:q>?", "?p"]  # fmt: skip
_TESTS = ["$this = ?a", "?b != $this", "BOUND(?b)", "BOUND($this)", "ISIRI($this)", "?c > 1",
          "?a = ?b", "$this = <e:n1>", "STR($this) < STR(?a)", "$this IN (<e:n0>, 1)",
          "COALESCE(?b, $this) = $this"]  # fmt: skip
_TERMS = ["$this", "STR($this)", "IF(BOUND(?a), ?a, $this)", "?a", "1"]


@st.composite
def selects(draw: st.DrawFn) -> str:
    """A SELECT that projects $this."""
    group = draw(_groups(3, count()))
    distinct = draw(st.sampled_from(["", "DISTINCT "]))
    kind = draw(st.integers(0, 5))
    if kind == 0:
        having = draw(st.sampled_from(["", " HAVING (COUNT(?a) > 1)"]))
        return f"SELECT $this (COUNT(?a) AS ?n) WHERE {group} GROUP BY $this{having}"
    if kind == 1:
        return f"SELECT $this ?a WHERE {group} ORDER BY STR(?a) DATATYPE(?a) LANG(?a) LIMIT 1"
    return f"SELECT {distinct}$this ?a ?value ?c (STR(?b) AS ?s) WHERE {group}"


@st.composite
def asks(draw: st.DrawFn) -> str:
    """An ASK about $this and $value."""
    return f"ASK {draw(_groups(3, count()))}"


@st.composite
def _groups(draw: st.DrawFn, depth: int, new: count[int]) -> str:
    elements = [draw(_elements(depth, new)) for _ in range(draw(st.integers(1, 3)))]
    return "{ " + " ".join(elements) + " }"


@st.composite
def _elements(draw: st.DrawFn, depth: int, new: count[int]) -> str:
    kinds = ["triple", "triple", "triple", "filter"]
    if depth:
        kinds += ["optional", "union", "group", "exists", "bind", "select", "count", "first"]
    kind = draw(st.sampled_from(kinds))
    if kind == "triple":
        ends = [draw(st.sampled_from(_ENDS)), draw(st.sampled_from([*_ENDS, "1"]))]
        return f"{ends[0]} {draw(st.sampled_from(_PATHS))} {ends[1]} ."
    if kind == "filter":
        return f"FILTER ({_test(draw)})"
    inner = draw(_groups(depth - 1, new))
    if kind == "optional":
        return f"OPTIONAL {inner}"
    if kind == "union":
        return f"{inner} UNION {draw(_groups(depth - 1, new))}"
    if kind == "exists":
        no = draw(st.sampled_from(["", "NOT "]))
        if draw(st.booleans()):
            return f"FILTER {no}EXISTS {inner}"
        return f"FILTER ({_test(draw)} || {no}EXISTS {inner})"
    if kind == "bind":
        return f"BIND ({draw(st.sampled_from(_TERMS))} AS ?new{next(new)})"
    if kind == "select":
        distinct = draw(st.sampled_from(["", "DISTINCT "]))
        return f"{{ SELECT {distinct}$this $value ?a WHERE {inner} }}"
    if kind == "count":
        return (
            f"{{ SELECT $this $value (COUNT(?a) AS ?new{next(new)}) WHERE {inner} "
            "GROUP BY $this $value }"
        )
    if kind == "first":
        order = "ORDER BY STR(?a) DATATYPE(?a) LANG(?a) STR($value) DATATYPE($value) LIMIT 1"
        return f"{{ SELECT $this $value ?a WHERE {inner} {order} }}"
    return inner


def _test(draw: st.DrawFn) -> str:
    tests = [draw(st.sampled_from(_TESTS)) for _ in range(draw(st.integers(1, 2)))]
    return draw(st.sampled_from([" && ", " || "])).join(tests)


def written_out(query: str, name: str, term: object) -> str:
    """Return a query with a term in the place of a variable, and one column less."""
    numbers = count()
    variable = rf"\${name}\b"
    query = re.sub(rf"BOUND\({variable}\)", "(true)", query)
    query = re.sub(rf"(GROUP BY[^{{}}]*?){variable}", lambda m: f"{m[1]}({term})", query)
    clause = rf"(SELECT (?:DISTINCT )?[^{{}}]*?){variable}"
    query = re.sub(clause, lambda m: f"{m[1]}({term} AS ?out{name}{next(numbers)})", query)
    return re.sub(variable, lambda _: str(term), query)
