"""SHACL for any data, from Python: what pyshacl's function of this name takes and gives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from csto_kg.errors import UsageError
from csto_kg.shacl.engine import engine as engine_named
from csto_kg.shacl.graph.shapes_graph import ShapesGraph
from csto_kg.shacl.graph_inputs import data_graph as facts_of
from csto_kg.shacl.graph_inputs import shapes_graph, triples_of
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
    results = engine_named(engine).validate(facts, shapes_of(graph, strict=False))
    failing = [r for r in results if fails(r, infos=not allow_infos, warnings=not allow_warnings)]
    if abort_on_first and failing:
        results = failing[:1]
    conforms = not failing
    report = _in_rdflib(results, conforms=conforms)
    text = report_text(results, conforms=conforms)
    if serialize_report_graph:
        form = serialize_report_graph if isinstance(serialize_report_graph, str) else "turtle"
        return conforms, report.serialize(format=form, encoding="utf-8"), text
    return conforms, report, text


def fails(result: ValidationResult, *, infos: bool = True, warnings: bool = True) -> bool:
    """Whether a result is one by which data do not conform; infos count if warnings do."""
    if result.severity is Severity.WARNING:
        return warnings
    return result.severity is Severity.VIOLATION or (infos and warnings)


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


def _in_rdflib(results: Iterable[ValidationResult], *, conforms: bool) -> rdflib.Graph:
    import rdflib

    from csto_kg.shacl.rdflib_terms import in_rdflib

    graph = rdflib.Graph()
    graph.bind("sh", SH)
    nodes: list[tuple[ox.BlankNode, ValidationResult, str]] = [
        (ox.BlankNode(), result, result.message) for result in results
    ]
    for triple in report_triples(nodes, conforms=conforms):
        graph.add(tuple(map(in_rdflib, triple)))  # type: ignore[arg-type]
    return graph
