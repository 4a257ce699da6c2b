"""Facts read from files: exact, each with its place, blank nodes with names that stay."""

from __future__ import annotations

import gzip
import itertools
import json
from collections import Counter
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from csto_kg.errors import InputError
from csto_kg.rdf_files.file import RdfFile
from csto_kg.rdf_files.stable_blank_nodes import stable_names
from csto_kg.rdf_files.staged import Staged, subject_line

if TYPE_CHECKING:
    from pathlib import Path

GRAPH = "x:graph"


def staged(*paths: Path, format_: str | None = None) -> Staged:
    return Staged([RdfFile(str(path), format_) for path in paths], GRAPH)


def lines(facts: Staged) -> list[tuple[str, int | None]]:
    """Each fact's object, and the line on which it stands first."""
    places = facts.places({quad.triple for quad in facts.quads()}, ())
    return [
        (str(quad.object.value), places.triples[quad.triple].line)  # type: ignore[union-attr]
        for quad in facts.quads()
    ]


TURTLE = '''\
@prefix x: <x:> .
# a comment
x:a x:p "1" ;
    x:q "2"@en-GB ,
        "3" .

x:b x:p """4
and more""" .
x:c x:l ( "5"
  "6" ) .
'''


def test_lines_in_turtle(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(TURTLE)
    found = [(value, line) for value, line in lines(staged(path)) if value[:1] in "123456"]
    # A string ends where its tag or type could still follow: "5" on the next line.
    assert found == [("1", 3), ("2", 4), ("3", 5), ("4\nand more", 8), ("5", 10), ("6", 10)]


def test_lines_in_other_formats(tmp_path: Path) -> None:
    (tmp_path / "a.nt").write_text('<x:a> <x:p> "1" .\n\n# no fact\n<x:a> <x:p> "2"@EN .\n')
    (tmp_path / "a.nq").write_text('<x:a> <x:p> "1" .\n<x:a> <x:p> "2" <x:g> .\n')
    (tmp_path / "a.trig").write_text('<x:g> {\n<x:a> <x:p> "1" .\n}\n<x:a> <x:p> "2" .\n')
    (tmp_path / "a.rdf").write_text(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="urn:x:">\n'
        '<rdf:Description rdf:about="urn:a">\n<x:p>1</x:p>\n\n<x:p xml:lang="en-GB">2</x:p>\n'
        "</rdf:Description>\n</rdf:RDF>\n"
    )
    with gzip.open(tmp_path / "b.ttl.gz", "wt") as stream:
        stream.write('\n<x:a> <x:p> "1" ,\n "2" .')
    assert lines(staged(tmp_path / "a.nt")) == [("1", 1), ("2", 4)]
    assert lines(staged(tmp_path / "a.nq")) == [("1", 1), ("2", 2)]
    assert lines(staged(tmp_path / "a.trig")) == [("1", 2), ("2", 4)]
    assert lines(staged(tmp_path / "a.rdf")) == [("1", 3), ("2", 5)]
    assert lines(staged(tmp_path / "b.ttl.gz")) == [("1", 2), ("2", 3)]


def test_lines_in_json_ld_are_those_of_the_subjects(tmp_path: Path) -> None:
    document = {
        "@context": "https://w3id.org/csto-kg/ontology/context.jsonld",
        "@graph": [
            {"@id": "first", "label": "second"},
            {"note": "x", "@id": "id:second"},
            {"@id": "https://w3id.org/csto-kg/id/third", "evidence": {"type": "Citation"}},
        ],
    }
    text = json.dumps(document, indent=1)
    (tmp_path / "a.jsonld").write_text(text)
    facts = staged(tmp_path / "a.jsonld")
    places = facts.places((), {quad.subject for quad in facts.quads()})
    found = {str(node): place.line for node, place in places.subjects.items()}
    rows = text.splitlines()

    def row(words: str) -> int:
        return next(number for number, line in enumerate(rows, 1) if words in line)

    base = "https://w3id.org/csto-kg/id/"
    [blank] = [node for node in found if node.startswith("_:")]
    assert found == {
        f"<{base}first>": row('"@id": "first"'),
        f"<{base}second>": row('"id:second"'),
        f"<{base}third>": row("/third"),
        blank: row("/third"),  # it has no name: where what points to it stands
    }


def test_a_name_is_sought_as_an_id_before_it_is_sought_elsewhere() -> None:
    text = '{"note": "x:a",\n "@id" : "x:a"}\n'
    assert subject_line(text, "x:a") == 2
    assert subject_line('{"x:a": 1}', "x:a") == 1
    assert subject_line("{}", "x:a") is None


def test_literals_are_as_they_are_written(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text('<x:a> <x:p> 01 , 1.50 , "a"@en-GB , "1"^^<x:kind> .')
    assert [str(quad.object) for quad in staged(tmp_path / "a.ttl").quads()] == [
        '"01"^^<http://www.w3.org/2001/XMLSchema#integer>',
        '"1.50"^^<http://www.w3.org/2001/XMLSchema#decimal>',
        '"a"@en-GB',
        '"1"^^<x:kind>',
    ]


def test_blank_nodes_have_the_same_names_each_time_and_in_each_format(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(
        '<x:a> <x:p> [ <x:q> "1" ; <x:r> [ <x:q> "2" ] ] , ( "3" "4" ) , _:loop .\n'
        "_:loop <x:to> _:back . _:back <x:to> _:loop ; <x:q> '5' ."
    )
    first = list(staged(tmp_path / "a.ttl").quads())
    assert list(staged(tmp_path / "a.ttl").quads()) == first
    (tmp_path / "b.nt").write_bytes(
        b"\n".join(
            sorted(
                (ox.serialize([quad.triple], format=ox.RdfFormat.N_TRIPLES) or b"").strip()
                for quad in first
            )
        )
    )
    assert set(staged(tmp_path / "b.nt").quads()) == set(first)


def test_blank_nodes_that_look_alike_stay_apart(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("[] <x:q> '1' . [] <x:q> '1' .")
    (tmp_path / "b.ttl").write_text("_:same <x:q> '1' .")
    (tmp_path / "c.ttl").write_text("_:same <x:q> '2' .")
    facts = staged(tmp_path / "a.ttl", tmp_path / "b.ttl", tmp_path / "c.ttl")
    assert len({quad.subject for quad in facts.quads()}) == 4
    again = staged(tmp_path / "a.ttl", tmp_path / "b.ttl", tmp_path / "c.ttl")
    assert list(facts.quads()) == list(again.quads())
    alone = staged(tmp_path / "b.ttl")
    assert {quad.subject for quad in alone.quads()} < {quad.subject for quad in facts.quads()}


def test_many_blank_nodes_that_look_alike_take_no_long_time() -> None:
    """A canonical form of these would take hours; their order tells them apart."""
    predicate = ox.NamedNode("x:p")
    chain = [ox.BlankNode() for _ in range(20_000)]
    quads = [ox.Quad(a, predicate, b) for a, b in itertools.pairwise(chain)]
    names = stable_names(quads, Counter())
    assert len(set(names.values())) == len(chain)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.ttl", "", "the file is empty; name one with facts"),
        ("a.ttl", "# nothing\n", "there is no triple in it; name a file with facts"),
        ("a.trig", "_:g { <x:a> <x:p> 1 }", "a graph is named by the blank node _:g, which says "
         "nothing elsewhere; name it by an IRI"),
        ("a.json", "{}", "there is no triple in it; name a file with facts"),
    ],
)  # fmt: skip
def test_files_without_facts(tmp_path: Path, name: str, text: str, said: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        staged(path)
    assert str(caught.value) == f"{path}: {said}"


def test_what_is_not_rdf_1_1(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("<x:a> <x:p> 1 .\n<x:a> <x:p> <<( <x:a> <x:p> 1 )>> .")
    with pytest.raises(InputError) as caught:
        staged(path)
    assert str(caught.value) == (
        f"{path}:2:1: there is a triple term, which is RDF 1.2 and not supported; say it in RDF 1.1"
    )


def test_a_file_that_changes_underway(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("<x:a> <x:p> 1 .")
    facts = staged(path)
    path.write_text("<x:a> <x:p> 1 , 2 .")
    said = f"{path}: the file changed while it was read; wait until it is finished, and try again"
    with pytest.raises(InputError) as caught:
        facts.unchanged()
    assert str(caught.value) == said
    with pytest.raises(InputError) as caught:
        facts.places({quad.triple for quad in facts.quads()}, ())
    assert str(caught.value) == said
    path.unlink()
    with pytest.raises(InputError, match="there is no such file"):
        facts.unchanged()
