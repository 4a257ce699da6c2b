"""Orders the joins of a query, so that each begins with what is known.

Oxigraph orders the joins of a group by their patterns alone: not by what is bound outside an
EXISTS, a UNION, an inner query or a path, nor across an OPTIONAL or a BIND, and it asks FILTER
(NOT) EXISTS last. What takes microseconds for a small graph takes minutes for a large one. So the
order is decided here, by how many triples each pattern will match, and written as a chain
(``tree_text``). The rows stay the same, as often as before; each change has a condition:

- Joins are in any order.
- A filter comes before elements that bind nothing which it names, or only what is bound already.
- An OPTIONAL or a BIND changes places with an element that binds nothing which it names, unless
  that is bound before both: then neither gives the other anything new. (Of an OPTIONAL that sees
  what its patterns do not bind, the engine does not keep apart what is joined after it.)
- Nothing changes places with a MINUS.
- An element is matched with the values of the rows so far where ``matches_given``.

Where a condition is not met the order of the text stays, and what cannot be planned at all keeps
its text: see ``kept``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from csto_kg.sparql.costs import Costs
from csto_kg.sparql.scopes import (
    Names,
    certain,
    given_names,
    grounded,
    matches_given,
    mentioned,
    projected,
    visible,
)
from csto_kg.sparql.statistics import Statistics
from csto_kg.sparql.tokens import Token
from csto_kg.sparql.tree import (
    Bind,
    Element,
    Exists,
    Expression,
    Filter,
    Group,
    InGraph,
    Item,
    Link,
    Minus,
    Optional,
    PathForm,
    PropertyPath,
    Query,
    Select,
    TriplePattern,
    Union,
    Values,
    variable_of,
    within,
)

_NONE: Names = frozenset()
# Their outcome depends on the order of rows, which a plan changes.
_BY_ORDER = frozenset(("GROUP_CONCAT", "SAMPLE"))
_CUT = frozenset(("LIMIT", "OFFSET"))
_LAST = 1e12
_BY_ITSELF = 1e9
_APART = 10.0
_CHEAP = 2.0


@dataclass(frozen=True, slots=True)
class _Outside:
    """What is bound around a group and seen in it.

    ``bound``: for certain; it serves estimates only, since the form in SPARQL 1.1 matches a group
    by itself. ``named``: all that may be.
    """

    bound: Names = _NONE
    named: Names = _NONE


class Planner:
    """Plans queries for a graph with the statistics given."""

    def __init__(self, statistics: Statistics, prefixes: Mapping[str, str]) -> None:
        """``prefixes``: all that the queries use, their own included."""
        self._statistics = statistics
        self._prefixes = prefixes
        self.costs = Costs(statistics, prefixes, Group(()))

    def query(self, query: Query) -> Query:
        """Return the query with its groups planned, but for those that are ``kept``."""
        if kept(query) is not None:
            return query
        self.costs = Costs(self._statistics, self._prefixes, query.where)
        if query.select is not None:
            select = self._select(query.select, _Outside())
            return dataclasses.replace(query, select=select, where=select.where)
        return dataclasses.replace(query, where=self._group(query.where, _Outside()))

    def _select(self, select: Select, outside: _Outside) -> Select:
        if _depends_on_order(select):
            return select
        inside = projected(select)
        within = _Outside(outside.bound & inside, outside.named & inside)
        return dataclasses.replace(select, where=self._group(select.where, within))

    def _group(self, group: Group, outside: _Outside, *, optional: bool = False) -> Group:
        if outside.named and not outside.named.isdisjoint(given_names(group)):
            return group  # what is bound outside is bound anew: who wins is the engine's affair
        if all(isinstance(each, Filter) for each in group.elements):
            return group
        return dataclasses.replace(
            group, chain=tuple(_Ordering(self, group, outside, optional).run())
        )

    def inner(self, element: Element, outside: _Outside) -> Element:
        """Return an element with its groups planned; what is outside is seen in it."""
        match element:
            case Optional():
                return Optional(self._group(element.group, outside, optional=True))
            case Union():
                return Union(tuple(self._group(each, outside) for each in element.branches))
            case InGraph():
                return InGraph(element.name, self._group(element.group, outside))
            case Minus():
                return Minus(self._group(element.group, outside))
            case Group():
                return self._group(element, outside)
            case Select():
                return self._select(element, outside)
            case Bind():
                return Bind(self.expression(element.expression, outside), element.variable)
        return element

    def expression(self, expression: Expression, outside: _Outside) -> Expression:
        """Return an expression with the groups of its EXISTS planned."""
        return Expression(
            tuple(
                part
                if isinstance(part, Token)
                else Exists(part.negated, self._group(part.group, outside))
                for part in expression.parts
            )
        )


class _Ordering:
    """Puts the elements of one group in order."""

    def __init__(self, planner: Planner, group: Group, outside: _Outside, optional: bool) -> None:
        self._planner = planner
        self._optional = optional
        self._outside = outside
        self._pending = [_Pending(e) for e in group.elements if not isinstance(e, Filter)]
        self._filters = [_Condition(e) for e in group.elements if isinstance(e, Filter)]
        self._named = outside.named | visible(group)
        self._visible = self._certain = self._grounded = _NONE
        self._bound = outside.bound

    def run(self) -> list[Link]:
        links: list[Link] = []
        while self._pending:
            following = self._choose()
            if links:
                # Filters that ask EXISTS go after others, and after what costs less than they.
                self._filter(links, following.cost)
            element = following.element
            loops = self._loops(following)
            planned = self._planner.inner(element, self._around(element, loops))
            self._place(following)
            links.append(Link(planned, loops, ()))
            self._filter(links, -1.0)
        self._filter(links, _LAST)
        return links

    def _loops(self, following: _Pending) -> bool:
        """Whether an element is to be matched once for each row: where it can, and shares values.

        What shares none is matched once for all.
        """
        if not self._visible or isinstance(following.element, Bind | Values):
            return False
        shared = (self._visible | self._outside.named) & (following.visible or following.mentioned)
        return bool(shared) and matches_given(following.element, self._visible, self._grounded)

    def _place(self, following: _Pending) -> None:
        self._pending.remove(following)
        self._visible |= following.visible
        self._certain |= following.certain
        self._grounded |= following.grounded
        first = not self._bound
        new = following.certain - self._bound
        self._bound |= new
        for each in self._pending:
            # What can be matched with given values depends on all that is there.
            if new & each.mentioned or not isinstance(each.element, TriplePattern) or first:
                each.counted = False

    def _around(self, element: Element, loops: bool) -> _Outside:
        """Return what is seen in an element: what the engine hands on, and what is around all."""
        if isinstance(element, Bind):
            return _Outside(self._bound, self._named)
        if loops:
            return _Outside(self._bound, self._visible | self._outside.named)
        return self._outside

    def _choose(self) -> _Pending:
        best = self._pending[0]
        # It passes one after another: what is bound before that is what stands before that one.
        before: list[tuple[_Pending, Names]] = []
        dependent: list[tuple[_Pending, Names]] = []
        known = self._certain
        for index, each in enumerate(self._pending):
            others = before if each.depends else dependent
            passes = not others or all(_passes(each, other, bound) for other, bound in others)
            before.append((each, known))
            if each.depends:
                dependent.append((each, known))
            known |= each.certain
            if not passes:
                continue
            if not each.counted:
                each.counted, each.cost = True, self._cost(each)
            if index == 0 or each.cost < best.cost:
                best = each
        return best

    def _cost(self, each: _Pending) -> float:
        element = each.element
        if isinstance(element, Bind | Minus):
            return 1.0
        if isinstance(element, Values):
            return self._cost_of_values(element)
        cost = self._planner.costs.cost(element, self._bound)
        if isinstance(element, Optional):
            return max(1.0, cost)
        if self._bound and not self._bound & each.mentioned:
            # All that it matches is joined with all there is.
            cost *= _APART
        if isinstance(element, TriplePattern):
            return cost
        if self._visible and not matches_given(element, self._visible, self._grounded):
            return _BY_ITSELF + cost
        return max(1.0, cost)

    def _cost_of_values(self, values: Values) -> float:
        """Return what it costs to begin with VALUES: for each row, the next pattern is matched."""
        names = visible(values)
        if names & self._visible:
            return _LAST / 2  # it only confirms what is bound, and can wait
        costs = [
            self._planner.costs.cost(each.element, self._bound | names)
            for each in self._pending
            if isinstance(each.element, TriplePattern) and names & each.visible
        ]
        return values.rows * max(1.0, min(costs, default=1.0))

    def _filter(self, links: list[Link], cost: float) -> None:
        """Put the filters after the last step that no pending element can decide otherwise.

        Of those that ask EXISTS, the ones that cost no more than what comes next.
        """
        if not self._filters:
            return
        coming = _NONE.union(*(each.visible for each in self._pending)) - self._certain
        waiting, due = [], []
        for each in self._filters:
            # The filters of an OPTIONAL see what is before it; in an inner group they would not.
            sees_all = not self._optional or not self._pending or each.names <= self._certain
            if each.names & coming or not sees_all or self._is_dearer(each, cost):
                waiting.append(each)
            else:
                around = _Outside(self._bound, self._named)
                due.append(Filter(self._planner.expression(each.filter.condition, around)))
        self._filters = waiting
        if due:
            links[-1] = dataclasses.replace(links[-1], filters=(*links[-1].filters, *due))

    def _is_dearer(self, each: _Condition, cost: float) -> bool:
        groups = [p.group for p in each.filter.condition.parts if isinstance(p, Exists)]
        own = sum(self._planner.costs.cost(group, self._bound) for group in groups)
        return bool(groups) and own > cost and cost < _CHEAP


class _Condition:
    """A filter that has no place yet, and what it names."""

    def __init__(self, element: Filter) -> None:
        self.filter = element
        self.names = mentioned(element)


class _Pending:
    """An element that has no place yet, with its variables."""

    def __init__(self, element: Element) -> None:
        self.element = element
        self.visible = visible(element)
        self.grounded = grounded(element)
        if isinstance(element, TriplePattern):
            self.certain = self.mentioned = self.visible
        else:
            self.certain = certain(element)
            self.mentioned = mentioned(element)
        # What stands in one of these is decided by the rows before it.
        self.depends = isinstance(element, Optional | Bind | Minus)
        self.joins = not isinstance(element, Optional) or matches_given(
            element, self.mentioned, self.mentioned
        )
        self.counted = False
        self.cost = _LAST


def _passes(one: _Pending, other: _Pending, known: Names) -> bool:
    """Whether ``one`` may come before ``other``, which stands before it in the text.

    ``known``: what is bound in each row that comes to both.
    """
    if isinstance(one.element, Minus) or isinstance(other.element, Minus):
        return False
    return not any(
        each.depends and each.mentioned & beside.visible - (known if each.joins else _NONE)
        for each, beside in ((one, other), (other, one))
    )


def kept(query: Query) -> str | None:
    """Return why a query keeps its order, None if it is planned."""
    if "LIMIT" in _clauses(query) or "OFFSET" in _clauses(query):
        return "LIMIT or OFFSET"
    parts = list(within(query.select or query.where))
    exists = (each for each in parts if isinstance(each, Exists))
    if any(isinstance(each, Minus) for one in exists for each in within(one.group)):
        # It asks which variables there are in the rows around, and a plan has others.
        return "MINUS within EXISTS"
    graphs = [each for each in parts if isinstance(each, InGraph)]
    if any(isinstance(each, Values) for graph in graphs for each in within(graph.group)):
        # Of a graph that is not there, the engine gives the rows of VALUES where it comes first.
        return "VALUES within GRAPH"
    named = [each for each in graphs if variable_of(each.name)]
    if any(_hides_the_graph(each) for graph in named for each in within(graph.group)):
        return "GRAPH ?g of what does not bind it"
    paths = (each.path for each in parts if isinstance(each, TriplePattern))
    if any(_is_negated(path) for path in paths):
        # The engine gives a row for each property that fits; where both ends are known, only one.
        return "!p"
    return None


def _clauses(query: Query) -> frozenset[str]:
    return query.select.clauses if query.select else _NONE


def _depends_on_order(select: Select) -> bool:
    """Whether the outcome of a SELECT depends on the order of the rows in its group."""
    if select.clauses & _CUT:
        return True
    by_order = [i for i in (*(select.items or ()),) if i.expression and _has_word(i, _BY_ORDER)]
    if not by_order and not any(
        isinstance(p, Token) and p.keyword in _BY_ORDER for p in select.tail.parts
    ):
        return False
    only = select.where.elements[0] if len(select.where.elements) == 1 else None
    if not isinstance(only, Select) or "ORDER" not in only.clauses:
        return True
    # The order is that of an inner query. It is the same in any plan if what is put together is
    # what the rows are ordered by.
    ordered = mentioned(only.tail)
    return not all(mentioned(i.expression) <= ordered for i in by_order if i.expression)


def _has_word(item: Item, words: frozenset[str]) -> bool:
    parts = item.expression.parts if item.expression else ()
    return any(isinstance(part, Token) and part.keyword in words for part in parts)


def _asks_exists(each: Filter) -> bool:
    return any(isinstance(part, Exists) for part in each.condition.parts)


def _is_negated(path: PropertyPath) -> bool:
    if path.form is PathForm.INVERSE:
        return _is_negated(path.parts[0])
    return path.form is PathForm.NEGATED


def _hides_the_graph(part: Element | Exists) -> bool:
    """Whether the engine leaves the variable of GRAPH unbound in rows of a part."""
    return isinstance(part, Select) or (isinstance(part, TriplePattern) and part.path.may_be_empty)
