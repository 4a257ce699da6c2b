"""What new triples can make a rule give something new: its causes, read off its query.

Triples are only added, never taken away. A row that was not there before needs a new triple that
matches one of the patterns, but for those whose matches can only take rows away: what stands in
NOT EXISTS, though not what stands in NOT EXISTS within it. What is optional, counted or taken away
by MINUS, and what EXISTS decides within an expression, can do both.

So it is enough to look at the rows that a new triple can belong to. In each of them, a variable of
the outermost group, which is bound in every row, has one of the values that the new triples lead
to: themselves, where the pattern names it, or by a bridge of other patterns that such a row must
match. Where no bridge is found, all rows are asked for again.

A variable leads from an inner part to the rows only if it is bound before that part is asked: an
OPTIONAL that matches no more leaves a row in which its variables are free, so that whatever comes
later may bind them to anything; and NOT EXISTS asks of all values of what is free where it stands.
"""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from csto_kg.sparql.costs import properties_of
from csto_kg.sparql.scopes import aggregates, certain, mentioned, projected
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
    PathForm,
    PropertyPath,
    Select,
    TriplePattern,
    Union,
    variable_of,
    within,
)

_Names = frozenset[str]
_NONE: _Names = frozenset()
_CUTS = frozenset(("LIMIT", "OFFSET"))


@dataclass(frozen=True)
class Cause:
    """A pattern of which a new match can bring a new row.

    ``properties``: those of its triples, and whether they are matched from value to subject; None
    for any property or a path of many. ``seed``: the variable whose values it decides, None if all
    rows must be asked for; ``bridge``: the patterns that lead to it.
    """

    pattern: TriplePattern
    properties: Mapping[str, bool] | None
    reads: _Names | None
    seed: str | None
    bridge: tuple[TriplePattern, ...]


def causes(where: Group, given: _Names, prefixes: Mapping[str, str]) -> tuple[Cause, ...]:
    """Return what can make the rows of a group other ones; ``given`` variables are bound in all."""
    scope = _Scope(given | certain(where), ()).within(where)
    return tuple(_Causes(where, given, prefixes).of_group(where, scope))


@dataclass(frozen=True)
class _Scope:
    """Where a pattern stands: what it shares with the rows, and what must match beside it.

    ``shared``: variables that have one value in a row of the outermost group and here. ``beside``:
    patterns that must match wherever this scope does; ``own``: those of its own group. ``bound``:
    variables that have their values before its group is matched, which its filters see. ``outer``:
    variables named around it. ``takes``: a match takes rows away, and brings none;
    ``both``: it can do either, and so can all within.
    """

    shared: _Names
    beside: tuple[TriplePattern, ...]
    own: tuple[TriplePattern, ...] = ()
    bound: _Names = _NONE
    outer: _Names = _NONE
    takes: bool = False
    both: bool = False

    def within(
        self,
        group: Group,
        *,
        takes: bool | None = None,
        both: bool = False,
        bound: _Names = _NONE,
    ) -> _Scope:
        patterns = tuple(each for each in group.elements if isinstance(each, TriplePattern))
        return dataclasses.replace(
            self,
            beside=(*self.beside, *patterns),
            own=patterns,
            bound=bound,
            takes=self.takes if takes is None else takes,
            both=self.both or both,
        )

    def when_bound(self, names: _Names) -> _Scope:
        """Return the scope of what is asked when only these variables are bound."""
        beside = tuple(each for each in self.beside if names.issuperset(_ends(each)))
        return dataclasses.replace(self, shared=self.shared & names, beside=beside, bound=names)

    def within_select(self, select: Select) -> _Scope:
        """What an inner query does not project is its own, whatever it is called.

        A row that LIMIT or OFFSET moves in or out is another one than the row that moves it.
        """
        inside = projected(select)
        cut = bool(select.clauses & _CUTS)
        mixed_up = (mentioned(select) - inside) & self.outer
        scope = dataclasses.replace(
            self,
            shared=_NONE if cut else self.shared & inside,
            beside=() if mixed_up or cut else self.beside,
            both=self.both or aggregates(select) or bool(select.clauses - {"ORDER"}),
        )
        return scope.within(select.where)

    def around(self, names: _Names) -> _Scope:
        return dataclasses.replace(self, outer=self.outer | names)


