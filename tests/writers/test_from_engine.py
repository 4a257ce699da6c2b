"""The engine's text rearranged is what the usual writer writes, byte for byte, and what is odd."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.generate import main as generate
from csto_kg.errors import EnvironmentFailure
from csto_kg.export import serialize as formats
from csto_kg.knowledge_base import KnowledgeBase
from csto_kg.store.embedded.embedded_store import EmbeddedStore
from csto_kg.store.interface import Answer, Store
from csto_kg.terms import CSTO, GRAPH, ID, PREFIXES, RDFS, XSD
from csto_kg.writers.statements import stored_statements, stored_triples
from csto_kg.writers.turtle.from_engine import Rearranged, rearranged_trig, rearranged_turtle
from csto_kg.writers.turtle.writer import trig_of, turtle_of
from tests.store.changes import add
from tests.writers.made import IRIS, LABEL, NOTE, TYPE, thing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

KINDS = (CSTO + "Person", CSTO + "Tenure")
SOONER = {"turtle": rearranged_turtle, "trig": rearranged_trig}
A, B = GRAPH + "a", GRAPH + "b"


def stored(quads: Sequence[ox.Quad]) -> EmbeddedStore:
    database = ox.Store()
    for quad in quads:  # one by one: each stands then where the engine puts it
        database.add(quad)
    return EmbeddedStore(database)


def turtle(text: str, *more: str) -> EmbeddedStore:
    """A store with a graph of each text."""
    head = "".join(f"@prefix {prefix}: <{namespace}> . " for prefix, namespace in PREFIXES.items())
    quads = []
    for graph, own in zip((A, B), (text, *more), strict=False):
        parsed = ox.parse(head + own, format=ox.RdfFormat.TURTLE)
        quads += [ox.Quad(*quad.triple, ox.NamedNode(graph)) for quad in parsed]
    return stored(quads)


def same(store: Store, graphs: Sequence[str], kinds: Sequence[str] = KINDS) -> Rearranged:
    """What is rearranged, after both formats were compared with the usual writer."""
    found = rearranged_turtle(store, graphs, kinds)
    assert found is not None
    assert found.text == turtle_of(stored_triples(store, graphs), kinds=kinds)
    apart = rearranged_trig(store, graphs, kinds)
    assert apart is not None
    assert apart.text == trig_of(stored_statements(store, graphs), kinds=kinds)
    return found


# What the engine's text is cut at, what looks like it, and like what is looked for.
PIECES = st.sampled_from(
    [" .\n", " ;\n\t", " , ", "\t", "\n", "\r", '"', '"""', "'", "\\", "\\n", "a", " ", "é", "中",
     "🚢", ":", " id:", " id:a ", "id:a:b ", "@prefix x: <x:> .\n", "^^", '"^^xsd:date',
     "^^xsd:date ", "@en", "%20", " 01 ", " 1.50 ", "1e5", "true", "<", ">", "<x:y>", "\x00",
     "\x7f", "\x85", "\u202e", "\ufeff"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=6).map("".join)
NAMES = st.one_of(
    IRIS,
    st.sampled_from(
        [CSTO + "date", CSTO + "Person", XSD + "date", ID, RDFS, ID + "a:b", ID + "ё", "urn:a:b",
         "http://example.org/", "http://example.org/a,b", GRAPH + "p10"]
    ).map(ox.NamedNode),
    st.from_regex(r"[ab][0-9]{1,3}(-[0-9]{1,2})?", fullmatch=True).map(thing),
)  # fmt: skip
LITERALS = st.one_of(
    TEXTS.map(ox.Literal),
    TEXTS.map(lambda text: ox.Literal(text, language="en")),
    TEXTS.map(lambda text: ox.Literal(text, language="x-y")),
    st.builds(
        lambda text, kind: ox.Literal(text, datatype=kind),
        st.one_of(
            TEXTS,
            st.sampled_from(["true", "false", "1", "-1", "0", "1.5", "-0.50", "1e5", "INF", "007"]),
            # Numbers too large for the engine keep their form.
            st.sampled_from(["+", "-", "00", ""]).map(lambda sign: f"{sign}{'12345' * 9}"),
            st.sampled_from([".0", ".50", ".05"]).map(lambda end: f"{'12345' * 9}{end}"),
        ),
        st.one_of(
            st.sampled_from(["integer", "decimal", "double", "boolean", "date", "anyURI"]).map(
                lambda name: ox.NamedNode(XSD + name)
            ),
            NAMES,
        ),
    ),
)  # fmt: skip
STATEMENTS = st.builds(
    ox.Quad,
    NAMES,
    st.one_of(st.sampled_from([TYPE, LABEL, NOTE]), NAMES),
    st.one_of(NAMES, LITERALS),
    st.sampled_from([A, B]).map(ox.NamedNode),
)


