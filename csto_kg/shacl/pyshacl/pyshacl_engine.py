"""The reference engine: pyshacl, over an rdflib graph.

Importing pyshacl takes a third of a second, so this module is imported only when it runs.
"""

from __future__ import annotations

import logging
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import rdflib
from pyparsing import ParseBaseException
from pyshacl.graph_abstraction import DataGraph as PyshaclData
from pyshacl.validator import Validator
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import SPARQLError

from csto_kg.errors import InputError
from csto_kg.shacl.graph.components import PARAMETERS
from csto_kg.shacl.graph.ill_formed import IllFormedError
from csto_kg.shacl.graph.paths import Inverse, parts, path_text, read_path
from csto_kg.shacl.graph.paths import Sequence as PathSequence
from csto_kg.shacl.pyshacl.join_order import IndexedGraph, simplify_exists
from csto_kg.shacl.pyshacl.patches import Found, patched
from csto_kg.shacl.rdflib_terms import from_rdflib, in_rdflib
from csto_kg.shacl.result import SH, Severity, ValidationResult, sort_key
from csto_kg.shacl.wellformed.queries import query_text
from csto_kg.sparql.tokens import tokenize, variables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rdflib.plugins.sparql.sparql import Query
    from rdflib.term import Node

    from csto_kg.shacl.data_graph import DataGraph
    from csto_kg.shacl.result import Term
    from csto_kg.shacl.wellformed.shapes import Shapes


class Terms:
    """Translates both ways; a term that came from pyoxigraph goes back as the same one.

    ``translated``: those that were translated before.
    """

    def __init__(self, translated: Mapping[Term, Node] = MappingProxyType({})) -> None:
        self.translated = dict(translated)
        self._back: dict[Node, Term] = {}
        for term, made in self.translated.items():
            self._back.setdefault(made, term)

    def to_rdflib(self, term: Term) -> Node:
        """Return the rdflib term; one object for each."""
        found = self.translated.get(term)
        if found is None:
            found = self.translated[term] = in_rdflib(term)
            self._back.setdefault(found, term)
        return found

    def from_rdflib(self, term: Node) -> Term:
        """Return the pyoxigraph term; for what a query computes, a new one."""
        found = self._back.get(term)
        return from_rdflib(term) if found is None else found

    def graph(self, triples: Iterable[ox.Triple], graph: rdflib.Graph) -> None:
        """Add triples to an rdflib graph."""
        to, add = self.to_rdflib, graph.add
        for s, p, o in triples:
            add((to(s), to(p), to(o)))


_SEVERITIES = {severity.iri: severity for severity in Severity}
# pyshacl's own errors are RuntimeErrors.
_FAILURES = (RuntimeError, SPARQLError, ParseBaseException)
_global_setting = threading.Lock()

# rdflib tells of each ill-typed literal on stderr; to say so is the shapes' business.
logging.getLogger("rdflib").addHandler(logging.NullHandler())
_silent = logging.getLogger("csto_kg.pyshacl")
_silent.addHandler(logging.NullHandler())
warnings.filterwarnings("ignore", message="Parsing weird boolean", category=UserWarning)


class PyshaclEngine:
    """pyshacl: the reference, which checks the whole graph each time."""

    def validate(self, data: DataGraph, shapes: Shapes) -> list[ValidationResult]:
        """Return all results: see :class:`csto_kg.shacl.engine.Engine`."""
        return _Validation(data.triples, shapes).results()


class _Validation:
    def __init__(self, triples: Iterable[ox.Triple], shapes: Shapes) -> None:
        self._shapes = shapes
        self._shapes_graph, terms = _made(shapes)
        self._terms = Terms(terms.translated)
        self._graph = PreparedGraph()
        self._terms.graph(triples, self._graph)
        self._paths: dict[Node, str] = {}

    def results(self) -> list[ValidationResult]:
        validator = Validator(
            PyshaclData.from_rdflib_graph(self._graph),
            shacl_graph=self._shapes_graph,
            options={"logger": _silent},
        )
        executor = validator.make_executor()
        found: list[ValidationResult] = []
        with patched(self._path):
            for shape in _shapes(validator, self._failed):
                try:
                    reports = shape.validate(executor, validator.data_graph)[1]
                except _FAILURES as error:
                    raise self._failed(error, shape.node) from error
                # The parts of a nested result follow its first.
                found.extend(self._result(parts[0]) for _, _, parts in reports)
        return sorted(found, key=sort_key)

    def _failed(self, error: Exception, node: Node | None = None) -> InputError:
        """Our error for what pyshacl, or rdflib below it, cannot evaluate."""
        said = f"pyshacl cannot evaluate it: {' '.join(str(error).split())}"
        shape = None if node is None else self._terms.from_rdflib(node)
        if shape is None or isinstance(shape, ox.Literal):
            return InputError(f"the shapes are broken: {said}", hint="correct them")
        return IllFormedError(shape, said, "correct it").placed(self._shapes.graph)

    def _result(self, found: Found) -> ValidationResult:
        back = self._terms.from_rdflib
        shape, constraint = back(found.shape), None
        if found.constraint is not None:
            constraint = back(found.constraint)
        known = _SEVERITIES.get(str(found.severity))
        message = found.message()
        return ValidationResult(
            severity=Severity.VIOLATION if known is None else known,
            shape=_name(found.shape),
            component=_name(found.component),
            constraint=None if found.constraint is None else _name(found.constraint),
            focus=back(found.focus),
            path=None if found.path is None else self._path(found.path, bare=True),
            value=None if found.value is None else back(found.value),
            message="" if message is None else str(message),
            language=None if message is None else message.language,
            see=self._shapes.see(*((shape,) if constraint is None else (constraint, shape))),
            custom_severity=str(found.severity) if known is None else None,
        )

    def _path(self, node: Node, *, bare: bool = False) -> str:
        """The text of the path at a node of the shapes (or of one property)."""
        if isinstance(node, rdflib.URIRef):
            return str(node) if bare else f"<{node}>"
        text = self._paths.get(node)
        if text is None:
            path = read_path(self._shapes.graph, self._terms.from_rdflib(node))
            text = self._paths[node] = path_text(path)
        return text


