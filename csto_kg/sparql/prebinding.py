"""Variables whose values are known before a query runs: where a join with them does the same.

Pre-binding (SHACL, appendix A) is as if the values were written in the place of the variables. For
many values at once they are joined instead, with VALUES in front. What is the same by that, and
what can be made so, is decided here, on the tree of the query.
"""

from __future__ import annotations

from csto_kg.sparql.renaming import renamed
from csto_kg.sparql.scopes import (
    Names,
    certain,
    given_names,
    matches_given,
    mentioned,
    projected,
    visible,
)
from csto_kg.sparql.tokens import Kind, Token
from csto_kg.sparql.tree import (
    Bind,
    Expression,
    Filter,
    Group,
    Minus,
    PathForm,
    Select,
    TriplePattern,
    Union,
    Values,
    variable_of,
    within,
)

_NONE: Names = frozenset()


def joins_alike(where: Group, given: Names) -> bool:
    """Whether the rows are those of the query with values in the place of ``given`` variables.

    These are known in the outermost group, as if VALUES stood first in it.
    """
    for element in where.elements:
        if isinstance(element, Minus) and given & mentioned(element):
            return False  # a term is no variable that the two sides share
        known = isinstance(element, Filter | Bind | Minus)
        if not known and not matches_given(element, given, _NONE):
            return False
    for each in within(where):
        if isinstance(each, Select) and (given & mentioned(each)) - projected(each):
            return False
        if isinstance(each, TriplePattern) and each.path.may_be_empty:
            # From a term, such a path leads to itself, be it a node of the graph or not.
            ends = {variable_of(each.subject), variable_of(each.value)}
            if ends & given:
                return False
    return True


def known_in_branches(where: Group, this: str) -> Group:
    """Return the group with a variable known in those branches of UNION that name it.

    A branch sees only what its own patterns bind. So it gets a copy of a pattern beside the UNION
    that binds the variable: what that matches, it matches again, once for each row. The other
    variables of the pattern must be nothing new to the branch.
    """
    binding = [
        each
        for each in where.elements
        if isinstance(each, TriplePattern)
        and each.path.form is PathForm.IRI
        and this in certain(each)
    ]

    def known(branch: Group) -> Group:
        if this not in mentioned(branch) or matches_given(branch, frozenset((this,)), _NONE):
            return branch
        for pattern in binding:
            if not (visible(pattern) - {this}) & mentioned(branch) - certain(branch):
                return Group((pattern, *branch.elements))
        return branch

    return Group(
        tuple(
            Union(tuple(map(known, each.branches))) if isinstance(each, Union) else each
            for each in where.elements
        )
    )


def unified(group: Group, this: str, outside: Names = _NONE) -> tuple[Group, str | None]:
    """Return the group with ``FILTER (?v = $this)`` left out and ``?v`` called ``$this``.

    What ``?v`` was called comes with it, None where there is none. Of a focus node that is no
    literal, only itself is an equal. It is the same where each row of the group has a value for
    ``?v``, which is given to it by no BIND or AS, and where nothing ``outside`` names it.
    """
    for element in group.elements:
        if not isinstance(element, Filter):
            continue
        name = _equal_to(element.condition, this)
        if name is None or name in outside or name not in certain(group):
            continue
        values = (each for each in within(group) if isinstance(each, Values))
        if name in given_names(group) or any(name in each.variables for each in values):
            continue
        rest = Group(tuple(each for each in group.elements if each is not element))
        return renamed(rest, name, this), name
    return group, None


def unified_branches(where: Group, this: str, outside: Names) -> Group:
    """Return the group with each branch of its UNIONs ``unified``."""
    elements = list(where.elements)
    for index, element in enumerate(elements):
        if isinstance(element, Union):
            others = outside.union(*(mentioned(e) for e in elements if e is not element))
            elements[index] = Union(
                tuple(unified(branch, this, others)[0] for branch in element.branches)
            )
    return Group(tuple(elements))


def _equal_to(condition: Expression, this: str) -> str | None:
    real = [p for p in condition.parts if not isinstance(p, Token) or p.significant]
    if len(real) != 3:
        return None
    one, sign, other = real
    if not isinstance(one, Token) or not isinstance(sign, Token) or not isinstance(other, Token):
        return None
    if sign.text != "=" or one.kind is not Kind.VAR or other.kind is not Kind.VAR:
        return None
    names = {one.text[1:], other.text[1:]}
    return min(names - {this}) if this in names and len(names) > 1 else None
