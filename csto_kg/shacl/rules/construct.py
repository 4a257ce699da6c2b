"""The CONSTRUCT of a SPARQL rule, ready to be asked for one focus node after another.

Pre-binding means that ``$this`` stands for the focus node wherever it appears, in subqueries and
EXISTS too. So the term takes the variable's place among the tokens. Where the grammar wants a
variable, the place is rewritten: ``SELECT $this`` becomes ``SELECT (term AS ?new)``,
``GROUP BY $this`` becomes ``GROUP BY (term)`` and ``BOUND($this)`` becomes ``(true)``.

What can be done once is done once: binding is one ``join`` of the pieces between the places.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox

from csto_kg.errors import InputError
from csto_kg.shacl.rules import refusals
from csto_kg.shacl.rules.refusals import is_this
from csto_kg.shacl.rules.together import Together, asked_together
from csto_kg.sparql.guard import (
    check_query,
    declared_prefixes,
    engine_text,
    form_index,
    is_writable,
)
from csto_kg.sparql.properties_read import properties_read
from csto_kg.sparql.query_errors import syntax_error
from csto_kg.sparql.tokens import Kind, Token, significant
from csto_kg.store.interface import engine_errors

_Parse = Callable[[str], object]

_DECLARE = "declare it with sh:declare at a node that the rule names with sh:prefixes"
_SOME_NODE = ox.NamedNode("urn:csto-kg:this")


@dataclass(frozen=True)
class Construct:
    """A checked CONSTRUCT: the text between the places of ``$this``, and what it depends on.

    ``reads``: the properties whose triples can change the outcome; None means that any can.
    ``together``: the query for many focus nodes; None where each must be asked for by itself.
    """

    pieces: tuple[str, ...]
    uses_this: bool
    reads: frozenset[str] | None
    together: Together | None

    def text(self, focus: ox.NamedNode | ox.Literal) -> str:
        """Return the query for a focus node. Raises InputError for an IRI that SPARQL lacks."""
        if not is_writable(focus):
            raise InputError(
                f"the IRI <{focus.value}> cannot stand in a query", hint="name the node otherwise"
            )
        return str(focus).join(self.pieces)


def read_construct(text: str, prefixes: Mapping[str, str]) -> Construct:
    """Check the text of a rule; ``prefixes`` are those that it need not declare.

    Raises InputError or, for SERVICE and updates, UsageError; with line and column in the text
    where they are known.
    """
    return _read(text, tuple(prefixes.items()))


@lru_cache(maxsize=1024)  # rule sets share rules
def _read(text: str, declared: tuple[tuple[str, str], ...]) -> Construct:
    prefixes = dict(declared)
    checked = check_query(text, prefixes=prefixes, declare=_DECLARE)
    real = significant(checked.tokens)
    start = form_index(real)
    if real[start].keyword != "CONSTRUCT":
        raise refusals.other_form(real[start])
    template, where = _parts(real[start + 1 :])
    refusals.refuse_words(real)
    refusals.refuse_blank_nodes(template)
    refusals.refuse_rebinding(real)
    _try(checked.text, prefixes, lambda error, parse: syntax_error(checked, error, parse))
    relative = any(token.keyword == "BASE" for token in real[:start])
    known = {**prefixes, **declared_prefixes(real)}
    prologue = _prologue(real, prefixes)
    uses_this = any(map(is_this, real))
    found = Construct(
        _pieces(prologue, checked.tokens),
        uses_this,
        None if relative else properties_read(where, known),
        None if relative else asked_together(checked.tokens, prologue, known, uses_this=uses_this),
    )
    _try(found.text(_SOME_NODE), {}, lambda _error, _parse: _no_node_fits())
    return found


def _parts(rest: Sequence[Token]) -> tuple[Sequence[Token], Sequence[Token]]:
    """Return the template and what follows it; in CONSTRUCT WHERE { … } they are one."""
    if not rest or rest[0].text != "{":
        return rest, rest
    depth = 0
    for index, token in enumerate(rest):
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0:
            return rest[: index + 1], rest[index + 1 :]
    return rest, ()


def _prologue(real: Sequence[Token], prefixes: Mapping[str, str]) -> str:
    """Return PREFIX lines for the prefixes that are used."""
    used = {token.text.split(":", 1)[0] for token in real if token.kind is Kind.PNAME}
    return "".join(
        f"PREFIX {name}: <{namespace}> " for name, namespace in prefixes.items() if name in used
    )


def _pieces(prologue: str, tokens: Sequence[Token]) -> tuple[str, ...]:
    """Return the text between the places where the focus node goes."""
    mark = "this_"
    while any(mark in token.text for token in tokens):
        mark += "_"
    clauses = [""]  # of each open bracket, the clause in which its contents stand
    written: list[Token] = []
    around: list[tuple[str, str]] = []
    words, variables = _bound_this(tokens)
    for index, token in enumerate(tokens):
        text = token.text
        if index in words:
            text = " "
        elif index in variables:
            text = "true"
        elif is_this(token):
            text = f"?{mark}{len(around)}"
            around.append(_around(clauses[-1], text + "_"))
        else:
            _follow(clauses, token)
        written.append(token if text is token.text else token._replace(text=text))
    parts = re.split(rf"\?{mark}\d+", prologue + engine_text(written))
    for number, (before, after) in enumerate(around):
        parts[number] += before
        parts[number + 1] = after + parts[number + 1]
    return tuple(parts)


def _around(clause: str, new: str) -> tuple[str, str]:
    if clause == "SELECT":
        return " (", f" AS {new}) "
    if clause in ("GROUP", "ORDER"):
        return " (", ") "
    return " ", " "


def _follow(clauses: list[str], token: Token) -> None:
    if token.text in ("(", "[", "{"):
        if token.text == "{":
            clauses[-1] = ""
        clauses.append("")
    elif token.text in (")", "]", "}") and len(clauses) > 1:
        clauses.pop()
    elif token.keyword in ("SELECT", "GROUP", "ORDER"):
        clauses[-1] = token.keyword
    elif token.keyword in ("WHERE", "HAVING", "LIMIT", "OFFSET", "VALUES"):
        clauses[-1] = ""


def _bound_this(tokens: Sequence[Token]) -> tuple[set[int], set[int]]:
    """Return where ``BOUND($this)`` has its word, and where its variable."""
    real = [index for index, token in enumerate(tokens) if token.significant]
    words, variables = set(), set()
    for word, opening, variable in zip(real, real[1:], real[2:], strict=False):
        call = tokens[word].keyword == "BOUND" and tokens[opening].text == "("
        if call and is_this(tokens[variable]):
            words.add(word)
            variables.add(variable)
    return words, variables


def _try(
    text: str,
    prefixes: Mapping[str, str],
    wording: Callable[[SyntaxError, _Parse], InputError],
) -> None:
    """Ask the query where there are no facts: the engine then says whether it can read it."""
    store = ox.Store()

    def parse(query: str) -> object:
        return store.query(query, prefixes=dict(prefixes))

    with engine_errors("the rule could not be tried"):
        try:
            parse(text)
        except SyntaxError as error:
            raise wording(error, parse) from None


def _no_node_fits() -> InputError:
    return InputError(
        "no IRI can stand where $this does", hint="use $this as a subject, an object or a value"
    )
