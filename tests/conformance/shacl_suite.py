"""The test suite of the W3C for SHACL: read from its manifests, compared result by result."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from csto_kg.shacl.graph.paths import path_text, read_path
from csto_kg.shacl.graph.shapes_graph import ShapesGraph
from csto_kg.shacl.result import SH, Term, ValidationResult

_MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
_SHT = "http://www.w3.org/ns/shacl-test#"


@dataclass(frozen=True)
class Case:
    """A test: its name, data and shapes; the expected results, or None for a failure."""

    name: str
    data: tuple[ox.Triple, ...]
    shapes: tuple[ox.Triple, ...]
    expected: Counter[tuple[str, ...]] | None


def cases(suite: Path) -> list[Case]:
    """All tests of a suite, by the manifests from its root."""
    return [case for file in _files(suite / "manifest.ttl") for case in _cases(file, suite)]


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
    expected = Counter(_expected(graph, r) for r in graph.objects(result, SH + "result"))
    conforms = _one(graph, result, SH + "conforms").value
    assert (conforms == "true") == (not expected), name
    return Case(name, graphs[0], graphs[1], expected)


def _one(graph: ShapesGraph, subject: Term, predicate: str) -> Term:
    (value,) = graph.objects(subject, predicate)
    return value


def _expected(graph: ShapesGraph, result: Term) -> tuple[str, ...]:
    def term(name: str) -> Term | None:
        return graph.value(result, SH + name)

    path = term("resultPath")
    return (
        _blind(term("focusNode")),
        "" if path is None else path_text(read_path(graph, path)),
        _blind(term("value")),
        _blind(term("resultSeverity")),
        _blind(term("sourceConstraintComponent")),
        _blind(term("sourceShape")),
        _blind(term("sourceConstraint")),
        _blind(term("resultMessage")),
    )


def seen(result: ValidationResult) -> tuple[str, ...]:
    """A result of ours as the suite writes it."""
    severity = result.custom_severity or result.severity.iri
    message = ox.Literal(result.message, language=result.language) if result.language else (
        ox.Literal(result.message))  # fmt: skip
    return (
        _blind(result.focus),
        result.path or "",
        _blind(result.value),
        _blind(ox.NamedNode(severity)),
        _blind(ox.NamedNode(result.component)),
        "blank" if result.shape.startswith("_:") else f"<{result.shape}>",
        "" if result.constraint is None else
        ("blank" if result.constraint.startswith("_:") else f"<{result.constraint}>"),
        str(message),
    )  # fmt: skip


def compared(results: list[ValidationResult], expected: Counter[tuple[str, ...]]) -> list[str]:
    """What differs; a message counts where the suite gives one."""
    found = Counter(map(seen, results))
    extra = _bare(found) - _bare(expected)
    missing = _bare(expected) - _bare(found)
    differing = [f"not expected: {result}" for result in extra]
    differing += [f"missing: {result}" for result in missing]
    worded = [result for result in expected if result[-1] and result not in found]
    return differing + [f"in other words: {result}" for result in worded]


def _bare(results: Counter[tuple[str, ...]]) -> Counter[tuple[str, ...]]:
    """Results without their messages."""
    found: Counter[tuple[str, ...]] = Counter()
    for result, count in results.items():
        found[result[:-1]] += count
    return found


def _blind(term: Term | None) -> str:
    """A term as text; blank nodes have no names that could be compared."""
    if term is None:
        return ""
    return "blank" if isinstance(term, ox.BlankNode) else str(term)