class _Causes:
    """Walks through a group, with what is known of where it is."""

    def __init__(self, where: Group, given: _Names, prefixes: Mapping[str, str]) -> None:
        self._prefixes = prefixes
        # What is a subject somewhere is a better seed than a day or a name.
        self._subjects = {
            variable_of(each.subject) for each in within(where) if isinstance(each, TriplePattern)
        }
        self._given = given

    def of_group(self, group: Group, scope: _Scope) -> Iterator[Cause]:
        """Yield the causes in a group, whose own scope is given."""
        names = [mentioned(element) for element in group.elements]
        filtered = scope.when_bound(scope.bound | certain(group) | self._given)
        before = self._given
        for index, element in enumerate(group.elements):
            around = _NONE.union(*names[:index], *names[index + 1 :])
            if isinstance(element, Filter):
                yield from self._of_filter(element.condition, filtered.around(around))
            elif isinstance(element, Optional | Minus | Bind):
                yield from self._of_dependent(element, scope.when_bound(before).around(around))
            else:
                yield from self._of_element(element, scope.around(around))
            before |= certain(element)

    def _of_dependent(self, element: Optional | Minus | Bind, scope: _Scope) -> Iterator[Cause]:
        """Yield the causes in what is asked of the rows before it; the scope is of these."""
        if isinstance(element, Bind):
            yield from self._of_expression(element.expression, scope)
            return
        bound = scope.bound if isinstance(element, Optional) else _NONE
        inner = scope.within(element.group, both=True, bound=bound)
        yield from self.of_group(element.group, inner)

    def _of_element(self, element: Element, scope: _Scope) -> Iterator[Cause]:
        match element:
            case TriplePattern():
                if not scope.takes or scope.both:
                    yield self._cause(element, scope)
            case InGraph():
                yield from self.of_group(element.group, scope.within(element.group, both=True))
            case Union():
                for branch in element.branches:
                    yield from self.of_group(branch, scope.within(branch))
            case Group():
                yield from self.of_group(element, scope.within(element))
            case Select():
                inner = scope.within_select(element)
                yield from self.of_group(element.where, inner)
                items = (*(element.items or ()), *element.keys)
                computed = inner.when_bound(certain(element.where) | self._given)
                for expression in (element.tail, *(i.expression for i in items if i.expression)):
                    yield from self._of_expression(expression, computed)

    def _of_filter(self, condition: Expression, scope: _Scope) -> Iterator[Cause]:
        only = condition.parts[0] if len(condition.parts) == 1 else None
        if isinstance(only, Exists):
            takes = scope.takes != only.negated
            inner = scope.within(only.group, takes=takes, bound=scope.bound)
            yield from self.of_group(only.group, inner)
        else:
            yield from self._of_expression(condition, scope)

    def _of_expression(self, expression: Expression, scope: _Scope) -> Iterator[Cause]:
        for index, part in enumerate(expression.parts):
            if isinstance(part, Exists):
                others = Expression((*expression.parts[:index], *expression.parts[index + 1 :]))
                inner = scope.within(part.group, both=True, bound=scope.bound)
                yield from self.of_group(part.group, inner.around(mentioned(others)))

    def _cause(self, pattern: TriplePattern, scope: _Scope) -> Cause:
        reads = properties_of(pattern.path, self._prefixes)
        if pattern.path.may_be_empty and not self._is_known(pattern, scope):
            # It leads from each node of the graph to itself, so from each new one too.
            reads = None
        elif pattern.path.form is PathForm.REPEATED:
            pattern, around = _edge_of(pattern)
            scope = dataclasses.replace(
                scope, beside=(*scope.beside, *around), own=(*scope.own, *around)
            )
        properties = self._flat(pattern.path)
        seed: str | None = None
        bridge: tuple[TriplePattern, ...] = ()
        if properties and variable_of(pattern.subject) != variable_of(pattern.value):
            seed, way = self._way(pattern, scope)
            # What must match next to it comes first: most new triples go no further.
            ends = {*_ends(pattern)}
            near = [e for e in scope.own if e is not pattern and not ends.isdisjoint(_ends(e))]
            bridge = tuple(dict.fromkeys((*near, *way))) if way else ()
        return Cause(pattern, properties, reads, seed, bridge)

    def _is_known(self, pattern: TriplePattern, scope: _Scope) -> bool:
        """Whether an end of a path is a node for which another pattern stands.

        If that node is new in the graph, so is the match of that pattern: a cause by itself. A
        constant is not known: the engine lets a path of no steps begin at nodes of the graph only.
        """
        known = {
            name for each in scope.beside if not each.path.may_be_empty for name in _ends(each)
        }
        return not known.isdisjoint(_ends(pattern))

    def _way(
        self, pattern: TriplePattern, scope: _Scope
    ) -> tuple[str | None, tuple[TriplePattern, ...]]:
        """Return the nearest variable to ask by, and the patterns that lead there.

        Not by a given variable, if there is another: the focus node has a part in everything.
        """
        ways: deque[tuple[str, tuple[TriplePattern, ...]]]
        ways = deque((name, ()) for name in _ends(pattern))
        seen = set(_ends(pattern))
        last: tuple[str | None, tuple[TriplePattern, ...]] = (None, ())
        while ways:
            name, way = ways.popleft()
            if name in scope.shared:
                if name in self._subjects and name not in self._given:
                    return name, way
                if last[0] is None or last[0] in self._given:
                    last = (name, way)
                if name in self._given:
                    continue
            for each in scope.beside:
                ends = _ends(each)
                if each is pattern or name not in ends:
                    continue
                for end in ends:
                    if end not in seen:
                        seen.add(end)
                        ways.append((end, (*way, each)))
        return last

    def _flat(self, path: PropertyPath, *, turned: bool = False) -> dict[str, bool] | None:
        """Return the properties of a path of one step, and whether each goes backwards."""
        match path.form:
            case PathForm.IRI:
                return dict.fromkeys(properties_of(path, self._prefixes) or (), turned) or None
            case PathForm.INVERSE:
                return self._flat(path.parts[0], turned=not turned)
            case PathForm.ALTERNATIVE:
                found: dict[str, bool] = {}
                for part in path.parts:
                    flat = self._flat(part, turned=turned)
                    if flat is None or any(found.get(iri, way) != way for iri, way in flat.items()):
                        return None
                    found |= flat
                return found
        return None


def _edge_of(pattern: TriplePattern) -> tuple[TriplePattern, tuple[TriplePattern, ...]]:
    """Return the pattern of one step of a path that repeats, and of what is before and after it."""
    step = pattern.path.parts[0]
    inner = step.tokens if step.tokens[0].text == "(" else (_token("("), *step.tokens, _token(")"))
    some = PropertyPath(PathForm.REPEATED, (*inner, _token("*")), (step,))
    first = (Token(Kind.VAR, "?edge_from", 0, 0, 0),)
    last = (Token(Kind.VAR, "?edge_to", 0, 0, 0),)
    around = (
        TriplePattern(pattern.subject, some, first),
        TriplePattern(last, some, pattern.value),
    )
    return TriplePattern(first, step, last), around


def _token(text: str) -> Token:
    return Token(Kind.PUNCT, text, 0, 0, 0)


def _ends(pattern: TriplePattern) -> tuple[str, ...]:
    ends = (variable_of(pattern.subject), variable_of(pattern.value))
    return tuple(name for name in ends if name is not None)
