"""The test suite of the W3C for SHACL: read from its manifests, reports compared as graphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import rdflib
from rdflib.compare import graph_diff, to_isomorphic

from csto_kg.shacl.graph.shapes_graph import ShapesGraph
from csto_kg.shacl.rdflib_terms import in_rdflib
from csto_kg.shacl.result import SH, Term

_MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
_SHT = "http://www.w3.org/ns/shacl-test#"


@dataclass(frozen=True)
class Case:
    """A test: its name, data and shapes; the expected report, or None for a failure."""

    name: str
    data: tuple[ox.Triple, ...]
    shapes: tuple[ox.Triple, ...]
    expected: rdflib.Graph | None


def cases(suite: Path) -> list[Case]:
    """All tests of a suite: by the manifests from its root, and those that these forget."""
    files = [path.resolve() for path in _files(suite / "manifest.ttl")]
    others = [path for path in sorted(suite.rglob("*.ttl")) if path.resolve() not in files]
    return [case for file in (*files, *others) for case in _cases(file, suite)]


def _files(manifest: Path) -> list[Path]:
    graph = ShapesGraph(read(manifest))
    found = [manifest] if any(p == _MF + "entries" for s in graph.subjects()
                              for p in graph.properties(s)) else []  # fmt: skip
    for subject in graph.subjects():
        for included in graph.objects(subject, _MF + "include"):
            found += _files(Path(included.value.removeprefix("file://")))
    return found


def read(path: Path) -> list[ox.Triple]:
    """A file's triples; relative IRIs are resolved against its path."""
    parsed = ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=path.as_uri())
    return [quad.triple for quad in parsed]


def _cases(file: Path, suite: Path) -> list[Case]:
    triples = read(file)
    graph = ShapesGraph(triples)
    found = []
    for subject in graph.subjects():
        for entries in graph.objects(subject, _MF + "entries"):
            for test in graph.members(entries) or []:
                found.append(_case(graph, test, triples, file, suite))
    return found


def _case(
    graph: ShapesGraph, test: Term, triples: list[ox.Triple], file: Path, suite: Path
) -> Case:
    action = _one(graph, test, _MF + "action")
    graphs = []
    for kind in ("dataGraph", "shapesGraph"):
        other = Path(_one(graph, action, _SHT + kind).value.removeprefix("file://"))
        graphs.append(tuple(triples if other == file else read(other)))
    result = _one(graph, test, _MF + "result")
    name = f"{file.relative_to(suite).parent}/{test.value.rsplit('/', 1)[1]}"
    if result == ox.NamedNode(_SHT + "Failure"):
        return Case(name, graphs[0], graphs[1], None)
    return Case(name, graphs[0], graphs[1], as_report(_in_rdflib(triples), in_rdflib(result)))


def _one(graph: ShapesGraph, subject: Term, predicate: str) -> Term:
    (value,) = graph.objects(subject, predicate)
    return value


def _in_rdflib(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    graph = rdflib.Graph()
    for triple in triples:
        graph.add(tuple(map(in_rdflib, triple)))
    return graph


_OF_REPORT = [rdflib.URIRef(SH + name) for name in ("conforms", "result")]
_OF_RESULT = [
    rdflib.URIRef(SH + name)
    for name in (
        "focusNode", "resultPath", "value", "resultSeverity", "sourceConstraint",
        "sourceConstraintComponent", "sourceShape", "resultMessage",
    )
]  # fmt: skip


def as_report(graph: rdflib.Graph, report: rdflib.term.Node) -> rdflib.Graph:
    """What the suite compares: the report, its results, and their paths."""
    found = rdflib.Graph()
    kind = rdflib.RDF.type
    for triple in graph.triples((report, None, None)):
        if triple[1] in (*_OF_REPORT, kind):
            found.add(triple)
    for result in graph.objects(report, rdflib.URIRef(SH + "result")):
        for triple in graph.triples((result, None, None)):
            if triple[1] in (*_OF_RESULT, kind):
                found.add(triple)
            if triple[1] == rdflib.URIRef(SH + "resultPath"):
                for each in _below(graph, triple[2]):
                    found.add(each)
    return found


def _below(graph: rdflib.Graph, node: rdflib.term.Node) -> Iterator[tuple[rdflib.term.Node, ...]]:
    """What makes up a path."""
    if isinstance(node, rdflib.BNode):
        for triple in graph.triples((node, None, None)):
            yield triple
            yield from _below(graph, triple[2])


def compared(graph: rdflib.Graph, expected: rdflib.Graph) -> list[str]:
    """What differs between a report and that of the suite, which may leave out messages."""
    (report,) = graph.subjects(rdflib.RDF.type, rdflib.URIRef(SH + "ValidationReport"))
    found = as_report(graph, report)
    message = rdflib.URIRef(SH + "resultMessage")
    if (None, message, None) not in expected:
        found.remove((None, message, None))
    if to_isomorphic(found) == to_isomorphic(expected):
        return []
    _, missing, extra = graph_diff(expected, found)
    lines = [("missing", missing), ("not expected", extra)]
    return [f"{word}: {' '.join(map(str, triple))}" for word, part in lines for triple in part]
