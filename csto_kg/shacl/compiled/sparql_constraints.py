"""SPARQL constraints and SPARQL-based constraint components, for many focus nodes at once.

SHACL 5 and 6. Each solution of a SELECT is a result, however often it comes; each value node for
which an ASK answers no is one. The store is asked, so a query sees literals in its forms; where
the value of a solution is one of the focus node, it is given back as it was written.
"""

from __future__ import annotations

import dataclasses
from itertools import islice
from typing import TYPE_CHECKING, Protocol

import pyoxigraph as ox

from csto_kg.errors import CstoKgError
from csto_kg.shacl.compiled.bound_query import BoundQuery, Row
from csto_kg.shacl.compiled.model import ComponentConstraint, node_name
from csto_kg.shacl.compiled.shown import chosen, result_of
from csto_kg.shacl.graph.ill_formed import IllFormedError
from csto_kg.shacl.graph.paths import Predicate
from csto_kg.shacl.graph.shapes_graph import nodes, truth
from csto_kg.shacl.messages import places
from csto_kg.shacl.result import SH
from csto_kg.shacl.wellformed.queries import query_text, with_path
from csto_kg.sparql.tokens import UnreadableError
from csto_kg.store.embedded.lexical_forms import stored_term
from csto_kg.store.interface import engine_errors

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csto_kg.shacl.compiled.model import Shape, SparqlConstraint
    from csto_kg.shacl.data_graph import DataGraph
    from csto_kg.shacl.graph.shapes_graph import Node, ShapesGraph
    from csto_kg.shacl.result import Term, ValidationResult
    from csto_kg.shacl.wellformed.shapes import Shapes


SHAPES_GRAPH = ox.NamedNode("urn:csto-kg:shapes-graph")
"""What ``$shapesGraph`` is in queries."""


class OneCheck(Protocol):
    """What is known in one check of a data graph."""

    data: DataGraph
    shapes: Shapes

    def values(self, shape: Shape, focus: Term) -> Sequence[Term]:
        """Return the value nodes of a focus node."""

    @property
    def store_with_shapes(self) -> ox.Store:
        """The facts, and the shapes in the graph :data:`SHAPES_GRAPH`."""

    def about(self, node: Term) -> dict[str, list[Term]]:
        """Return the values of a node by property, as they were written."""


_MOST_KEPT = 250  # the cache is for others, too
_GENERIC = "Parameterised SHACL Query generated constraint validation reports."
_IN_RESULT = frozenset(("this", "value", "path", "message"))


def sparql_results(
    check: OneCheck,
    shape: Shape,
    constraint: SparqlConstraint | ComponentConstraint,
    focus_nodes: Sequence[Term],
) -> Iterator[ValidationResult]:
    """Yield the results of one constraint of a shape for some of its focus nodes, in any order.

    Those are all that the shape's targets find, or the one that another shape leads to. Raises
    InputError for a query that cannot be evaluated.
    """
    prepared = _prepared(check, shape, constraint)
    if prepared is None:
        return
    try:
        with engine_errors(f"a query of {shape.name} could not be answered"):
            yield from prepared.results(check, focus_nodes)
    except UnreadableError as error:
        raise _refused(check, prepared.node, error) from error


