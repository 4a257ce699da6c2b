"""Cutting a graph: what hangs together by blank nodes stays together, and nothing is lost."""

from __future__ import annotations

import pyoxigraph as ox
from hypothesis import given
from hypothesis import strategies as st

from csto_kg.store.embedded.lexical_forms import in_graph
from csto_kg.store.embedded.updates import insertion
from csto_kg.transfer.batches import batches

_P = ox.NamedNode("http://e.org/p")
_NODES = [ox.BlankNode(f"b{n}") for n in range(6)] + [
    ox.NamedNode(f"http://e.org/{n}") for n in range(4)
]
_QUADS = st.lists(
    st.builds(ox.Quad, st.sampled_from(_NODES), st.just(_P), st.sampled_from(_NODES)),
    max_size=30,
    unique=True,
)


@given(_QUADS, st.integers(1, 8))
def test_each_triple_once_and_no_blank_node_in_two_pieces(quads: list[ox.Quad], size: int) -> None:
    pieces = list(batches(quads, size))
    assert sorted(str(q) for piece in pieces for q in piece) == sorted(map(str, quads))
    assert all(len(piece) >= size for piece in pieces[:-1])
    nodes = [
        {t for quad in piece for t in (quad.subject, quad.object) if isinstance(t, ox.BlankNode)}
        for piece in pieces
    ]
    assert sum(map(len, nodes)) == len(set().union(*nodes))


def test_pieces_without_blank_nodes_are_of_the_size_asked_for() -> None:
    quads = [ox.Quad(_P, _P, ox.Literal(n)) for n in range(7)]
    assert [len(piece) for piece in batches(quads, 3)] == [3, 3, 1]
    assert list(batches([], 3)) == []


def test_an_insertion_puts_the_same_terms_into_the_graph() -> None:
    texts = ['q"\\', "line\nend\r\t", "\x01\x7f\u2028", "é\U0001f600", "{}<>'''"]
    triples = [ox.Triple(_P, _P, ox.Literal(text, language="en")) for text in texts]
    store = ox.Store()
    store.update(insertion(in_graph(triples, "http://e.org/g")))
    assert {quad.triple for quad in store} == set(triples)
    assert {str(quad.graph_name) for quad in store} == {"<http://e.org/g>"}
