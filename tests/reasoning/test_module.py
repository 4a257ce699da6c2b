"""What a reasoner gets to see: everything but literals that OWL 2 has no datatype for."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from csto_kg.reasoning.module import module_of
from tests.graph.facts import triples_of

EX = "https://example.org/"
XSD = "http://www.w3.org/2001/XMLSchema#"


def write(path: Path, text: str) -> Path:
    path.write_text(f"@prefix : <{EX}> . @prefix xsd: <{XSD}> .\n{text}", encoding="utf-8")
    return path


def test_dates_are_left_out_and_counted(tmp_path: Path) -> None:
    file = write(
        tmp_path / "a.ttl",
        """:a :on "2018-11-02"^^xsd:date , "--11-02"^^xsd:gMonthDay , "until 2020" , "x"@en ;
              :by "2019-01-01"^^xsd:date ; :at "2018-11-02T10:00:00Z"^^xsd:dateTime ; :n 1 .""",
    )
    module = module_of(triples_of(file))
    assert module.left_out == {XSD + "date": 2, XSD + "gMonthDay": 1}
    assert len(module.triples) == 4
    left = " ".join(map(str, module.triples))
    assert "2018-11-02T10:00:00Z" in left
    assert "--11-02" not in left


def test_what_two_files_share_stands_once_and_blank_nodes_stay_apart(tmp_path: Path) -> None:
    one = write(tmp_path / "a.ttl", ':a :b :c ; :on "2018"^^xsd:gYear . _:x :b :c .')
    two = write(tmp_path / "b.ttl", ':a :b :c ; :on "2018"^^xsd:gYear . _:x :b :c .')
    module = module_of(triples_of(one, two))
    assert module.left_out == {XSD + "gYear": 1}
    assert len(module.triples) == 3
    assert len({t.subject for t in module.triples}) == 3


def test_graph_names_are_dropped(tmp_path: Path) -> None:
    file = tmp_path / "a.nq"
    file.write_text(f"<{EX}a> <{EX}b> <{EX}c> <{EX}g> .\n", encoding="utf-8")
    module = module_of(triples_of(file))
    assert [t.subject for t in module.triples] == [ox.NamedNode(EX + "a")]


def test_nothing_gives_an_empty_module() -> None:
    module = module_of([])
    assert (module.triples, module.left_out) == ((), {})