class _Prepared:
    """A constraint of one shape, its query and its words looked up."""

    def __init__(
        self,
        graph: ShapesGraph,
        shape: Shape,
        constraint: SparqlConstraint | ComponentConstraint,
        node: Node,
    ) -> None:
        """``node``: what has the query, a SPARQL constraint or a validator."""
        self.node = node
        self._shape = shape
        self._component = constraint.component
        self._asks = bool(graph.objects(node, SH + "ask"))
        self._parameters: dict[str, Term] = {}
        self._constraint: str | None = None
        self._generic = ""
        sources = [node]
        if isinstance(constraint, ComponentConstraint):
            self._parameters = dict(constraint.parameters)
            self._generic = _GENERIC
            sources.append(constraint.definition)
        else:
            self._constraint = node_name(node)
        messages = (graph.objects(source, SH + "message") for source in sources)
        texts = (chosen(m for m in found if isinstance(m, ox.Literal)) for found in messages)
        self._message = next(filter(None, texts), None)
        text = query_text(graph, node, "ask" if self._asks else "select")
        path = None if shape.path is None else str(shape.path)
        if path is not None:
            text = with_path(text, path)
        constants: dict[str, Term] = {
            name: stored_term(term) for name, term in self._parameters.items()
        }
        given = ("this", "value") if self._asks else ("this",)
        constants |= {"currentShape": shape.node, "shapesGraph": SHAPES_GRAPH}
        self.query = BoundQuery(text, given, constants, path)
        message = self._message or shape.message
        taken = set(places(message.value)) if message is not None else set()
        self._shown = sorted(taken - _IN_RESULT)

    def results(self, check: OneCheck, focus_nodes: Sequence[Term]) -> Iterator[ValidationResult]:
        """Yield the results for focus nodes."""
        rows: dict[Row, list[Row]] = {}
        for focus in focus_nodes:
            # Of an ASK, each value node is one of its own.
            values = check.values(self._shape, focus) if self._asks else (focus,)
            for value in values:
                written: Row = (focus, value) if self._asks else (focus,)
                rows.setdefault(tuple(map(stored_term, written)), []).append(written)
        if not rows:
            return
        asks_shapes = "shapesGraph" in self.query.constants
        store = check.store_with_shapes if asks_shapes else check.data.store
        answers = self.query.answers(store, [*rows], check.data.statistics)
        for row, solution in answers:
            for written in rows.get(row, ()):
                yield from self._results(check, written, solution)

    def _results(
        self, check: OneCheck, row: Row, solution: ox.QuerySolution
    ) -> Iterator[ValidationResult]:
        focus = row[0]
        bound: dict[str, Term | None] = {**self._parameters}
        bound |= {name: _bound(solution, name) for name in self._shown if name not in bound}
        path, message = _bound(solution, "path"), _bound(solution, "message")
        values: Sequence[Term | None] = (row[1],) if self._asks else ()
        found = _bound(solution, "value")
        if not self._asks and found is not None:
            values = _as_written(check, self._shape, focus, found)
        elif not self._asks:
            values = (focus if self._shape.path is None else None,)
        see = None if self._constraint is None else check.shapes.see(self.node)
        for value in values:
            result = result_of(
                self._shape,
                self._component,
                focus,
                value=value,
                path=Predicate(path.value) if isinstance(path, ox.NamedNode) else None,
                message=self._message,
                bound=bound,
                constraint=self._constraint,
                see=see,
                generic=self._generic,
            )
            if isinstance(message, ox.Literal):
                result = dataclasses.replace(
                    result, message=message.value, language=message.language
                )
            yield result


def _prepared(
    check: OneCheck, shape: Shape, constraint: SparqlConstraint | ComponentConstraint
) -> _Prepared | None:
    """Return a constraint ready to be asked, made once; None for one that is not to be."""
    known = check.shapes.made.setdefault("sparql", {})
    key = (shape, constraint)
    if key not in known:
        graph = check.shapes.graph
        node = _query_node(graph, shape, constraint)
        try:
            known[key] = None if node is None else _Prepared(graph, shape, constraint, node)
        except UnreadableError as error:
            raise _refused(check, node or shape.node, error) from error
        except CstoKgError as error:
            said = f"its query is broken: {error.message}"
            raise IllFormedError(node or shape.node, said, error.hint or "").placed(
                graph
            ) from error
    found: _Prepared | None = known[key]
    return found


def keep_queries(shapes: Shapes) -> None:
    """Keep what was made of the queries of shapes for the next run."""
    for prepared in islice(shapes.made.get("sparql", {}).values(), _MOST_KEPT):
        if prepared is not None:
            prepared.query.keep()


def _query_node(
    graph: ShapesGraph, shape: Shape, constraint: SparqlConstraint | ComponentConstraint
) -> Node | None:
    """Return what has the query of a constraint: itself, or a validator (SHACL 6.2.3)."""
    if not isinstance(constraint, ComponentConstraint):
        deactivated = any(map(truth, graph.objects(constraint.node, SH + "deactivated")))
        return None if deactivated else constraint.node
    own = "nodeValidator" if shape.path is None else "propertyValidator"
    for kind in (own, "validator"):
        for validator in nodes(graph.objects(constraint.definition, SH + kind)):
            return validator
    return None  # SHACL: the component is ignored there


def _refused(check: OneCheck, node: Node, error: UnreadableError) -> CstoKgError:
    said = f"its query is not supported: {error}"
    return IllFormedError(node, said, "use --engine pyshacl").placed(check.shapes.graph)


def _as_written(check: OneCheck, shape: Shape, focus: Term, value: Term) -> Sequence[Term]:
    """Return the forms in which a value of the focus node was written; else the value itself."""
    if not isinstance(value, ox.Literal) or not check.data.rewritten:
        return (value,)
    path = shape.path
    found = [
        each
        for iri, values in check.about(focus).items()
        if not isinstance(path, Predicate) or path.iri == iri
        for each in values
        if isinstance(each, ox.Literal) and stored_term(each) == value
    ]
    return tuple(dict.fromkeys(found)) or (value,)


def _bound(solution: ox.QuerySolution, name: str) -> Term | None:
    try:
        found = solution[name]
    except KeyError:
        return None
    if isinstance(found, ox.Triple):
        raise UnreadableError(f"?{name} is a triple, which no result can have")
    term: Term | None = found
    return term
