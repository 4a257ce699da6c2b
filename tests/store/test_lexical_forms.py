"""Literals come back as they came in, whatever form the engine keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csto_kg.rdf_files.language_tags import with_languages
from csto_kg.resources import Resources, find_resources
from csto_kg.store.embedded.embedded_store import EmbeddedStore, load_files
from csto_kg.store.embedded.lexical_forms import VALUE_TYPES, at_risk, record_graph, stored_forms
from csto_kg.store.on_disk.directory import open_directory
from csto_kg.terms import GRAPH, LITERAL_RECORDS, XSD
from tests.store.changes import add, remove_graph, replace_graph

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ONE, TWO = GRAPH + "one", GRAPH + "two"
S, P = ox.NamedNode("x:s"), ox.NamedNode("x:p")

# What a probe of every XSD datatype found to be rewritten; the manual has the same list.
DERIVED = (
    "byte short int long unsignedByte unsignedShort unsignedInt unsignedLong positiveInteger "
    "negativeInteger nonNegativeInteger nonPositiveInteger"
).split()
REWRITTEN: list[tuple[str, str, str]] = [
    *((name, "7", "7") for name in DERIVED),
    *((name, "-07", "-7") for name in DERIVED),
    ("boolean", "1", "true"), ("boolean", "0", "false"),
    ("integer", "01", "1"), ("integer", "+1", "1"), ("integer", "-0", "0"),
    ("decimal", "1.50", "1.5"), ("decimal", "1.0", "1"), ("decimal", "+1.5", "1.5"),
    ("decimal", ".5", "0.5"), ("decimal", "5.", "5"), ("decimal", "-0.0", "0"),
    ("decimal", "01.5", "1.5"),
    *((name, lexical, stored) for name in ("float", "double") for lexical, stored in (
        ("1.0E0", "1"), ("1.0", "1"), ("1e400", "INF"), ("+INF", "INF"), ("inf", "INF"),
        ("-0.0", "-0"), ("1e10", "10000000000"), ("1E-400", "0"))),
    ("float", "16777217", "16777216"), ("double", "12345678901234567890", "12345678901234567000"),
    ("date", "2018-11-02+00:00", "2018-11-02Z"), ("date", "2018-11-02-00:00", "2018-11-02Z"),
    ("time", "12:00:00.000", "12:00:00"), ("time", "24:00:00", "00:00:00"),
    ("time", "12:00:00.50", "12:00:00.5"), ("time", "12:00:00-00:00", "12:00:00Z"),
    ("dateTime", "2018-11-02T12:00:00.000", "2018-11-02T12:00:00"),
    ("dateTime", "2018-12-31T24:00:00Z", "2019-01-01T00:00:00Z"),
    ("dateTime", "2018-11-02T12:00:00+00:00", "2018-11-02T12:00:00Z"),
    ("dateTimeStamp", "2018-11-02T12:00:00Z", "2018-11-02T12:00:00Z"),
    ("gYear", "2018+00:00", "2018Z"), ("gYearMonth", "2018-11-00:00", "2018-11Z"),
    ("gMonth", "--11+00:00", "--11Z"), ("gMonthDay", "--11-08+00:00", "--11-08Z"),
    ("gDay", "---08+00:00", "---08Z"),
    ("duration", "P12M", "P1Y"), ("duration", "PT24H", "P1D"), ("duration", "P0Y", "PT0S"),
    ("duration", "PT60S", "PT1M"), ("duration", "-PT0S", "PT0S"), ("duration", "PT1.0S", "PT1S"),
    ("yearMonthDuration", "P12M", "P1Y"), ("yearMonthDuration", "P0Y", "P0M"),
    ("dayTimeDuration", "PT60M", "PT1H"), ("dayTimeDuration", "P0D", "PT0S"),
]  # fmt: skip
STORED_TYPE = {**dict.fromkeys(DERIVED, "integer"), "dateTimeStamp": "dateTime"}

# Every other datatype of XSD, and forms that no rule of their type allows: kept.
KEPT = [
    *((name, " x  y ") for name in (
        "string normalizedString token language Name NCName ID IDREF IDREFS ENTITY ENTITIES "
        "NMTOKEN NMTOKENS QName NOTATION anyURI hexBinary base64Binary anySimpleType "
        "anyAtomicType untypedAtomic anyType"
    ).split()),
    *((name, "nonsense") for name in sorted(v.removeprefix(XSD) for v in VALUE_TYPES)),
    ("hexBinary", "0aF0"), ("base64Binary", "Y Q = ="), ("date", "2018-02-30"),
    ("date", "0000-01-01"), ("integer", "99999999999999999999"), ("decimal", "1e0"),
    ("decimal", "0.1234567890123456789"),
]  # fmt: skip


def typed(name: str, lexical: str) -> ox.Literal:
    return ox.Literal(lexical, datatype=ox.NamedNode(XSD + name))


def quad(value: ox.Literal, graph: str = ONE, subject: ox.NamedNode | ox.BlankNode = S) -> ox.Quad:
    return ox.Quad(subject, P, value, ox.NamedNode(graph))


def values(store: EmbeddedStore, graph: str = ONE) -> list[str]:
    return sorted(str(q.object) for q in store.quads(graph))


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Resources:
    folder = tmp_path_factory.mktemp("empty")
    (folder / "ontology").mkdir()
    (folder / "ontology" / "csto.ttl").write_text("<x:o> <x:p> <x:o> .")
    (folder / "graphs").mkdir()
    return Resources(str(folder))


@pytest.fixture(params=["memory", "disk"])
def store(
    request: pytest.FixtureRequest, empty: Resources, tmp_path: Path
) -> Iterator[EmbeddedStore]:
    if request.param == "memory":
        opened = EmbeddedStore.in_memory(empty)
    else:
        opened = open_directory(tmp_path / "store", empty, write=True)
    with opened:
        yield opened


@pytest.mark.parametrize(("name", "lexical", "stored"), REWRITTEN)
def test_the_list_of_rewritings_is_true(name: str, lexical: str, stored: str) -> None:
    literal = typed(name, lexical)
    assert stored_forms([literal]) == [typed(STORED_TYPE.get(name, name), stored)]
    assert at_risk(literal)


@pytest.mark.parametrize(("name", "lexical"), KEPT)
def test_other_literals_are_kept(name: str, lexical: str) -> None:
    assert stored_forms([typed(name, lexical)]) == [typed(name, lexical)]


def test_every_rewriting_and_every_type_comes_back(store: EmbeddedStore) -> None:
    literals = [
        *(typed(name, lexical) for name, lexical, _ in REWRITTEN),
        *(typed(STORED_TYPE.get(name, name), stored) for name, _, stored in REWRITTEN),
        *(typed(name, lexical) for name, lexical in KEPT),
        *with_languages([("a", "en-GB"), ("a", "EN-gb"), ("a", "en-gb"), ("b", "x-PRIV")]),
        ox.Literal("a"),
    ]
    replace_graph(store, ONE, map(quad, literals))
    assert values(store) == sorted(map(str, set(literals)))
    # What stands in several forms is one triple for queries.
    row = next(store.select("SELECT (COUNT(*) AS ?n) { <x:s> <x:p> ?o }"))
    assert int(row["n"].value) < len(set(literals))  # type: ignore[union-attr]


FORMS = [typed("integer", "01"), typed("integer", "1"), typed("byte", "1")]


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (2, 0, 1), (1, 2, 0)])
@pytest.mark.parametrize("together", [True, False])
def test_all_forms_of_one_quad_are_kept_in_whatever_order_they_come(
    store: EmbeddedStore, order: tuple[int, ...], together: bool
) -> None:
    quads = [quad(FORMS[number]) for number in order]
    for batch in [quads] if together else [[q] for q in quads]:
        add(store, batch)
    assert values(store) == sorted(map(str, FORMS))


def test_a_form_that_comes_alone_hides_the_canonical_one(store: EmbeddedStore) -> None:
    add(store, [quad(FORMS[0])])
    assert values(store) == [str(FORMS[0])]
    add(store, [quad(FORMS[0])])
    assert values(store) == [str(FORMS[0])]


def test_removing_a_source_removes_only_its_own_forms(store: EmbeddedStore) -> None:
    add(store, [quad(FORMS[0]), quad(FORMS[2], TWO), quad(FORMS[1], TWO)])
    construct = "CONSTRUCT WHERE { <x:s> <x:p> ?o }"
    assert sorted(str(t.object) for t in store.construct(construct)) == sorted(map(str, FORMS))
    remove_graph(store, TWO)
    assert values(store) == [str(FORMS[0])]
    assert values(store, TWO) == []
    assert [str(t.object) for t in store.construct(construct)] == [str(FORMS[0])]
    assert record_graph(TWO) not in store.graph_names(internal=True)
    add(store, [quad(FORMS[1], TWO)])
    assert values(store, TWO) == [str(FORMS[1])]
    remove_graph(store, ONE)
    assert [n for n in store.graph_names(internal=True) if n.startswith(LITERAL_RECORDS)] == []


def test_a_form_in_one_graph_is_the_canonical_one_in_another(store: EmbeddedStore) -> None:
    add(store, [quad(FORMS[0]), quad(FORMS[1], TWO)])
    found = store.construct("CONSTRUCT WHERE { <x:s> <x:p> ?o }")
    assert sorted(str(t.object) for t in found) == sorted(map(str, FORMS[:2]))
    described = store.construct("DESCRIBE <x:s>")  # the engine says it once for each graph
    assert {str(t.object) for t in described} == set(map(str, FORMS[:2]))
    assert values(store) == [str(FORMS[0])]
    assert values(store, TWO) == [str(FORMS[1])]


def test_replacing_a_graph_forgets_its_forms(store: EmbeddedStore) -> None:
    replace_graph(store, ONE, [quad(FORMS[0]), quad(FORMS[2])])
    replace_graph(store, ONE, [quad(FORMS[1])])
    assert values(store) == [str(FORMS[1])]
    assert store.graph_names(internal=True) == [ONE, GRAPH + "ontology"]


def test_literals_of_blank_nodes(store: EmbeddedStore) -> None:
    for form in (FORMS[0], FORMS[0], FORMS[1]):  # a label means another node each time
        add(store, [quad(form, subject=ox.BlankNode("same"))])
    assert values(store) == sorted(map(str, (FORMS[0], FORMS[0], FORMS[1])))
    assert len({q.subject for q in store.quads(ONE)}) == 3


def test_language_tags_keep_their_letters(store: EmbeddedStore) -> None:
    tagged = with_languages([("a", "en-GB"), ("a", "EN-gb")])
    add(store, map(quad, tagged))
    assert values(store) == ['"a"@EN-gb', '"a"@en-GB']
    assert store.ask('ASK { ?s ?p "a"@en-gb }')
    assert [row["o"] for row in store.select("SELECT ?o { <x:s> <x:p> ?o }")] == [
        ox.Literal("a", language="en-gb")
    ]


def test_records_are_in_no_query(store: EmbeddedStore) -> None:
    add(store, [quad(FORMS[0])])
    assert not store.ask("ASK { ?r <http://www.w3.org/1999/02/22-rdf-syntax-ns#subject> ?s }")
    assert store.graph_names() == [ONE, GRAPH + "ontology"]


def test_on_disk_after_opening_again(empty: Resources, tmp_path: Path) -> None:
    with open_directory(tmp_path / "store", empty, write=True) as store:
        add(store, map(quad, FORMS))
    with open_directory(tmp_path / "store", empty) as store:
        assert values(store) == sorted(map(str, FORMS))


def _data(folder: Path, turtle: str) -> Resources:
    (folder / "ontology").mkdir(parents=True)
    (folder / "ontology" / "csto.ttl").write_text("<x:o> <x:p> <x:o> .")
    (folder / "graphs").mkdir()
    (folder / "graphs" / "one.ttl").write_text(turtle)
    return find_resources(folder)


LOADED = ['"01"^^<http://www.w3.org/2001/XMLSchema#integer>', '"a"@en-GB']


def test_data_of_ones_own_in_memory_and_on_disk_and_in_a_newer_version(tmp_path: Path) -> None:
    data = _data(tmp_path / "data", '<x:s> <x:p> 01, "a"@en-GB . [ <x:q> 02 ] .')
    with EmbeddedStore.in_memory(data) as store:
        assert set(LOADED) < set(values(store))
        assert len(values(store)) == 3
    with open_directory(tmp_path / "store", data) as store:
        assert set(LOADED) < set(values(store))
    (tmp_path / "data" / "graphs" / "one.ttl").write_text("<x:s> <x:p> 1, 002 . [ <x:q> 03 ] .")
    with open_directory(tmp_path / "store", find_resources(tmp_path / "data")) as store:
        assert [v.split("^")[0] for v in values(store)] == ['"002"', '"03"', '"1"']


def test_the_shipped_graph_needs_no_record() -> None:
    """So start-up need not look for any."""
    resources = find_resources()
    assert resources.shipped
    database = ox.Store()
    load_files(database, resources.graph_files, look=True)
    names = {name.value for name in database.named_graphs()}  # type: ignore[union-attr]
    assert names == {file.graph for file in resources.graph_files}


NUMBERS = st.from_regex(r"[+-]?[0-9]{0,22}(\.[0-9]{0,20})?([eE][+-]?[0-9]{1,3})?", fullmatch=True)
TIMES = st.from_regex(
    r"-?[0-9]{4,5}(-[0-9]{2}){0,2}(T?[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,4})?)?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})?",
    fullmatch=True,
)
DURATIONS = st.from_regex(
    r"-?P([0-9]{1,4}Y)?([0-9]{1,3}M)?([0-9]{1,3}D)?(T([0-9]{1,3}H)?([0-9]{1,3}M)?"
    r"([0-9]{1,3}(\.[0-9]{1,3})?S)?)?",
    fullmatch=True,
)
LEXICAL = st.one_of(NUMBERS, TIMES, DURATIONS, st.text(max_size=8), st.sampled_from("01"))
LITERALS = st.one_of(
    st.builds(typed, st.sampled_from(sorted(v.removeprefix(XSD) for v in VALUE_TYPES)), LEXICAL),
    st.builds(
        lambda text, tag: with_languages([(text, tag)])[0],
        st.text(max_size=4),
        st.from_regex(r"[a-zA-Z]{2}(-[a-zA-Z]{2})?", fullmatch=True),
    ),
)


@settings(max_examples=1000)
@given(LITERALS)
def test_no_literal_that_is_rewritten_is_overlooked(literal: ox.Literal) -> None:
    assert at_risk(literal) or stored_forms([literal]) == [literal]


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(LITERALS, st.sampled_from([ONE, TWO])), max_size=12),
    st.integers(0, 12),
)
def test_any_literals_come_back(
    empty: Resources, drawn: list[tuple[ox.Literal, str]], cut: int
) -> None:
    quads = [quad(literal, graph) for literal, graph in drawn]
    with EmbeddedStore.in_memory(empty) as store:
        add(store, quads[:cut])
        add(store, quads[cut:])
        for graph in (ONE, TWO):
            expected = {str(q.object) for q in quads if q.graph_name.value == graph}
            assert values(store, graph) == sorted(expected)
        remove_graph(store, ONE)
        assert {str(q.object) for q in store.quads(TWO)} == {
            str(q.object) for q in quads if q.graph_name.value == TWO
        }
