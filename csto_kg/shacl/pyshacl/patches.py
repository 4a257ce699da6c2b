"""What pyshacl 0.40 gets wrong, put right while our engine runs; other users of it see no change.

- Values go into messages as the replacement text of a regular expression: a backslash in a literal
  raises an error or vanishes. Messages of a shape and of its SPARQL constraint both come out,
  though the constraint's own takes precedence, and those of a constraint component pile up from
  result to result.
- A value 0, false or "" is not bound before the query of a validator runs.
- Texts of queries are searched by patterns that take ``# minus`` for MINUS, for every focus node
  anew; we have read their tokens before.
- ``$PATH`` is shortened with prefixes, right or wrong.
- sh:lessThan and sh:lessThanOrEquals stop with an error at a blank node or a pair that cannot be
  compared, and order IRIs and values of different kinds; by SHACL all these are violations.
- Validators of components are kept by the address in memory of a graph that may be gone.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple, TypeAlias

import pyshacl
import pyshacl.shape
import rdflib
from pyshacl.constraints import ALL_CONSTRAINT_PARAMETERS, CONSTRAINT_PARAMETERS_MAP
from pyshacl.constraints.constraint_component import ConstraintComponent
from pyshacl.constraints.core.property_pair_constraints import (
    LessThanConstraintComponent,
    LessThanOrEqualsConstraintComponent,
)
from pyshacl.constraints.sparql.sparql_based_constraint_components import (
    BoundShapeValidatorComponent,
    SPARQLConstraintComponentValidator,
)
from pyshacl.helper.sparql_query_helper import SPARQLQueryHelper
from pyshacl.rdfutil.compare import compare_literal

from csto_kg.shacl.messages import filled
from csto_kg.shacl.wellformed.queries import with_path
from csto_kg.terms import XSD

_NUMBERS = frozenset(
    rdflib.URIRef(XSD + name)
    for name in """
        decimal integer float double nonPositiveInteger negativeInteger nonNegativeInteger
        positiveInteger long int short byte unsignedLong unsignedInt unsignedShort unsignedByte
    """.split()
)


def _family(value: rdflib.Literal) -> object:
    """What a literal can be compared with: numbers with numbers, else the same datatype."""
    if value.datatype in _NUMBERS:
        return _NUMBERS
    return value.datatype or rdflib.XSD.string


def less(one: object, other: object, *, or_equal: bool) -> bool:
    """Whether ``one < other`` (or ``<=``) is true; False for what cannot be compared."""
    if not isinstance(one, rdflib.Literal) or not isinstance(other, rdflib.Literal):
        return False
    if one.ill_typed or other.ill_typed or one.language or other.language:
        return False
    if _family(one) != _family(other):
        return False
    try:
        order = compare_literal(one, other)  # type: ignore[no-untyped-call]
    except (TypeError, NotImplementedError):
        return False
    return bool(order < 0 or (or_equal and order == 0))


Node: TypeAlias = rdflib.IdentifiedNode | rdflib.Literal
PathText = Callable[[Node], str]

_PATHS: ContextVar[PathText | None] = ContextVar("paths", default=None)
"""The text of a shape's path, while our engine runs in this thread; else None."""


class Found(NamedTuple):
    """A result as pyshacl finds it; most are inside another shape, and never shown."""

    severity: Node
    shape: Node
    component: Node
    constraint: Node | None
    focus: Node
    path: Node | None
    value: Node | None
    message: Callable[[], rdflib.Literal | None]


@contextmanager
def patched(path_text: PathText) -> Iterator[None]:
    """Let pyshacl run without its faults, in this thread."""
    with _lock:
        SPARQLConstraintComponentValidator.validator_cache.clear()
    token = _PATHS.set(path_text)
    try:
        yield
    finally:
        _PATHS.reset(token)


_lock = threading.Lock()
_make_result = ConstraintComponent.make_v_result
_bind_messages = SPARQLQueryHelper.bind_messages
_pre_bind = SPARQLQueryHelper.pre_bind_variables


def _found(
    self: Any,
    datagraph: Any,
    focus_node: Node,
    value_node: Node | None = None,
    result_path: Node | None = None,
    constraint_component: Node | None = None,
    source_constraint: Node | None = None,
    extra_messages: Any = None,
    bound_vars: Any = None,
) -> tuple[str, rdflib.BNode, list[Found]]:
    paths = _PATHS.get()
    if paths is None:
        return _make_result(  # type: ignore[no-any-return]
            self,
            datagraph,
            focus_node,
            value_node,
            result_path,
            constraint_component,
            source_constraint,
            extra_messages,
            bound_vars,
        )
    if result_path is None and self.shape.is_property_shape:
        result_path = self.shape.path()
    own = list(extra_messages or ())  # a copy: to pyshacl's list those of later results come

    def message() -> rdflib.Literal | None:
        found = _chosen(own, component=constraint_component)
        found = found or _chosen(list(self.shape.message))
        if found is None:
            generic = self.make_generic_messages(datagraph, focus_node, value_node)
            return next(iter(generic or ()), None)
        if isinstance(self, BoundShapeValidatorComponent):
            return found  # filled before
        values = _values(bound_vars, focus_node, value_node, result_path)
        return _fill(found, values, paths)

    found = Found(
        self.shape.severity,
        self.shape.node,
        constraint_component or self.shacl_constraint_component,
        source_constraint,
        focus_node,
        result_path,
        value_node,
        message,
    )
    return "", rdflib.BNode(), [found]