@given(st.lists(STATEMENTS, max_size=12), st.sampled_from([(), KINDS]))
def test_odd_graphs(quads: list[ox.Quad], kinds: tuple[str, ...]) -> None:
    with stored(quads) as store:
        for graphs in ([A], [A, B]):
            same(store, graphs, kinds)


# Few subjects and predicates, so that they come again, in one graph and in both.
FEW = st.builds(
    ox.Quad,
    st.sampled_from([thing("p2"), thing("p10")]),
    st.sampled_from([TYPE, LABEL, NOTE, ox.NamedNode(CSTO + "date2")]),
    st.sampled_from(
        [thing("p2"), thing("p10"), thing("p9-1"), ox.NamedNode(CSTO + "Person"),
         ox.Literal("a , b"), ox.Literal("c", language="en"), ox.Literal(7), ox.Literal(True),
         ox.Literal("2018-11-02", datatype=ox.NamedNode(XSD + "date"))]
    ),
    st.sampled_from([A, B]).map(ox.NamedNode),
)  # fmt: skip


@given(st.lists(FEW, max_size=20))
def test_plain_graphs(quads: list[ox.Quad]) -> None:
    with stored(quads) as store:
        same(store, [A, B])
        same(store, [B])


def test_the_shipped_graph_is_hardly_written_anew() -> None:
    with KnowledgeBase.open() as kb:
        kinds = kb.session.kinds_in_order()
        graphs = [name for name in kb.store.graph_names() if not name.endswith("/ontology")]
        for chosen in ([graphs[0]], graphs[1:], graphs):
            found = same(kb.store, chosen, kinds)
            assert found.subjects > 200
            assert found.odd < found.subjects / 10
        assert kb.export("turtle") == found.text
        # The ontology has blank nodes.
        assert rearranged_turtle(kb.store, kb.store.graph_names(), kinds) is None


@pytest.mark.parametrize("seed", ["1", "2"])
def test_a_generated_graph_in_memory_and_on_disk(tmp_path: Path, seed: str) -> None:
    generate(["10000", "--seed", seed, "--output", str(tmp_path / "made.nq")])
    in_memory, on_disk = ox.Store(), ox.Store(tmp_path / "store")
    texts = []
    for database in (in_memory, on_disk):
        database.bulk_load(path=str(tmp_path / "made.nq"))
        with EmbeddedStore(database) as store:
            found = same(store, store.graph_names())
            assert found.subjects > 900
            assert found.odd < found.subjects / 10
            texts.append(found.text)
    assert texts[0] == texts[1]


ODD = [
    ('id:a csto:note "a\\u0085b" .', "a character that cannot be seen"),
    ("<https://w3id.org/csto-kg/id/a:b> csto:note 1 .", "a colon in the name of a subject"),
    ("<https://w3id.org/csto-kg/id/> csto:note 1 .", "a namespace as a subject"),
    ("id:a csto:note id: .", "a namespace as an object"),
    ("id:a csto:note id:a:b .", "a colon in a name"),
    ("id:a csto:note id:b , id:a:b .", "a colon in one of several names"),
    ("id:a csto:note id:ё .", "a letter that Notation leaves alone"),
    ("id:a csto:note id:a\\/b .", "a name with an escape"),
    ("id:a\\/b csto:note 1 .", "a subject with an escape"),
    ("id:a id:a\\/b 1 .", "a predicate with an escape"),
    ("id:a csto:note 1 ; id:a:b 1 .", "a colon in the name of a predicate"),
    ('id:a csto:note "x"^^id:ё .', "such a datatype"),
    ('id:a csto:note "x"^^id:type .', "another datatype than one of XML Schema"),
    ('id:a csto:note "x^^xsd:date" .', "what looks like a datatype"),
    ("id:a csto:note 1 , 2 .", "several numbers"),
    ("id:a csto:note true , id:b .", "a boolean among others"),
    (f"id:a csto:note +{'1' * 30} .", "a number with a sign that says nothing"),
    (f"id:a csto:note {'1' * 30}.50 .", "a number with a zero that says nothing"),
    (f"id:a csto:note 00{'1' * 30} .", "a number with zeros before it that say nothing"),
    ("id:a csto:note 1 . id:b csto:note 1 . id:a csto:value 2 .", "a subject that comes again"),
    ("id:a csto:note id:b ; csto:value 2 ; csto:note id:c .", "a predicate that comes again"),
]  # fmt: skip


