"""``csto_kg.shacl.validate``: what it takes, what it gives, beside pyshacl, and what it refuses."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib.compare import isomorphic

from csto_kg.errors import CstoKgError, InputError, UsageError, error_text
from csto_kg.shacl import validate

SH = rdflib.SH
PREFIXES = """@prefix ex: <http://e/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DATA = (
    PREFIXES
    + """
ex:a a ex:Person ; ex:age 5 , "x"@en . ex:b a ex:Person ; ex:knows ex:a ; ex:age 3 .
"""
)
SHAPES = (
    PREFIXES
    + """
ex:S a sh:NodeShape ; sh:targetClass ex:Person ; sh:property ex:Age , ex:Known ; sh:sparql ex:Q .
ex:Age sh:path ex:age ; sh:datatype xsd:integer ; sh:message "no age" .
ex:Known sh:path [ sh:inversePath ex:knows ] ; sh:minCount 1 ; sh:severity sh:Warning ;
    sh:message "unknown" .
ex:Q sh:message "young" ; sh:select "SELECT $this ?value { $this <http://e/age> ?value
    FILTER (?value < 4) }" .
""".replace("?value\n    FILTER", "?value FILTER")
)
INFO = (
    PREFIXES
    + """
ex:I sh:targetNode ex:a ; sh:path ex:name ; sh:minCount 1 ; sh:severity sh:Info .
"""
)


def _rdflib(text: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=text, format="turtle")


def _store(text: str) -> ox.Store:
    store = ox.Store()
    store.load(text.encode(), format=ox.RdfFormat.TURTLE)
    return store


def _named(text: str) -> ox.Store:
    store = ox.Store()
    store.load(text.encode(), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("http://e/g"))
    return store


def _rdflib_dataset(text: str) -> rdflib.Dataset:
    dataset = rdflib.Dataset()
    dataset.graph(rdflib.URIRef("http://e/g")).parse(data=text, format="turtle")
    return dataset


def test_the_report_is_that_of_pyshacl() -> None:
    conforms, report, text = validate(DATA, shacl_graph=SHAPES)
    assert isinstance(report, rdflib.Graph)
    theirs = pyshacl.validate(_rdflib(DATA), shacl_graph=_rdflib(SHAPES))[1]
    assert isinstance(theirs, rdflib.Graph)
    assert conforms is False
    assert isomorphic(report, theirs)
    assert (
        text
        == """\
Validation Report
Conforms: False
Results (3):
Constraint Violation in DatatypeConstraintComponent (http://www.w3.org/ns/shacl#DatatypeConstraintComponent):
	Severity: sh:Violation
	Source Shape: <http://e/Age>
	Focus Node: <http://e/a>
	Value Node: "x"@en
	Result Path: <http://e/age>
	Message: no age
Constraint Violation in SPARQLConstraintComponent (http://www.w3.org/ns/shacl#SPARQLConstraintComponent):
	Severity: sh:Violation
	Source Shape: <http://e/S>
	Focus Node: <http://e/b>
	Value Node: "3"^^<http://www.w3.org/2001/XMLSchema#integer>
	Source Constraint: <http://e/Q>
	Message: young
Validation Result in MinCountConstraintComponent (http://www.w3.org/ns/shacl#MinCountConstraintComponent):
	Severity: sh:Warning
	Source Shape: <http://e/Known>
	Focus Node: <http://e/b>
	Result Path: ^<http://e/knows>
	Message: unknown
"""
    )


KINDS = [
    *("text", "bytes", "stream", "path", "Path", "uri", "list", "rdflib", "rdflib dataset"),
    *("Store", "Store, named", "Dataset"),
]


@pytest.mark.parametrize("kind", KINDS)
def test_graphs_of_any_kind(kind: str, tmp_path: Path) -> None:
    def as_kind(text: str, name: str) -> Any:
        path = tmp_path / f"{name}.ttl"
        path.write_text(text)
        head, *parts = text.split("\nex:")
        return {
            "text": text,
            "bytes": text.encode(),
            "stream": io.BytesIO(text.encode()),
            "path": str(path),
            "Path": path,
            "uri": path.as_uri(),
            "list": [f"{head}\nex:{part}" for part in parts],
            "rdflib": _rdflib(text),
            "rdflib dataset": _rdflib_dataset(text),
            "Store": _store(text),
            "Store, named": _named(text),
            "Dataset": ox.Dataset(_store(text)),
        }[kind]

    conforms, report, _ = validate(as_kind(DATA, "data"), shacl_graph=as_kind(SHAPES, "shapes"))
    expected = validate(DATA, shacl_graph=SHAPES)[1]
    assert conforms is False
    assert isinstance(report, rdflib.Graph)
    assert isinstance(expected, rdflib.Graph)
    assert isomorphic(report, expected)
    assert len(list(report.objects(None, SH.result))) == 3


