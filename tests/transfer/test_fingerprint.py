"""When two graphs are the same, and how it is said that they are not."""

from __future__ import annotations

import hashlib

import pyoxigraph as ox
import pytest

from csto_kg.transfer.fingerprint import Fingerprint, difference, fingerprint

PREFIX = "@prefix : <http://e.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"


def _of(turtle: str, graph: str | None = None) -> Fingerprint:
    quads = ox.parse(PREFIX + turtle, format=ox.RdfFormat.TURTLE)
    name = ox.NamedNode(graph) if graph else ox.DefaultGraph()
    return fingerprint(ox.Quad(q.subject, q.predicate, q.object, name) for q in quads)


def test_it_is_the_hash_of_the_sorted_n_quads() -> None:
    found = _of(":b :p 'x' . :a :p :c .", "http://e.org/graph")
    lines = (
        "<http://e.org/a> <http://e.org/p> <http://e.org/c> .\n"
        '<http://e.org/b> <http://e.org/p> "x" .\n'
    )
    assert found.sha256 == hashlib.sha256(lines.encode()).hexdigest()
    assert found.triples == 2
    assert _of("").triples == 0


def test_names_of_blank_nodes_and_graphs_do_not_count() -> None:
    one = _of(":a :p _:x . _:x :p _:y . _:y :q 1 .", "http://e.org/one")
    assert one == _of("_:y :p _:a . _:a :q 1 . :a :p _:y .", "http://e.org/two")
    assert one != _of(":a :p _:x . _:x :p _:x . _:x :q 1 .")


@pytest.mark.parametrize(
    ("sent", "back", "said"),
    [
        (":a :p 1 .", ":a :p 1 .", None),
        (":a :p :b , :c .", ":a :p :b .", "1 triples are missing and 0 were added"),
        (":a :p :b .", ":a :p :b , 'x' .", "0 triples are missing and 1 were added"),
        (":a :p :b .", ":a :p 'b' .", "1 triples are missing and 1 were added"),
        (":a :p '1' .", ":b :p '1' .", "1 triples are missing and 1 were added"),
        (":a :p 1 .", ":a :p 1 , 2 .", "0 triples are missing and 1 were added"),
        (":a :p 3 .", ":a :p 1 , 2 .", "1 triples are missing and 2 were added"),
        (":a :p 3 .", ":a :p 1 .", "1 triples are missing and 1 were added"),
        (":a :p '01'^^:d .", ":a :p '1'^^:d , 2 .", "1 triples are missing and 2 were added"),
        (
            ":a :p 'P12M'^^xsd:duration .",
            ":a :p 'P1Y'^^xsd:duration .",
            "the form of 1 literals was changed: "
            '"P12M"^^<http://www.w3.org/2001/XMLSchema#duration> came back as '
            '"P1Y"^^<http://www.w3.org/2001/XMLSchema#duration>',
        ),
        (
            ":a :p '1'^^xsd:boolean . :b :p '1.50'^^:d .",
            ":a :p true . :b :p '1.5'^^:d .",
            "the form of 2 literals was changed: "
            '"1"^^<http://www.w3.org/2001/XMLSchema#boolean> came back as '
            '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>, '
            '"1.50"^^<http://e.org/d> came back as "1.5"^^<http://e.org/d>',
        ),
        # Two forms of one value fall into one triple.
        (
            ":a :p '1'^^:d , '01'^^:d .",
            ":a :p '+1'^^:d .",
            "the form of 2 literals was changed: "
            '"01"^^<http://e.org/d> came back as "+1"^^<http://e.org/d>, '
            '"1"^^<http://e.org/d> came back as "+1"^^<http://e.org/d>',
        ),
        (
            ":a :p [ :q '01'^^:d ] .",
            ":a :p [ :q '1'^^:d ] .",
            "the form of 1 literals was changed: "
            '"01"^^<http://e.org/d> came back as "1"^^<http://e.org/d>',
        ),
    ],
)
def test_differences_are_named(sent: str, back: str, said: str | None) -> None:
    found = difference(_of(sent), _of(back))
    assert (None if found is None else str(found)) == said
