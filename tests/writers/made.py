"""Made-up statements with everything that is hard to write, and what two of them have in common."""

from __future__ import annotations

import pyoxigraph as ox
from hypothesis import strategies as st

from csto_kg.terms import CSTO, ID, RDF, XSD

LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
NOTE = ox.NamedNode(CSTO + "note")
TYPE = ox.NamedNode(RDF + "type")


def thing(name: str) -> ox.NamedNode:
    """An individual of ours."""
    return ox.NamedNode(ID + name)


def canonical(quads: object) -> ox.Dataset:
    """Quads that can be compared whatever their blank nodes are called."""
    dataset = ox.Dataset(quads)  # type: ignore[arg-type]
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


CHARACTERS = st.characters(exclude_categories=["Cs"])
IRIS = st.one_of(
    st.sampled_from([thing("a"), thing("b.c"), thing("1-2"), NOTE, LABEL, TYPE]),
    st.text(st.sampled_from("abz019._-~!$&'()*+,;=:@/?#ёéπ中"), max_size=8)
    .filter(lambda text: "#" not in text[text.find("#") + 1 :] or text.count("#") < 2)
    .map(lambda text: ox.NamedNode(ID + text)),
)
DATATYPES = st.sampled_from(
    [XSD + name for name in ("string", "integer", "decimal", "boolean", "double", "date", "gYear")]
    + [ID + "type"]
)
LITERALS = st.one_of(
    st.text(CHARACTERS).map(ox.Literal),
    st.builds(
        lambda text, tag: ox.Literal(text, language=tag),
        st.text(CHARACTERS),
        st.sampled_from(["en", "ru-latn", "x-y"]),
    ),
    st.builds(
        lambda text, kind: ox.Literal(text, datatype=ox.NamedNode(kind)),
        st.one_of(
            st.from_regex(r"[+-]?[0-9]{0,3}\.?[0-9]{0,3}(e[0-9])?", fullmatch=True),
            st.sampled_from(["true", "false", "1", "TRUE", "2018-11-02", ""]),
            st.text(CHARACTERS, max_size=4),
        ),
        DATATYPES,
    ),
)
BLANKS = st.sampled_from([ox.BlankNode(f"b{n}") for n in range(6)])
PREDICATES = st.one_of(
    IRIS, st.sampled_from([ox.NamedNode(RDF + "first"), ox.NamedNode(RDF + "rest")])
)
QUADS = st.lists(
    st.builds(
        ox.Quad,
        st.one_of(IRIS, BLANKS),
        PREDICATES,
        st.one_of(IRIS, LITERALS, BLANKS, st.just(ox.NamedNode(RDF + "nil"))),
    ),
    max_size=14,
)
DATASETS = st.lists(
    st.builds(
        lambda quad, graph: ox.Quad(quad.subject, quad.predicate, quad.object, graph),
        QUADS.filter(bool).map(lambda quads: quads[0]),
        st.sampled_from([thing("g1"), thing("g2"), ox.NamedNode("urn:g:3")]),
    ),
    max_size=10,
)