@pytest.mark.parametrize("made", [str, _rdflib])
def test_literals_are_given_back_as_they_were_written(made: Any) -> None:
    data = PREFIXES + 'ex:a ex:age "x"@en-GB , "01"^^xsd:integer , "1"^^xsd:byte .'
    shapes = PREFIXES + "ex:S sh:targetNode ex:a ; sh:path ex:age ; sh:nodeKind sh:IRI ."
    report = validate(made(data), shacl_graph=shapes)[1]
    assert isinstance(report, rdflib.Graph)
    found = {(str(value), value.language) for value in report.objects(None, SH.value)}  # type: ignore[attr-defined]
    one = "01" if made is str else "1"  # rdflib writes it anew when it reads
    assert found == {("x", "en-GB"), (one, None), ("1", None)}
    assert len(list(report.objects(None, SH.value))) == 3


def test_shapes_may_be_in_the_data() -> None:
    assert validate(DATA + SHAPES.removeprefix(PREFIXES))[0] is False
    assert validate(DATA)[0] is True


def test_an_ontology_is_data_too() -> None:
    data = PREFIXES + "ex:a a ex:Child ."
    shapes = PREFIXES + "ex:S sh:targetClass ex:Person ; sh:path ex:age ; sh:minCount 1 ."
    more = (
        PREFIXES
        + """@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        ex:Child rdfs:subClassOf ex:Person ."""
    )
    assert validate(data, shacl_graph=shapes)[0] is True
    assert validate(data, shacl_graph=shapes, ont_graph=more)[0] is False
    assert validate(_store(data), shacl_graph=shapes, ont_graph=_rdflib(more))[0] is False


@pytest.mark.parametrize(
    ("shapes", "options", "conforms", "count"),
    [
        (SHAPES, {}, False, 3),
        (SHAPES, {"abort_on_first": True}, False, 1),
        (SHAPES, {"engine": "pyshacl"}, False, 3),
        (INFO, {}, False, 1),
        (INFO, {"allow_infos": True}, True, 1),
        (INFO, {"allow_warnings": True}, True, 1),
        (INFO.replace("sh:Info", "sh:Warning"), {"allow_infos": True}, False, 1),
        (INFO.replace("sh:Info", "sh:Warning"), {"allow_warnings": True}, True, 1),
        (INFO.replace("sh:Info", "sh:Warning"),
         {"allow_warnings": True, "abort_on_first": True}, True, 1),
        (INFO.replace("sh:Info", "ex:Own"), {"allow_warnings": True}, False, 1),
        (SHAPES, {"inference": "none", "debug": True, "meta_shacl": True, "inplace": True,
                  "advanced": True, "js": False, "do_owl_imports": False}, False, 3),
    ],
)  # fmt: skip
def test_options(shapes: str, options: dict[str, Any], conforms: bool, count: int) -> None:
    found, report, _ = validate(DATA, shacl_graph=shapes, **options)
    assert isinstance(report, rdflib.Graph)
    (said,) = report.objects(None, SH.conforms)
    assert found is conforms is said.toPython()
    assert len(list(report.objects(None, SH.result))) == count


def test_a_report_as_text_of_rdf() -> None:
    written = validate(DATA, shacl_graph=SHAPES, serialize_report_graph="ttl")[1]
    assert isinstance(written, bytes)
    again = rdflib.Graph().parse(data=written, format="turtle")
    report = validate(DATA, shacl_graph=SHAPES)[1]
    assert isinstance(report, rdflib.Graph)
    assert isomorphic(again, report)


def test_a_shape_without_a_name_is_described_in_the_report() -> None:
    shapes = _rdflib(
        PREFIXES
        + """[] sh:targetNode ex:a ; sh:property
        [ sh:path ( ex:p [ sh:inversePath ex:q ] ) ; sh:minCount 1 ; sh:message "m" ] ."""
    )
    report = validate(DATA, shacl_graph=shapes)[1]
    assert isinstance(report, rdflib.Graph)
    (shape,) = report.objects(None, SH.sourceShape)
    assert str(report.value(shape, SH.message)) == "m"
    assert (None, SH.property, shape) in shapes  # the caller's own node
    theirs = pyshacl.validate(_rdflib(DATA), shacl_graph=shapes)[1]
    assert isinstance(theirs, rdflib.Graph)
    assert isomorphic(report, theirs)