@pytest.mark.parametrize("text", [text for text, _ in ODD], ids=[name for _, name in ODD])
def test_what_is_odd(text: str) -> None:
    with turtle(text) as store:
        assert same(store, [A]).odd == 1


PLAIN = [
    'id:a csto:note "a \\"b\\" , \\"\\n\\t\\\\" , "\\"" , "c\\\\" ; csto:value "\\\\"@en .',
    'id:a csto:note "\\"^^xsd:date x" , "\\"^^<x:y>" , "1\\""^^xsd:date , "x"^^<urn:x:y> .',
    'id:a csto:note "Claim: an Armenian, id:a , and id:b . No ; yes" , "6" ; csto:value 6 .',
    'id:a csto:note "Ё “quoted” 🚢"@ru ; csto:date "2018-11-02"^^xsd:date ; csto:value 1.5 .',
    "<urn:x:y> <urn:x:p> <urn:x:o> , id:a ; rdfs:label true .",
    'id:a csto:note "x"^^<urn:x:type> .',
    'id:a csto:note " owl:Class " .',
    "id:a csto:note <urn:x:o> .",
    'id:a csto:note "x"@en , "x" , "x"@de .',
    "id:a.b csto:note id:c.d-e_f , id:c.d .",
]


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_not_odd(text: str) -> None:
    with turtle(text) as store:
        assert same(store, [A]).odd == 0


@pytest.mark.parametrize(
    "text",
    ['" owl:Class "', '"^^xsd:date x"', '"\\"^^xsd:date x"', '"x"^^<x:y>', "schema:ё", "void:a:b"],
)
def test_only_prefixes_that_are_used_are_declared(text: str) -> None:
    with turtle(f"id:a csto:note {text} .") as store:
        found = same(store, [A]).text
    assert [line.split()[1] for line in found.split("\n") if line[:1] == "@"] == ["csto:", "id:"]


def test_graphs_that_share_subjects_and_triples() -> None:
    first = 'id:a a csto:Person ; csto:note "x" . id:b csto:note "y" .'
    with turtle(first, 'id:a csto:note "x" , "z" . id:c csto:note "y" .') as store:
        found = same(store, [A, B])
        assert (found.subjects, found.odd) == (3, 1)
        assert '\nid:a a csto:Person ;\n    csto:note "x" , "z" ;\n    .\n' in found.text
        assert same(store, [A]).odd == same(store, [B]).odd == 0


def test_graphs_stand_in_natural_order() -> None:
    names = [GRAPH + "p10", GRAPH + "p2"]
    quads = [ox.Quad(thing("a"), NOTE, ox.Literal("x"), ox.NamedNode(name)) for name in names]
    with stored(quads) as store:
        same(store, names)
        found = rearranged_trig(store, names)
    assert found is not None
    assert [line for line in found.text.split("\n") if line.endswith("{")] == [
        "graph:p2 {",
        "graph:p10 {",
    ]


def test_of_several_types_the_first_in_reading_order_counts() -> None:
    # Both ways round: one of the two types stands first in the engine's text.
    for names in (["Person", "Event", "Tenure"], ["Tenure", "Event", "Person"]):
        with turtle("id:a a csto:Event . id:b a csto:Person , csto:Tenure .") as store:
            found = same(store, [A], [CSTO + name for name in names])
        assert found.odd == 0
        assert found.text.split("\n\n", 1)[1] == (
            "id:b a csto:Person , csto:Tenure ;\n    .\n\nid:a a csto:Event ;\n    .\n"
        )


