"""SHACL for any data, from Python: what pyshacl's function of this name takes and gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from csto_kg.errors import UsageError
from csto_kg.rdf_files.file import rdf_files
from csto_kg.shacl.data_graph import DataGraph
from csto_kg.shacl.data_report import DataReport
from csto_kg.shacl.engine import engine as engine_named
from csto_kg.shacl.graph.shapes_graph import ShapesGraph
from csto_kg.shacl.graph_inputs import as_shapes, shapes_graph, triples_of
from csto_kg.shacl.graph_inputs import data_graph as facts_of
from csto_kg.shacl.report_graph import report_triples
from csto_kg.shacl.result import SH, Severity, ValidationResult
from csto_kg.shacl.wellformed.shapes import shapes_of

if TYPE_CHECKING:
    import rdflib

_IDLE = frozenset(("debug", "inplace", "meta_shacl"))
_ONLY: dict[str, tuple[object, ...]] = {
    "inference": (None, "none"),
    "multi_data_graphs_mode": (None, "combine"),
    **dict.fromkeys(("focus_nodes", "max_validation_depth", "use_shapes"), (None,)),
    **dict.fromkeys(
        (
            *("check_dash_result", "check_sht_result", "do_owl_imports", "iterate_rules", "js"),
            "sparql_mode",
        ),
        (None, False),
    ),
}
_HINTS = {
    "inference": "infer before, and give the graph with what follows",
    "do_owl_imports": "give all shapes together, as a list",
}


def validate(
    data_graph: Any,
    *,
    shacl_graph: Any = None,
    ont_graph: Any = None,
    advanced: bool | None = False,
    abort_on_first: bool | None = False,
    allow_infos: bool | None = False,
    allow_warnings: bool | None = False,
    data_graph_format: str | None = None,
    shacl_graph_format: str | None = None,
    ont_graph_format: str | None = None,
    serialize_report_graph: bool | str = False,
    engine: str = "compiled",
    **others: Any,
) -> tuple[bool, rdflib.Graph | bytes, str]:
    """Check data against shapes; return whether they conform, the report as a graph, and as text.

    As ``pyshacl.validate`` in what both support. A graph is one of rdflib, a Store or a Dataset of
    pyoxigraph, a path, or RDF as text or an open file; several stand in a list. Without
    ``shacl_graph``, the shapes are in the data. All triples of ``ont_graph`` are data too.
    ``allow_warnings`` lets infos pass as well. ``abort_on_first`` gives one result, of the gravest.
    ``advanced`` refuses rules, which are not run here. Shapes are checked before, whether
    ``meta_shacl`` is asked for or not; data are never changed. ``owl:imports`` are not followed.

    Raises InputError for graphs that cannot be read and shapes that cannot be evaluated,
    UsageError for an option that is not supported, TypeError for one that there is not.
    """
    _refuse(others)
    more = None if ont_graph is None else triples_of(ont_graph, ont_graph_format)
    facts = facts_of(data_graph, data_graph_format, more)
    graph = (
        ShapesGraph(facts.triples)
        if shacl_graph is None
        else shapes_graph(shacl_graph, shacl_graph_format)
    )
    if advanced and graph.subjects(SH + "rule"):
        raise UsageError(
            "advanced=True would run the rules of the shapes, which is not supported here",
            hint="leave it out, and give data with what follows from them",
        )
    found = check(facts, graph, engine, allow_infos=allow_infos, allow_warnings=allow_warnings)
    results, conforms = found.results, found.conforms
    if abort_on_first and not conforms:
        results = found.failing[:1]
    report = _in_rdflib(results, graph, conforms=conforms)
    text = report_text(results, conforms=conforms)
    if serialize_report_graph:
        form = serialize_report_graph if isinstance(serialize_report_graph, str) else "turtle"
        return conforms, report.serialize(format=form, encoding="utf-8"), text
    return conforms, report, text


def check_files(
    data: Iterable[str],
    shapes: Iterable[str] = (),
    engine: str = "compiled",
    *,
    data_format: str | None = None,
    shapes_format: str | None = None,
    allow_infos: bool = False,
    allow_warnings: bool = False,
) -> DataReport:
    """Check the facts of files against the shapes of others, or of the same where there is none.

    The files are named by their paths; the formats are those that ``csto-kg shacl`` names. Raises
    as :func:`validate` does.
    """
    facts_in = rdf_files(data, data_format, option="--data-format")
    shapes_in = rdf_files(shapes, shapes_format, option="--shapes-format")
    graph = ShapesGraph(files=map(as_shapes, shapes_in or facts_in))
    facts = DataGraph.of(
        (t for file in facts_in for t in triples_of(file)) if shapes_in else graph.triples
    )
    return check(facts, graph, engine, allow_infos=allow_infos, allow_warnings=allow_warnings)


def check(
    facts: DataGraph,
    graph: ShapesGraph,
    engine: str = "compiled",
    *,
    allow_infos: bool | None = False,
    allow_warnings: bool | None = False,
) -> DataReport:
    """Check facts against the shapes of a graph. Raises as :func:`validate` does."""
    made = engine_named(engine)
    shapes = shapes_of(graph, strict=False)
    found = tuple(made.validate(facts, shapes))
    return DataReport(found, shapes, facts.size, bool(allow_infos), bool(allow_warnings))


def report_text(results: Sequence[ValidationResult], *, conforms: bool) -> str:
    """Return a report in words, line for line as pyshacl writes it."""
    lines = ["Validation Report", f"Conforms: {conforms}"]
    if results:
        lines.append(f"Results ({len(results)}):")
    for result in results:
        grave = result.severity is Severity.VIOLATION and not result.custom_severity
        component = result.component.removeprefix(SH)
        lines.append(
            f"{'Constraint Violation' if grave else 'Validation Result'} in "
            f"{component.rsplit('/', 1)[-1].rsplit('#', 1)[-1]} ({result.component}):"
        )
        severity = result.custom_severity or result.severity.iri
        fields: list[tuple[str, str | None]] = [
            ("Severity", _name(severity)),
            ("Source Shape", _name(result.shape)),
            ("Focus Node", str(result.focus)),
            ("Value Node", None if result.value is None else str(result.value)),
            ("Result Path", None if result.path is None else _name(result.path)),
            ("Source Constraint", result.constraint and _name(result.constraint)),
            ("Message", result.message or None),
        ]
        lines += [f"\t{name}: {value}" for name, value in fields if value is not None]
    return "\n".join([*lines, ""])


def _name(text: str) -> str:
    """Return an IRI in brackets; a path and a blank node as they are."""
    if text.startswith(SH):
        return f"sh:{text.removeprefix(SH)}"
    return text if text.startswith(("_:", "(", "^", "<")) else f"<{text}>"


def _refuse(others: dict[str, Any]) -> None:
    """Raise UsageError for what pyshacl alone supports, TypeError for what neither does."""
    for name, value in others.items():
        if name in _IDLE or value in _ONLY.get(name, ()):
            continue
        if name not in _ONLY:
            raise TypeError(f"validate() got an unexpected keyword argument '{name}'")
        raise UsageError(
            f"{name}={value!r} is not supported", hint=_HINTS.get(name, "use pyshacl for that")
        )


def _in_rdflib(
    results: Sequence[ValidationResult], shapes: ShapesGraph, *, conforms: bool
) -> rdflib.Graph:
    """Return the report; shapes without a name are described in it, as pyshacl does it."""
    import rdflib

    from csto_kg.shacl.rdflib_terms import in_rdflib

    graph = rdflib.Graph()
    graph.bind("sh", SH)
    nodes: list[tuple[ox.BlankNode, ValidationResult, str]] = [
        (ox.BlankNode(), result, result.message) for result in results
    ]
    labels = {name for result in results for name in (result.shape, result.constraint or "")}
    nameless = (ox.BlankNode(name[2:]) for name in sorted(labels) if name.startswith("_:"))
    for triple in (*report_triples(nodes, conforms=conforms), *_described(shapes, nameless)):
        graph.add(tuple(map(in_rdflib, triple)))  # type: ignore[arg-type]
    return graph


def _described(graph: ShapesGraph, blank_nodes: Iterable[ox.BlankNode]) -> Iterator[ox.Triple]:
    """Yield what a graph says of blank nodes, and of those that it says are their values."""
    open_, seen = list(blank_nodes), set[ox.BlankNode]()
    while open_:
        node = open_.pop()
        if node in seen:
            continue
        seen.add(node)
        for predicate, values in graph.properties(node).items():
            for value in values:
                yield ox.Triple(node, ox.NamedNode(predicate), value)
                if isinstance(value, ox.BlankNode):
                    open_.append(value)
