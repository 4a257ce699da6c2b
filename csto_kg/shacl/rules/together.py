"""A rule asked for all its focus nodes at once, where that gives the same as one after another.

The focus node is bound by VALUES instead of being written in its place. It is the same if it does
not matter whether ``$this`` is known from the start or joined in the end (``matches_given``), and
if each inner query that names it hands it on. Where a rule is not so, and for focus nodes that are
no IRIs, it is asked node by node.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pyoxigraph as ox

from csto_kg.shacl.rules.changes import Cause, causes, properties_of
from csto_kg.sparql.costs import Statistics
from csto_kg.sparql.guard import engine_text, resolve
from csto_kg.sparql.planner import Planner, kept
from csto_kg.sparql.renaming import renamed, renamed_tokens
from csto_kg.sparql.scopes import certain, given_names, matches_given, mentioned, projected, visible
from csto_kg.sparql.tokens import Kind, Token
from csto_kg.sparql.tree import (
    Bind,
    Element,
    Expression,
    Filter,
    Group,
    Minus,
    PathForm,
    Query,
    Select,
    TriplePattern,
    Union,
    Values,
    variable_of,
    within,
)
from csto_kg.sparql.tree_reading import read_tree
from csto_kg.sparql.tree_text import query_tokens
from csto_kg.sparql.triples_reading import UnreadableError

THIS = "this"
_NONE: frozenset[str] = frozenset()
_MOST_PLANS = 100
_MARKS = {"nodes": "<urn:csto-kg:focus-nodes>", "seeds": "<urn:csto-kg:seeds>"}
_SPACE, _OPEN, _CLOSE = (
    Token(kind, text, 0, 0, 0)
    for kind, text in ((Kind.SPACE, " "), (Kind.PUNCT, "{"), (Kind.PUNCT, "}"))
)


# A property, its value if a pattern names one, and whether the variable is the value itself.
Neighbour = tuple[ox.NamedNode, ox.NamedNode | None, bool]


@dataclass(frozen=True)
class Together:
    """The query of a rule for many focus nodes.

    ``reads``: the properties that it names. ``needed``: for each pattern that every row matches,
    those of which there must be triples. ``neighbours``: what the values of a variable must have.
    ``plans``: its texts, by the sizes for which they were planned.
    """

    prologue: str
    query: Query
    uses_this: bool
    prefixes: Mapping[str, str]
    reads: tuple[str, ...]
    needed: tuple[frozenset[str], ...]
    neighbours: Mapping[str, Sequence[Neighbour]]
    plans: dict[tuple[object, ...], str] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def causes(self) -> tuple[Cause, ...]:
        """What can make it give something new. Many rules are never asked again."""
        given = frozenset((THIS,)) if self.uses_this else _NONE
        return causes(self.query.where, given, self.prefixes)

    def text(
        self, statistics: Statistics, nodes: Sequence[str], seed: str | None, seeds: Sequence[str]
    ) -> str:
        """Return the query for focus nodes, whose rows have one of the ``seeds``, if any is named.

        ``nodes`` and ``seeds`` are written as SPARQL has them.
        """
        # A plan is good for a graph of about the same size; its rows are the same in any case.
        sizes = tuple(statistics.of_property(i).triples.bit_length() // 4 for i in self.reads)
        key = (seed, len(nodes).bit_length() // 3, sizes)
        if key not in self.plans:
            if len(self.plans) >= _MOST_PLANS:
                del self.plans[next(iter(self.plans))]
            self.plans[key] = self._plan(statistics, seed, len(nodes))
        text = self.plans[key].replace(_MARKS["nodes"], " ".join(nodes))
        return text.replace(_MARKS["seeds"], " ".join(seeds))

    def _plan(self, statistics: Statistics, seed: str | None, count: int) -> str:
        first = [_values(THIS, "nodes", count)] if self.uses_this else []
        # After the others, so that only rows are left out; the plan begins with it if it can.
        last = [_values(seed, "seeds", 0)] if seed else []
        where = Group((*first, *self.query.where.elements, *last))
        query = dataclasses.replace(self.query, where=where)
        planned = Planner(statistics, self.prefixes).query(query)
        return self.prologue + engine_text(query_tokens(planned))

    def bridge_text(self, cause: Cause, triples: Iterable[tuple[str, str]]) -> str:
        """Return the query for the seeds that triples lead to, given as subject and value."""
        ends = [variable_of(cause.pattern.subject), variable_of(cause.pattern.value)]
        names = " ".join(f"?{name}" for name in ends if name)
        rows = (
            " ".join(term for term, name in zip(triple, ends, strict=True) if name)
            for triple in triples
        )
        values = " ".join(f"({row})" for row in rows)
        steps = ""
        for each in cause.bridge:
            tokens = [*each.subject, _SPACE, *each.path.tokens, _SPACE, *each.value]
            steps += f" LATERAL {{ {engine_text(tokens)} }}"
        select = f"SELECT DISTINCT ?{cause.seed} {{ VALUES ({names}) {{ {values} }}{steps} }}"
        return self.prologue + select


def asked_together(
    tokens: Sequence[Token], prologue: str, prefixes: Mapping[str, str], *, uses_this: bool
) -> Together | None:
    """Return the query of a rule for many focus nodes; None where it must be asked one by one.

    ``prefixes``: those that it declares, and those that it need not, whose PREFIX lines are the
    ``prologue``.
    """
    try:
        query = read_tree(tokens)
    except UnreadableError:
        return None
    query = _unified(query)
    query = dataclasses.replace(query, where=_known_in_branches(query.where))
    if kept(query) is not None or not _is_the_same(query.where):
        return None
    patterns = (each for each in within(query.where) if isinstance(each, TriplePattern))
    reads = {iri for each in patterns for iri in properties_of(each.path, prefixes) or ()}
    return Together(
        prologue,
        query,
        uses_this,
        prefixes,
        tuple(sorted(reads)),
        tuple(_needed(query.where, prefixes)),
        _neighbours(query.where, prefixes),
    )


def _needed(where: Group, prefixes: Mapping[str, str]) -> Iterator[frozenset[str]]:
    """Yield, for each pattern that every row matches, the properties that it can match."""
    for each in where.elements:
        if isinstance(each, TriplePattern) and not each.path.may_be_empty:
            found = properties_of(each.path, prefixes)
            if found is not None:
                yield found


def _neighbours(where: Group, prefixes: Mapping[str, str]) -> dict[str, list[Neighbour]]:
    """Return, by variable, which triples its values must have: property, value, as the value."""
    found: dict[str, list[Neighbour]] = {}
    for each in where.elements:
        if not isinstance(each, TriplePattern) or each.path.form is not PathForm.IRI:
            continue
        properties = properties_of(each.path, prefixes)
        subject, value = variable_of(each.subject), variable_of(each.value)
        constant = resolve(each.value[0], prefixes) if len(each.value) == 1 else None
        for iri in properties or ():
            if subject is not None:
                node = ox.NamedNode(constant) if constant else None
                found.setdefault(subject, []).append((ox.NamedNode(iri), node, False))
            if value is not None:
                found.setdefault(value, []).append((ox.NamedNode(iri), None, True))
    for neighbours in found.values():
        neighbours.sort(key=lambda neighbour: neighbour[1] is None)  # a value named decides most
    return found


def _is_the_same(where: Group) -> bool:
    """Whether the rows are those of the query with the focus node in the place of ``$this``.

    Its value is known in the outermost group, as if VALUES stood first in it.
    """
    given = frozenset((THIS,))
    for element in where.elements:
        if isinstance(element, Minus) and THIS in mentioned(element):
            return False  # a term is no variable that the two sides share
        known = isinstance(element, Filter | Bind | Minus)
        if not known and not matches_given(element, given, _NONE):
            return False
    for each in within(where):
        if isinstance(each, Select) and THIS in mentioned(each) and THIS not in projected(each):
            return False
        if isinstance(each, TriplePattern) and each.path.may_be_empty:
            # From a term, such a path leads to itself, be it a node of the graph or not.
            ends = (variable_of(each.subject), variable_of(each.value))
            if THIS in ends:
                return False
    return True


def _known_in_branches(where: Group) -> Group:
    """Return the group with ``$this`` known in those branches of UNION that name it.

    A branch sees only what its own patterns bind. So it gets a copy of a pattern beside the UNION
    that binds ``$this``: what that matches, it matches again, once for each row. The other
    variables of the pattern must be nothing new to the branch.
    """
    binding = [
        each
        for each in where.elements
        if isinstance(each, TriplePattern)
        and each.path.form is PathForm.IRI
        and THIS in certain(each)
    ]

    def known(branch: Group) -> Group:
        if THIS not in mentioned(branch) or matches_given(branch, frozenset((THIS,)), _NONE):
            return branch
        for pattern in binding:
            if not (visible(pattern) - {THIS}) & mentioned(branch) - certain(branch):
                return Group((pattern, *branch.elements))
        return branch

    return Group(
        tuple(
            Union(tuple(map(known, each.branches))) if isinstance(each, Union) else each
            for each in where.elements
        )
    )


def _unified(query: Query) -> Query:
    """Return the query with ``FILTER (?v = $this)`` left out and ``?v`` called ``$this``.

    Of the focus node, which is an IRI, only itself is an equal. It is the same where each row of
    the group has a value for ``?v``, which is given to it by no BIND or AS, and where nothing
    outside the group names it.
    """
    where, old = _unified_group(query.where)
    head = query.head if old is None else renamed_tokens(query.head, old, THIS)
    elements = list(where.elements)
    for index, element in enumerate(elements):
        if isinstance(element, Union):
            others = _NONE.union(*(mentioned(e) for e in elements if e is not element))
            others |= mentioned(Expression(query.head))
            elements[index] = Union(
                tuple(_unified_group(branch, others)[0] for branch in element.branches)
            )
    return dataclasses.replace(query, where=Group(tuple(elements)), head=head)


def _unified_group(group: Group, outside: frozenset[str] = _NONE) -> tuple[Group, str | None]:
    for element in group.elements:
        if not isinstance(element, Filter):
            continue
        name = _equal_to_this(element.condition)
        if name is None or name in outside or name not in certain(group):
            continue
        values = (each for each in within(group) if isinstance(each, Values))
        if name in given_names(group) or any(name in each.variables for each in values):
            continue
        rest = Group(tuple(each for each in group.elements if each is not element))
        return renamed(rest, name, THIS), name
    return group, None


def _equal_to_this(condition: Expression) -> str | None:
    real = [p for p in condition.parts if not isinstance(p, Token) or p.significant]
    if len(real) != 3:
        return None
    one, sign, other = real
    if not isinstance(one, Token) or not isinstance(sign, Token) or not isinstance(other, Token):
        return None
    if sign.text != "=" or one.kind is not Kind.VAR or other.kind is not Kind.VAR:
        return None
    names = {one.text[1:], other.text[1:]}
    return min(names - {THIS}) if THIS in names and len(names) > 1 else None


def _values(variable: str, mark: str, rows: int) -> Element:
    tokens = [Token(Kind.WORD, "VALUES", 0, 0, 0), _SPACE, Token(Kind.VAR, f"?{variable}", 0, 0, 0)]
    tokens += [_SPACE, _OPEN, _SPACE, Token(Kind.IRI, _MARKS[mark], 0, 0, 0), _SPACE, _CLOSE]
    return Values((variable,), tuple(tokens), rows, complete=True)