def test_one_text_in_several_datatypes_is_sorted_by_their_full_names() -> None:
    with turtle('id:a csto:note "x"^^<urn:x:y> , "x"^^xsd:date , "x"^^<ftp:y> , "x" .') as store:
        found = same(store, [A])
    assert found.odd == 0
    assert found.text.endswith(
        'id:a csto:note "x" , "x"^^<ftp:y> , "x"^^xsd:date , "x"^^<urn:x:y> ;\n    .\n'
    )


def test_nothing() -> None:
    with turtle("id:a csto:note 1 .") as store:
        assert same(store, [B]) == ("", 0, 0)
        assert same(store, []) == ("", 0, 0)


@pytest.mark.parametrize(
    "text", ["id:a csto:note [] .", "[] csto:note 1 .", "id:a csto:note 1 , ( 1 2 ) ."]
)
def test_blank_nodes_are_left_to_the_usual_writer(text: str) -> None:
    with turtle("id:b csto:note 2 .", text) as store:
        for name, sooner in SOONER.items():
            assert sooner(store, [A, B], KINDS) is None
            assert sooner(store, [A], KINDS) is not None
            lines = (stored_triples if name == "turtle" else stored_statements)(store, [A, B])
            usual = formats.WRITERS[name](lines, PREFIXES, KINDS)
            assert formats.export(store, [A, B], name, KINDS) == usual


@pytest.mark.parametrize(
    "text", ['id:a csto:note "x"@en--ltr .', "id:a csto:note <<( id:a id:b 1 )>> ."]
)
def test_rdf_1_2_is_left_to_the_usual_writer(text: str) -> None:
    with turtle(text) as store:
        assert rearranged_turtle(store, [A]) is rearranged_trig(store, [A]) is None
        with pytest.raises(EnvironmentFailure, match=r"id:a has .*RDF 1\.2"):
            formats.export(store, [A], "turtle")


def test_literals_as_they_came_in_are_left_to_the_usual_writer() -> None:
    with turtle("id:a csto:note 1 .") as store:
        form = ox.Literal("01", datatype=ox.NamedNode(XSD + "integer"))
        add(store, [ox.Quad(thing("b"), NOTE, form, ox.NamedNode(B))])
        for name, sooner in SOONER.items():
            assert sooner(store, [A, B]) is sooner(store, [A]) is None
            text = formats.export(store, [A, B], name)
            assert 'id:b csto:note "01"^^xsd:integer ;\n' in text


class Elsewhere(Store):
    """A store whose database is out of reach."""

    def __init__(self, quads: Sequence[ox.Quad]) -> None:
        self._quads = quads

    def query(self, text: str, source: str = "<query>", *, also: Collection[str] = ()) -> Answer:
        raise NotImplementedError

    def graph_names(self, *, internal: bool = False) -> list[str]:
        raise NotImplementedError

    def quads(self, graph: str | None = None) -> Iterator[ox.Quad]:
        return iter([quad for quad in self._quads if quad.graph_name.value == graph])

    def close(self) -> None:
        pass


def test_a_store_that_is_not_embedded_is_left_to_the_usual_writer() -> None:
    with turtle('id:a csto:note "x" , "y" .', "id:b csto:note id:a .") as store:
        elsewhere = Elsewhere(list(store.quads()))
        for name, sooner in SOONER.items():
            assert sooner(elsewhere, [A, B]) is None
            usual = formats.export(elsewhere, [A, B], name)
            assert usual == formats.export(store, [A, B], name) == sooner(store, [A, B]).text


def test_namespaces_are_as_the_writers_take_them_to_be() -> None:
    for one, other in itertools.permutations(set(PREFIXES.values()), 2):
        assert not one.startswith(other)
    assert all(namespace.endswith(("/", "#")) for namespace in PREFIXES.values())
    assert all(prefix.isascii() and prefix.isalpha() and prefix.islower() for prefix in PREFIXES)
