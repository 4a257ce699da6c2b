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

from csto_kg.shacl.rules.changes import Cause, causes
from csto_kg.sparql.costs import named_properties, properties_of
from csto_kg.sparql.guard import engine_text, resolve
from csto_kg.sparql.planner import Planner, kept
from csto_kg.sparql.prebinding import joins_alike, known_in_branches, unified, unified_branches
from csto_kg.sparql.renaming import renamed_tokens
from csto_kg.sparql.scopes import mentioned
from csto_kg.sparql.statistics import Statistics
from csto_kg.sparql.tokens import Kind, Token, UnreadableError
from csto_kg.sparql.tree import (
    Element,
    Expression,
    Group,
    PathForm,
    Query,
    TriplePattern,
    Values,
    variable_of,
)
from csto_kg.sparql.tree_reading import read_tree
from csto_kg.sparql.tree_text import query_tokens

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
        key = (seed, len(nodes).bit_length() // 3, statistics.sizes(self.reads))
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
    where, old = unified(query.where, THIS)
    where = unified_branches(where, THIS, mentioned(Expression(query.head)))
    head = query.head if old is None else renamed_tokens(query.head, old, THIS)
    query = dataclasses.replace(query, where=known_in_branches(where, THIS), head=head)
    if kept(query) is not None or not joins_alike(query.where, frozenset((THIS,))):
        return None
    return Together(
        prologue,
        query,
        uses_this,
        prefixes,
        named_properties(query.where, prefixes),
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


def _values(variable: str, mark: str, rows: int) -> Element:
    tokens = [Token(Kind.WORD, "VALUES", 0, 0, 0), _SPACE, Token(Kind.VAR, f"?{variable}", 0, 0, 0)]
    tokens += [_SPACE, _OPEN, _SPACE, Token(Kind.IRI, _MARKS[mark], 0, 0, 0), _SPACE, _CLOSE]
    return Values((variable,), tuple(tokens), rows, complete=True)
