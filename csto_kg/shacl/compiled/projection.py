"""The query of a constraint as an inner query, into and out of which given variables go.

An inner query has its own variables but for those that it projects. So a SELECT projects all that
are given, and groups by them if it groups; an ASK becomes such a SELECT.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from csto_kg.sparql.guard import form_index
from csto_kg.sparql.tokens import Kind, Token, UnreadableError, variables

_AGGREGATES = frozenset(("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT", "HAVING"))
_SPACE = Token(Kind.SPACE, " ", 0, 0, 0)
_SELECT = Token(Kind.WORD, "SELECT", 0, 0, 0)


@dataclass(frozen=True)
class InnerSelect:
    """A query in two parts: what declares its prefixes, and the SELECT; ``asks``: it was an ASK."""

    prologue: tuple[Token, ...]
    select: tuple[Token, ...]
    asks: bool


def inner_select(tokens: Sequence[Token], given: Sequence[str]) -> InnerSelect:
    """Return a SELECT or an ASK as a SELECT that projects the ``given`` variables too.

    ``tokens`` are all that it has: some functions may not be parted from their parentheses.
    Raises UnreadableError for one that aggregates all its rows, though they may be none.
    """
    written = [token if token.kind is not Kind.COMMENT else _SPACE for token in tokens]
    places = [index for index, token in enumerate(written) if token.significant]
    real = [written[index] for index in places]
    form = form_index(real)
    asks = real[form].keyword == "ASK"
    first = form + 1 if asks or real[form + 1].keyword not in ("DISTINCT", "REDUCED") else form + 2
    opening = _end_of_clause(real, first)
    after = _end_of_group(real, opening)
    clause, modifiers = real[first:opening], real[after:]
    added: dict[int, list[Token]] = {first: [], after: []}
    if [token.text for token in clause] == ["*"]:
        # What no pattern binds is projected to no effect.
        written[places[first]] = _SPACE
        added[first] = _variables(sorted({*variables(tokens), *given}))
    else:
        added[first] = _variables([name for name in given if name not in _outermost(clause)])
    if modifiers and modifiers[0].keyword == "GROUP":
        keys = _outermost(modifiers)
        added[after + 2] = _variables([name for name in given if name not in keys])
    elif any(token.keyword in _AGGREGATES for token in (*clause, *modifiers)):
        raise UnreadableError("an aggregate without GROUP BY")
    if asks:
        written[places[form]] = _SELECT
    for index in sorted(added, reverse=True):
        place = places[index] if index < len(places) else len(written)
        written[place:place] = added[index]
    start = places[form]
    return InnerSelect(tuple(written[:start]), tuple(written[start:]), asks)


def _end_of_clause(real: Sequence[Token], start: int) -> int:
    """Return where what is projected ends and the group begins."""
    depth = 0
    for index in range(start, len(real)):
        depth += (real[index].text == "(") - (real[index].text == ")")
        if depth == 0 and (real[index].text == "{" or real[index].keyword in ("WHERE", "FROM")):
            return index
    return len(real)


def _end_of_group(real: Sequence[Token], start: int) -> int:
    """Return where the outermost group ends."""
    depth = 0
    for index in range(start, len(real)):
        depth += (real[index].text == "{") - (real[index].text == "}")
        if depth == 0 and real[index].text == "}":
            return index + 1
    return len(real)


def _outermost(tokens: Sequence[Token]) -> frozenset[str]:
    """Return the variables outside all parentheses, and after AS; up to what follows GROUP BY."""
    found = set()
    depth = 0
    before = ""
    for token in tokens:
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and token.keyword in ("HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"):
            break
        if token.kind is Kind.VAR and (depth == 0 or before == "AS"):
            found.add(token.text[1:])
        before = token.keyword
    return frozenset(found)


def _variables(names: Sequence[str]) -> list[Token]:
    return [
        each for name in names for each in (_SPACE, Token(Kind.VAR, f"?{name}", 0, 0, 0), _SPACE)
    ]
