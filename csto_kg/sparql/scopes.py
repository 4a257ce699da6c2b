"""Which variables a part of a query binds and names, and what it makes of values from outside.

``visible``: what may be bound in its rows. ``certain``: what is bound in each of them.
``grounded``: what is bound to a node of the graph in each of them. ``mentioned``: all that it
names anywhere, expressions and inner queries included. The last three err on the safe side:
fewer, fewer, more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from csto_kg.sparql.tokens import Kind, Token
from csto_kg.sparql.tree import (
    Bind,
    Element,
    Exists,
    Expression,
    Filter,
    Group,
    InGraph,
    Minus,
    Optional,
    Select,
    TriplePattern,
    Union,
    Values,
    variable_of,
    within,
)

Names = frozenset[str]
_NONE: Names = frozenset()
# Clauses that decide by other rows than those with the values given, or bind on their own.
_CLOSED = frozenset(("HAVING", "LIMIT", "OFFSET", "VALUES"))


def visible(element: Element) -> Names:
    """Return the variables that may be bound in the rows of an element."""
    match element:
        case TriplePattern():
            return _of_triple(element)
        case Bind():
            return frozenset((element.variable,))
        case Values():
            return frozenset(element.variables)
        case Optional():
            return visible(element.group)
        case Group():
            return _all(visible(each) for each in element.elements)
        case Union():
            return _all(visible(each) for each in element.branches)
        case InGraph():
            return visible(element.group) | _name(element)
        case Select():
            if element.items is None:
                return visible(element.where)
            return frozenset(item.variable for item in element.items if item.variable)
    return _NONE


def certain(element: Element) -> Names:
    """Return the variables that are bound in each row of an element."""
    match element:
        case TriplePattern():
            return _of_triple(element)
        case Values():
            return frozenset(element.variables) if element.complete else _NONE
        case Group():
            return _all(certain(each) for each in element.elements)
        case Union():
            return frozenset.intersection(*(certain(each) for each in element.branches))
        case InGraph():
            # The engine binds the name where a triple pattern is matched in the graph.
            named = any(isinstance(each, TriplePattern) for each in element.group.elements)
            return certain(element.group) | (_name(element) if named else _NONE)
        case Select():
            return certain(element.where) & projected(element)
    return _NONE


def grounded(element: Element) -> Names:
    """Return the variables that each row of an element binds to a node of the graph."""
    match element:
        case TriplePattern():
            # A path that may be empty binds nothing new to what is given from outside.
            return _NONE if element.path.may_be_empty else _ends(element)
        case Group():
            return _all(grounded(each) for each in element.elements)
        case Union():
            return frozenset.intersection(*(grounded(each) for each in element.branches))
        case Select():
            return grounded(element.where) & projected(element)
    return _NONE


def mentioned(part: Element | Expression) -> Names:
    """Return the variables that stand anywhere in an element or an expression."""
    match part:
        case Expression():
            return _all(_in_part(each) for each in part.parts)
        case Filter():
            return mentioned(part.condition)
        case Bind():
            return mentioned(part.expression) | {part.variable}
        case Optional() | Minus():
            return mentioned(part.group)
        case Group():
            return _all(mentioned(each) for each in part.elements)
        case Union():
            return _all(mentioned(each) for each in part.branches)
        case InGraph():
            return mentioned(part.group) | _name(part)
        case Select():
            return mentioned(part.where) | mentioned(part.tail) | _in_items(part)
    return visible(part)


def given_names(group: Group) -> Iterator[str]:
    """Yield the variables that BIND and AS give values to, at any depth."""
    for each in within(group):
        if isinstance(each, Bind):
            yield each.variable
        elif isinstance(each, Select):
            yield from (i.variable for i in (*(each.items or ()), *each.keys)
                        if i.variable and i.expression)  # fmt: skip


def projected(select: Select) -> Names:
    """Return the variables whose values go in and out of a SELECT: what it projects as they are.

    Of a query that aggregates, only those that it groups by.
    """
    if select.items is None:
        return visible(select.where)
    plain = frozenset(i.variable for i in select.items if i.variable and i.expression is None)
    if not aggregates(select):
        return plain
    return plain & frozenset(k.variable for k in select.keys if k.variable and not k.expression)


def aggregates(select: Select) -> bool:
    """Whether rows of a SELECT may stand for many: it groups, or computes what may aggregate."""
    return bool(select.keys) or any(item.expression for item in select.items or ())


def matches_given(
    element: Element,
    given: AbstractSet[str],
    nodes: AbstractSet[str],
    seen: AbstractSet[str] = _NONE,
) -> bool:
    """Whether an element, matched with values of ``given`` variables, gives its rows with these.

    Matched by itself and then joined with one row, or matched with the values of that row from
    the start: for triple patterns it is the same, but not always. What is given can be seen in
    inner groups whose own patterns do not bind it; it can make an OPTIONAL match less, and so
    bring rows back that did not fit; and MINUS looks at which variables there are.

    ``nodes``: of the given variables, those that stand for nodes of the graph. A path that may be
    empty leads from each of these to itself, and from nothing else that is not named in the query.
    ``seen``: variables whose values the filters of a group see anyway, being those of an OPTIONAL.
    """
    match element:
        case TriplePattern():
            return not element.path.may_be_empty or _ends(element) & given <= nodes
        case Values():
            return not given & visible(element)
        case Minus():
            return False
        case Optional():
            return matches_given(element.group, given, nodes, given)
        case Union():
            return all(matches_given(each, given, nodes) for each in element.branches)
        case InGraph():
            # Each graph has nodes of its own.
            return matches_given(element.group, given, _NONE)
        case Select():
            return _select_matches_given(element, given, nodes)
        case Group():
            return _group_matches_given(element, given, nodes, seen)
    return False


def _group_matches_given(
    group: Group, given: AbstractSet[str], nodes: AbstractSet[str], seen: AbstractSet[str]
) -> bool:
    bound: Names = _NONE
    for element in group.elements:
        if isinstance(element, Filter):
            continue
        if isinstance(element, Bind):
            if element.variable in given or mentioned(element.expression) & given - bound:
                return False
            continue
        if isinstance(element, Optional) and mentioned(element) & given - bound:
            return False
        if not matches_given(element, given, nodes):
            return False
        bound |= certain(element)
    filters = [each for each in group.elements if isinstance(each, Filter)]
    return all(not mentioned(each) & given - bound - seen for each in filters)


def _select_matches_given(select: Select, given: AbstractSet[str], nodes: AbstractSet[str]) -> bool:
    # What is projected goes in; of other variables an inner query has its own.
    if not given & visible(select):
        return True
    plain = projected(select)
    if select.clauses & _CLOSED or given & (visible(select) - plain):
        return False
    inner = given & plain
    # A key that the group does not bind in each row would put rows with and without it together.
    return not (inner & mentioned(select.where)) - certain(select.where) and matches_given(
        select.where, inner, nodes
    )


def _of_triple(triple: TriplePattern) -> Names:
    name = variable_of(triple.path.tokens)
    return _ends(triple) if name is None else _ends(triple) | {name}


def _ends(triple: TriplePattern) -> Names:
    subject, value = variable_of(triple.subject), variable_of(triple.value)
    if subject is None:
        return _NONE if value is None else frozenset((value,))
    return frozenset((subject,) if value is None else (subject, value))


def _name(part: InGraph) -> Names:
    name = variable_of(part.name)
    return _NONE if name is None else frozenset((name,))


def _in_part(part: Token | Exists) -> Names:
    if isinstance(part, Exists):
        return mentioned(part.group)
    return frozenset((part.text[1:],)) if part.kind is Kind.VAR else _NONE


def _in_items(select: Select) -> Names:
    items = (*(select.items or ()), *select.keys)
    expressions = _all(mentioned(item.expression) for item in items if item.expression)
    return expressions | {item.variable for item in items if item.variable}


def _all(found: Iterable[Names]) -> Names:
    return _NONE.union(*found)
