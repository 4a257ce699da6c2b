"""Graph patterns of all kinds, and small graphs to match them on, for hypothesis."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
from hypothesis import strategies as st

PREFIXES = {"": "http://e/"}

_PROPERTIES = [":p", ":q", ":r"]
_VARIABLES = ["?a", "?b", "?c"]
_NODES = [":n", ":m", "1", "'x'@en"]
_subject = st.sampled_from([*_VARIABLES, ":n"])
_object = st.sampled_from([*_VARIABLES, *_NODES])
_path = st.recursive(
    st.sampled_from([*_PROPERTIES, ":p", "a"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("/|"), inner).map("".join),
        inner.map("^({})".format),
        inner.map("({})+".format),
        inner.map("({})*".format),
    ),
    max_leaves=3,
)
_verb = st.one_of(_path, _path, _path, st.sampled_from([*_VARIABLES, "!:p", "!(:p|^:q)"]))
_pairs = st.lists(st.tuples(_verb, _object).map(" ".join), min_size=1, max_size=2).map(" ; ".join)
_triple = st.one_of(
    st.tuples(_subject, _pairs).map(" ".join),
    st.tuples(_subject, _verb, _pairs.map("[ {} ]".format)).map(" ".join),
    _pairs.map("[ {} ]".format),
)


def _groups(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    group = inner.map("{{ {} }}".format)
    return st.one_of(
        st.tuples(inner, st.sampled_from([" . ", " "]), inner).map(_joined),
        group.map("OPTIONAL {}".format),
        group.map("FILTER NOT EXISTS {}".format),
        group.map("FILTER(?a = 1 || EXISTS {})".format),
        group.map("FILTER EXISTS {}".format),
        group.map("MINUS {}".format),
        st.tuples(group, group).map(" UNION ".join),
        group.map(lambda w: f"{{ SELECT ?a (COUNT(*) AS ?n{len(w)}) {w} GROUP BY ?a }}"),
        group.map("{{ SELECT DISTINCT ?a ?b {} ORDER BY ?a VALUES ?b {{ 1 :n }} }}".format),
        inner.map("{} . VALUES (?a ?c) {{ (:n 1) (UNDEF 1) }}".format),
        inner.map("{{ BIND(:n AS ?z) {} }}".format),
    )


def _joined(parts: tuple[str, str, str]) -> str:
    first, between, second = parts
    triple = first[-1] not in "})"
    return first + (" . " if triple else between) + second


where = st.recursive(_triple, _groups, max_leaves=4)
fact = st.tuples(
    st.sampled_from([":n", ":m"]),
    st.sampled_from([*_PROPERTIES, "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", ":other"]),
    st.sampled_from(_NODES),
)
Fact = tuple[str, str, str]


def answer(text: str, facts: Iterable[Fact]) -> list[str]:
    """Return the rows of a query on facts, sorted."""
    store = ox.Store()
    data = "".join(f"{' '.join(fact)} .\n" for fact in facts)
    store.load(f"@prefix : <http://e/> .\n{data}".encode(), format=ox.RdfFormat.TURTLE)
    rows = store.query(text, prefixes=PREFIXES)
    assert isinstance(rows, ox.QuerySolutions)
    return sorted(str([row[variable] for variable in rows.variables]) for row in rows)