def test_blank_nodes_are_those_of_the_caller() -> None:
    data, node = rdflib.Graph(), rdflib.BNode("report")
    data.add((node, rdflib.RDF.type, rdflib.URIRef("http://e/Person")))
    shapes = PREFIXES + "ex:S sh:targetClass ex:Person ; sh:path ex:age ; sh:minCount 1 ."
    report = validate(data, shacl_graph=shapes)[1]
    assert isinstance(report, rdflib.Graph)
    assert list(report.objects(None, SH.focusNode)) == [node]
    assert len(list(report.subjects(SH.conforms, None))) == 1
    assert (node, SH.conforms, None) not in report


@pytest.mark.parametrize(
    ("arguments", "kind", "said"),
    [
        ({"inference": "rdfs"}, UsageError, "inference='rdfs' is not supported"),
        ({"js": True}, UsageError, "js=True is not supported"),
        ({"do_owl_imports": True}, UsageError, "do_owl_imports=True is not supported"),
        ({"focus_nodes": ["http://e/a"]}, UsageError, "focus_nodes="),
        ({"max_validation_depth": 30}, UsageError, "max_validation_depth=30"),
        ({"sparql_mode": True}, UsageError, "sparql_mode=True"),
        ({"engine": "x"}, UsageError, 'there is no engine "x"'),
        ({"shacl_graph_format": "x"}, UsageError, 'there is no RDF format "x"'),
        ({"shacl_graph": "https://e/shapes.ttl"}, UsageError, "would be fetched"),
        ({"shacl_graph": 5}, UsageError, "int is no graph"),
        ({"shacl_graph": "nothing.ttl"}, InputError, "there is no such file"),
        ({"shacl_graph": "@prefix ex: <"}, InputError, "<text>"),
        ({"shacl_graph": ""}, InputError, "empty"),
        (
            {"advanced": True, "shacl_graph": PREFIXES + "ex:S sh:rule ex:r ."},
            UsageError,
            "advanced=True would run the rules",
        ),
        (
            {"shacl_graph": PREFIXES + 'ex:S sh:targetNode ex:a ; sh:minLength "x" .'},
            InputError,
            "sh:minLength takes a whole number from 0",
        ),
    ],
)
def test_what_is_refused(arguments: dict[str, Any], kind: type[CstoKgError], said: str) -> None:
    with pytest.raises(kind) as caught:
        validate(DATA, **{"shacl_graph": SHAPES, **arguments})
    assert said in error_text(caught.value)


def test_an_option_that_there_is_not() -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'shapes'"):
        validate(DATA, shapes=SHAPES)


def test_terms_that_rdf_does_not_have() -> None:
    graph = rdflib.Graph()
    graph.add((rdflib.URIRef("no iri"), rdflib.RDF.type, rdflib.URIRef("http://e/Person")))
    with pytest.raises(InputError, match="'no iri', which is no term"):
        validate(graph, shacl_graph=SHAPES)
    graph = rdflib.Graph()
    graph.add((rdflib.Literal("x"), rdflib.RDF.type, rdflib.URIRef("http://e/Person")))
    with pytest.raises(InputError, match="no triple of RDF"):
        validate(graph, shacl_graph=SHAPES)


@pytest.mark.parametrize("made", [ox.Store, ox.Dataset])
def test_triples_about_triples_are_refused(made: Any) -> None:
    name = ox.NamedNode("http://e/a")
    graph = made()
    graph.add(ox.Quad(name, name, ox.Triple(name, name, name)))
    with pytest.raises(InputError, match="triples about triples"):
        validate(graph, shacl_graph=SHAPES)
    with pytest.raises(InputError, match="triples about triples"):
        validate(DATA, shacl_graph=graph)


def test_a_store_is_not_changed_and_not_copied() -> None:
    store = _store(DATA)
    before = set(store)
    validate(store, shacl_graph=SHAPES)
    assert set(store) == before


def test_the_room_is_cheap_to_enter() -> None:
    program = (
        "import sys, csto_kg.shacl; print({'rdflib', 'pyshacl', 'pyoxigraph'} & {*sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"
