"""What a rule's CONSTRUCT must not hold, with the place where it does.

Every error is an InputError whose line and column count in the text of the rule.
"""

from __future__ import annotations

from collections.abc import Sequence

from csto_kg.errors import InputError, Location
from csto_kg.sparql.tokens import Kind, Token

# What makes a derivation differ from run to run, or never end, and what to write instead.
_NOT_REPEATABLE = {
    "BNODE": "make an IRI from what is known, with IRI(CONCAT(…))",
    "NOW": "take the day from the facts",
    "RAND": "leave it out",
    "SAMPLE": "take MIN or MAX",
    "STRUUID": "make a text from what is known, with CONCAT",
    "UUID": "make an IRI from what is known, with IRI(CONCAT(…))",
}
_PLACE = "<query>"


def is_this(token: Token) -> bool:
    """Whether the token is the variable of the focus node."""
    return token.kind is Kind.VAR and token.text[1:] == "this"


def refuse_words(real: Sequence[Token]) -> None:
    """Raise InputError for what is not repeatable, leaves the one graph, or is not supported."""
    for token, following in zip(real, [*real[1:], None], strict=True):
        then = following.text if following else ""
        if token.keyword in _NOT_REPEATABLE and then == "(":
            raise InputError(
                f"{token.keyword} can give something else each time, and what follows from the "
                "facts must not",
                hint=_NOT_REPEATABLE[token.keyword],
                location=_place(token),
            )
        if token.keyword in ("GRAPH", "FROM"):
            raise InputError(
                f"{token.keyword} names a graph, and rules see the facts as one graph",
                hint="leave it out",
                location=_place(token),
            )
        if token.keyword == "LATERAL":
            raise InputError(
                "LATERAL is no part of SPARQL 1.1, and other engines cannot run it",
                hint="use a group; joins by nested loops are made where they help",
                location=_place(token),
            )
        if token.text == "<" and then == "<":
            raise InputError(
                "there is a triple term, which is RDF 1.2 and not supported",
                hint="say it in RDF 1.1",
                location=_place(token),
            )
        if token.kind is Kind.VAR and token.text[1:] in ("shapesGraph", "currentShape"):
            raise InputError(
                f"{token.text} is not supported in rules",
                hint="write the IRI itself",
                location=_place(token),
            )


def refuse_blank_nodes(template: Sequence[Token]) -> None:
    """Raise InputError for a template that makes blank nodes: each round would make new ones."""
    for token in template:
        if token.kind is Kind.BNODE or token.text in ("[", "("):
            raise InputError(
                "what the rule constructs has a blank node, which would be a new one each time",
                hint="make an IRI from what is known, with BIND(IRI(CONCAT(…)) AS ?new)",
                location=_place(token),
            )


def refuse_rebinding(real: Sequence[Token]) -> None:
    """Raise InputError for AS or VALUES that give ``$this`` a value of their own."""
    for index, token in enumerate(real):
        if not is_this(token):
            continue
        before = index - 1
        while before >= 0 and (real[before].kind is Kind.VAR or real[before].text == "("):
            before -= 1
        given = index > 0 and real[index - 1].keyword == "AS"
        if given or (before >= 0 and real[before].keyword == "VALUES"):
            raise InputError(
                f"{token.text} is the focus node and cannot be given a value",
                hint="use another variable",
                location=_place(token),
            )


def other_form(token: Token) -> InputError:
    """Return the error for a text that is no CONSTRUCT."""
    return InputError(
        f"{token.text} stands where a rule has CONSTRUCT",
        hint="write CONSTRUCT { … } WHERE { … }",
        location=_place(token),
    )


def _place(token: Token) -> Location:
    return token.location(_PLACE)