def _values(bound_vars: Any, focus: Node, value: Node | None, path: Node | None) -> dict[str, Node]:
    """What a message can take: the variables of its query, and what every result has."""
    values: dict[str, Node | None] = {}
    if isinstance(bound_vars, tuple):
        values = {**bound_vars[3], "value": bound_vars[2]}
    elif isinstance(bound_vars, dict):
        values = bound_vars
    given = {name: term for name, term in values.items() if term is not None}
    found = {"this": focus, **({} if value is None else {"value": value}), **given}
    if path is not None:
        found["path"] = found["PATH"] = path
    return found


def _chosen(messages: list[rdflib.Literal], component: Any = None) -> rdflib.Literal | None:
    """One message of several: of a component's the last, else English or without language first."""
    if component is not None:
        return messages[-1] if messages else None
    order = {None: 0, "en": 1}
    return min(
        messages, key=lambda text: (order.get(text.language, 2), text.language or "", str(text)),
        default=None,
    )  # fmt: skip


def _fill(message: rdflib.Literal, values: dict[str, Any], paths: PathText) -> rdflib.Literal:
    shown = {name: _text(name, value, paths) for name, value in values.items() if value is not None}
    return rdflib.Literal(filled(str(message), shown), lang=message.language)


def _text(name: str, value: Node, paths: PathText) -> str:
    if isinstance(value, rdflib.Literal):
        return str(value)
    if name in ("path", "PATH"):
        return paths(value)
    return f"<{value}>" if isinstance(value, rdflib.URIRef) else f"_:{value}"


def _bound_messages(self: Any, param_map: dict[str, Any] | None = None) -> None:
    paths = _PATHS.get()
    if paths is None:
        _bind_messages(self, param_map)  # type: ignore[no-untyped-call]
        return
    values = self.param_bind_map if param_map is None else param_map
    self.bound_messages = {_fill(message, values, paths) for message in self.unbound_messages}


def _bound_variables(
    self: Any, thisnode: Node, valuenode: Node | None = None, extravars: Any = None
) -> tuple[dict[str, Node], str]:
    paths = _PATHS.get()
    if paths is None:
        return _pre_bind(self, thisnode, valuenode, extravars)  # type: ignore[no-any-return,no-untyped-call]
    bindings = {"this": thisnode, "currentShape": self.shape.node}
    if valuenode is not None:
        bindings["value"] = valuenode
    path = self.shape.path()
    text: str = self.select_text
    return bindings, text if path is None else with_path(text, paths(path))


if not pyshacl.__version__.startswith("0.40."):  # pragma: no cover
    raise ImportError(f"pyshacl 0.40 is needed, and this is {pyshacl.__version__}")


def _compared(component: Any, name: str, *, or_equal: bool) -> None:
    """Put right how a component compares the values of a focus node with those of a property."""
    original = getattr(component, name)

    def compare(
        self: Any, values: set[Node], others: set[Node], graph: Any, focus: Node
    ) -> tuple[bool, list[Any]]:
        if _PATHS.get() is None:
            return original(self, values, others, graph, focus)  # type: ignore[no-any-return]
        found = [
            self.make_v_result(graph, focus, value_node=value)
            for value in values
            for other in others
            if not less(value, other, or_equal=or_equal)
        ]
        return bool(found), found

    setattr(component, name, compare)


class _Listed(list[Any]):
    """A list that knows at once what is in it."""

    def __init__(self, values: list[Any]) -> None:
        super().__init__(values)
        self._known = frozenset(values)

    def __contains__(self, value: object) -> bool:
        return value in self._known


# Looked through for every property of every shape and focus node.
pyshacl.shape.CONSTRAINT_PARAMS = (_Listed(ALL_CONSTRAINT_PARAMETERS), CONSTRAINT_PARAMETERS_MAP)  # type: ignore[attr-defined]
_compared(LessThanConstraintComponent, "_compare_lt", or_equal=False)
_compared(LessThanOrEqualsConstraintComponent, "_compare_ltoe", or_equal=True)
ConstraintComponent.make_v_result = _found  # type: ignore[method-assign]
SPARQLQueryHelper.bind_messages = _bound_messages  # type: ignore[method-assign]
SPARQLQueryHelper.pre_bind_variables = _bound_variables  # type: ignore[method-assign]