def _shapes(validator: Any, failed: Any) -> list[Any]:
    try:
        return list(validator.shacl_graph.shapes)
    except _FAILURES as error:
        raise failed(error) from error


def _made(shapes: Shapes) -> tuple[rdflib.Graph, Terms]:
    """The shapes for rdflib, made once."""
    if "pyshacl" not in shapes.made:
        graph, terms = rdflib.Graph(), Terms()
        terms.graph(_adapted(shapes), graph)
        shapes.made["pyshacl"] = graph, terms
    made: tuple[rdflib.Graph, Terms] = shapes.made["pyshacl"]
    return made


def _adapted(shapes: Shapes) -> Iterator[ox.Triple]:
    """The shapes as pyshacl reads them right.

    Prefixes stand in the queries, since it does not follow imports; flags other than ``true`` are
    left out, since it takes "1" for one. Raises InputError for what it evaluates wrongly.
    """
    _refuse_inverse_sequence(shapes)
    for triple in shapes.graph.triples:
        name, subject = triple.predicate.value.removeprefix(SH), triple.subject
        if name in ("select", "ask"):
            text = query_text(shapes.graph, subject, name)  # type: ignore[arg-type]
            if "shapesGraph" in variables(tokenize(text)):
                said = "$shapesGraph is not supported by pyshacl"
                raise IllFormedError(subject, said, "use --engine compiled").placed(shapes.graph)  # type: ignore[arg-type]
            yield ox.Triple(subject, triple.predicate, ox.Literal(text))
        elif name != "prefixes" and not _idle_flag(name, triple.object):  # type: ignore[arg-type]
            yield triple


def _refuse_inverse_sequence(shapes: Shapes) -> None:
    for node in shapes.graph.subjects():
        for head in shapes.graph.objects(node, SH + "path"):
            for path in parts(read_path(shapes.graph, head)):
                if isinstance(path, Inverse) and any(
                    isinstance(part, PathSequence) for part in parts(path.path)
                ):
                    said = "pyshacl walks the inverse of a sequence in the wrong order"
                    hint = "write the inverse of each part, the last one first"
                    raise IllFormedError(node, said, hint).placed(shapes.graph)


def _idle_flag(name: str, value: Term) -> bool:
    parameter = PARAMETERS.get(name)
    return parameter is not None and parameter.kind == "boolean" and value.value != "true"


def _name(node: Node) -> str:
    return f"_:{node}" if isinstance(node, rdflib.BNode) else str(node)


class PreparedGraph(IndexedGraph):
    """A graph that parses each query once, not once for every focus node."""

    def query(self, query_object: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(query_object, str):
            query_object = _queries.prepared(query_object)
        return super().query(query_object, *args, **kwargs)


class _Queries(threading.local):
    """Queries ready to run; parsing takes longer than most of them.

    Each thread has its own: while one runs, rdflib keeps its bindings in the query.
    """

    def __init__(self) -> None:
        self._prepared: dict[str, Query] = {}

    def prepared(self, text: str) -> Query:
        if text not in self._prepared:
            if len(self._prepared) >= _MOST_QUERIES:
                self._prepared.clear()
            self._prepared[text] = _prepared(text)
        return self._prepared[text]


_MOST_QUERIES = 1000
_queries = _Queries()


def _prepared(text: str) -> Query:
    try:
        with literals_as_written():
            query = prepareQuery(text)
    except Exception as error:  # rdflib raises just that, for an unknown prefix
        raise RuntimeError(f"rdflib cannot read its query: {error}") from error
    simplify_exists(query)
    return query


@contextmanager
def literals_as_written() -> Iterator[None]:
    """Let rdflib keep ``"01"^^xsd:integer``; its setting is for all threads, so one at a time."""
    with _global_setting:
        before = rdflib.NORMALIZE_LITERALS
        rdflib.NORMALIZE_LITERALS = False
        try:
            yield
        finally:
            rdflib.NORMALIZE_LITERALS = before
