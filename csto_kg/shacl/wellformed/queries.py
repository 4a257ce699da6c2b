"""The queries in shapes: their prefixes, and what SHACL-SPARQL demands of them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.errors import CstoKgError
from csto_kg.shacl.graph.ill_formed import IllFormedError
from csto_kg.shacl.graph.prefixes import DeclarationError, prefixes_of
from csto_kg.shacl.messages import places
from csto_kg.shacl.result import SH
from csto_kg.sparql.guard import check_query
from csto_kg.sparql.query_errors import syntax_error
from csto_kg.sparql.tokens import Kind, Token, significant, tokenize
from csto_kg.store.interface import detail

if TYPE_CHECKING:
    from collections.abc import Collection

    from csto_kg.shacl.graph.shapes_graph import Node, ShapesGraph

_FORBIDDEN = {
    "MINUS": "write it with FILTER NOT EXISTS",
    "VALUES": "compare with IN, or write a UNION",
    "SERVICE": "ask the graph alone",
    "FROM": "ask the graph that is checked",
}
_ALWAYS_BOUND = ("this", "currentShape", "shapesGraph")
_IN_RESULT = ("this", "value", "path", "PATH", "currentShape")


def query_text(graph: ShapesGraph, node: Node, form: str) -> str:
    """Return the query of a constraint or validator, its prefixes declared in it.

    ``form``: select or ask. Raises IllFormedError when there is not exactly one.
    """
    prefixes = _prefixes(graph, node)
    head = "".join(f"PREFIX {name}: <{iri}> " for name, iri in prefixes.items())
    return head + _text(graph, node, form)


def _prefixes(graph: ShapesGraph, node: Node) -> dict[str, str]:
    try:
        return prefixes_of(graph, node)
    except DeclarationError as error:
        if error.prefix is None:
            raise IllFormedError(
                node,
                "a prefix of its sh:prefixes has no sh:prefix or no sh:namespace",
                'declare it as [ sh:prefix "ex" ; sh:namespace "http://…"^^xsd:anyURI ]',
            ) from error
        said = f'the prefix "{error.prefix}:" has two meanings in its sh:prefixes'
        raise IllFormedError(node, said, "declare it once") from error


def _text(graph: ShapesGraph, node: Node, form: str) -> str:
    texts = graph.objects(node, SH + form)
    if len(texts) != 1 or not isinstance(texts[0], ox.Literal):
        raise IllFormedError(
            node,
            f"it has {len(texts)} values of sh:{form}, and needs one text",
            f"give it one sh:{form}",
        )
    return texts[0].value


def with_path(text: str, path: str) -> str:
    """Return a query with ``$PATH`` replaced by a property path."""
    if "PATH" not in text:
        return text
    return "".join(path if _is_path(token) else token.text for token in tokenize(text))


def check_constraint(graph: ShapesGraph, node: Node, path: str | None) -> None:
    """Check a SPARQL constraint of a shape whose property path is ``path``.

    Raises IllFormedError.
    """
    variables = _check(graph, node, "select", path, _ALWAYS_BOUND)
    if "this" not in variables:
        raise IllFormedError(node, "its SELECT does not give $this", "begin it with SELECT $this")
    if "failure" in variables:
        raise IllFormedError(node, "?failure is not supported", "give the variable another name")
    _check_messages(graph, node, {*variables, *_IN_RESULT})


def check_validator(graph: ShapesGraph, node: Node, form: str, parameters: Collection[str]) -> None:
    """Check the query of a validator in a constraint component. Raises IllFormedError."""
    path = "<urn:path>"  # the shapes that use it have one each
    value = ("value",) if form == "ask" else ()  # a SELECT finds the values itself
    variables = _check(graph, node, form, path, (*_ALWAYS_BOUND, *value, *parameters))
    _check_messages(graph, node, {*variables, *parameters, *_IN_RESULT})


def _check(
    graph: ShapesGraph, node: Node, form: str, path: str | None, bound: Collection[str]
) -> list[str]:
    """Check one query; return the variables that it gives."""
    text = _text(graph, node, form)
    prefixes = _prefixes(graph, node)
    try:
        real = significant(tokenize(text))
        if any(_is_path(token) for token in real) and path is None:
            raise IllFormedError(
                node, "$PATH stands in a shape without sh:path", "use it in a property shape"
            )
        _refuse(node, real, form, bound)
        checked = check_query(with_path(text, path or ""), prefixes=prefixes)
    except CstoKgError as error:
        raise _broken(node, error) from error

    def parse(query: str) -> object:
        return ox.Store().query(query, prefixes=prefixes)

    try:
        parse(checked.text)
    except SyntaxError as error:
        raise _broken(node, syntax_error(checked, error, parse)) from error
    except RuntimeError as error:  # a function that there is not
        said = f"its query cannot be asked: {detail(error)}"
        raise IllFormedError(node, said, "use the functions of SPARQL 1.1") from error
    clauses = _select_clauses(real)
    return clauses[0] if clauses else []


def _refuse(node: Node, real: list[Token], form: str, bound: Collection[str]) -> None:
    words = [token.keyword for token in real]
    for word, hint in _FORBIDDEN.items():
        if word in words:
            raise IllFormedError(node, f"{word} is not allowed in a query of a shape", hint)
    if form.upper() not in words:
        raise IllFormedError(node, f"its sh:{form} is no {form.upper()} query", "write one")
    for before, after in pairwise(real):
        if before.keyword == "AS" and after.kind is Kind.VAR and after.text[1:] in bound:
            raise IllFormedError(
                node,
                f"it gives {after.text} a new value, which has one before the query runs",
                "use another variable",
            )
    inner = _select_clauses(real)[1 if form == "select" else 0 :]
    needed = [name for name in bound if name not in ("currentShape", "shapesGraph")]
    for clause in inner:
        for name in needed:
            if name not in clause:
                raise IllFormedError(
                    node,
                    f"a SELECT inside its query does not give ${name}",
                    f"name ${name} in it, since its value is known before the query runs",
                )


def _select_clauses(real: list[Token]) -> list[list[str]]:
    """The variables that each SELECT of a query names, the outermost first; not those of ``*``."""
    clauses: list[list[str]] = []
    for at, token in enumerate(real):
        if token.keyword != "SELECT":
            continue
        names: list[str] = []
        depth = 0
        for before, after in zip(real[at:], real[at + 1 :], strict=False):
            if after.text == "{" or after.keyword in ("WHERE", "FROM"):
                break
            depth += (after.text == "(") - (after.text == ")")
            if after.kind is Kind.VAR and (depth == 0 or before.keyword == "AS"):
                names.append(after.text[1:])
        clauses.append(names)
    return clauses


def _check_messages(graph: ShapesGraph, node: Node, known: Collection[str]) -> None:
    for message in graph.objects(node, SH + "message"):
        if not isinstance(message, ox.Literal):
            continue  # refused elsewhere
        for name in places(message.value):
            if name not in known:
                raise IllFormedError(
                    node,
                    f"its message takes {{?{name}}}, which its query does not give",
                    f"add ?{name} to its SELECT, or correct the message",
                )


def _is_path(token: Token) -> bool:
    return token.kind is Kind.VAR and token.text[1:] == "PATH"


def _broken(node: Node, error: CstoKgError) -> IllFormedError:
    """The error in a query; line and column count in its text."""
    where = error.location
    place = f" at {where.line}:{where.column}" if where and where.line else ""
    hint = error.hint or "correct it"
    if error.message.endswith("is not declared"):
        hint = "declare it by sh:prefixes"
    return IllFormedError(node, f"its query is broken{place}: {error.message}", hint)
