"""Rules run on facts until nothing new follows.

As pyshacl does it: shape by shape in their order, and for each the rules in their order, each
for every focus node; what a rule gives is added once it ran for all of them. When a round over the
rules of a shape adds nothing, the next shape is due. A rule is left out of a round when nothing
that it reads has been added since it last ran: it would give the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from csto_kg.errors import CstoKgError, InputError
from csto_kg.shacl.result import Term
from csto_kg.shacl.rules.construct import Construct
from csto_kg.shacl.rules.rule_set import Rule, RuleSet, RuleShape
from csto_kg.store.embedded.lexical_forms import stored_quad
from csto_kg.store.interface import engine_errors

_FACTS = ox.DefaultGraph()
_NO_NODE: Sequence[Term | None] = (None,)


@dataclass(frozen=True)
class RuleStatistics:
    """What one rule of a shape did: how many queries it asked, how many triples it added."""

    shape: str
    rule: str
    applications: int
    added: int


@dataclass(frozen=True)
class Derivation:
    """What follows from facts: the new triples, sorted, literals in the engine's form.

    ``rounds`` counts those of all shapes, with the last one of each, which adds nothing.
    """

    triples: tuple[ox.Triple, ...]
    rounds: int
    statistics: tuple[RuleStatistics, ...]


def derive(
    facts: Iterable[ox.Triple] | ox.Store,
    rules: RuleSet,
    *,
    extra: Iterable[ox.Triple] = (),
    rounds: int = 100,
) -> Derivation:
    """Return what follows by the rules from ``facts`` and ``extra``, the same on every run.

    Facts in the default graph of a store are taken as they are, without a copy; while this runs
    the store holds more, and afterwards what it held before. ``extra`` triples are facts as well.

    Raises InputError, with the rule and its file, for rules that still add triples in round
    ``rounds``, for a blank node as focus node, and for a query that fails.
    """
    if isinstance(facts, ox.Store):
        run = _Fixpoint(facts, rounds)
        try:
            run.add_facts(extra)
            return run.derive(rules)
        finally:
            run.take_back()
    store = ox.Store()
    store.bulk_extend(map(_quad, facts))
    run = _Fixpoint(store, rounds)
    run.add_facts(extra)
    return run.derive(rules)


class _RunningRule:
    """A rule while its shape has its rounds: when it last ran, and on which focus nodes."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.last: int | None = None
        self.done: Sequence[Term | None] = ()
        self.applications = 0
        self.added = 0


class _Fixpoint:
    """One derivation: the store that it grows, and the step at which each property last did."""

    def __init__(self, store: ox.Store, limit: int) -> None:
        self._store = store
        self._limit = limit
        self._step = 0
        self._grown: dict[str, int] = {}
        self._rounds = 0
        self._statistics: list[RuleStatistics] = []
        self._extra: list[ox.Quad] = []
        self._derived: list[ox.Quad] = []

    def add_facts(self, triples: Iterable[ox.Triple]) -> None:
        quads = [quad for quad in map(_quad, triples) if quad not in self._store]
        self._extra.extend(quads)
        self._store.extend(quads)

    def take_back(self) -> None:
        """Leave the store without what was added."""
        for quad in (*self._derived, *self._extra):
            self._store.remove(quad)

    def derive(self, rules: RuleSet) -> Derivation:
        for shape in rules.shapes:
            self._run_shape(shape)
        own = ox.Store()
        own.extend(self._derived)  # gives each literal back in the form that facts have
        triples = sorted((quad.triple for quad in own), key=str)
        return Derivation(tuple(triples), self._rounds, tuple(self._statistics))

    def _run_shape(self, shape: RuleShape) -> None:
        running = [_RunningRule(rule) for rule in shape.rules]
        nodes: Sequence[Term] = ()
        looked: int | None = None
        for number in range(1, self._limit + 1):
            adding = []
            for each in running:
                if self._grown_since(looked, shape.targets.read):
                    looked = self._step
                    nodes = shape.targets.focus_nodes(self._store)
                if self._run_rule(each, nodes):
                    adding.append(each.rule)
            self._rounds += 1
            if not adding:
                break
            if number == self._limit:
                raise _endless(adding, number)
        self._statistics.extend(
            RuleStatistics(shape.iri, each.rule.iri, each.applications, each.added)
            for each in running
        )

    def _run_rule(self, running: _RunningRule, nodes: Sequence[Term]) -> bool:
        """Ask for the focus nodes whose answer may be another one; add what is new, if anything."""
        # Without $this, the answer is the same for every focus node.
        due = nodes if running.rule.construct.uses_this or not nodes else _NO_NODE
        if self._grown_since(running.last, running.rule.construct.reads):
            todo = due
        elif due is running.done:
            todo = ()
        else:  # more focus nodes than before, never fewer
            done = set(running.done)
            todo = [node for node in due if node not in done]
        running.last, running.done = self._step, due
        running.applications += len(todo)
        new: set[ox.Quad] = set()
        for node in todo:
            for triple in _ask(self._store, running.rule, node):
                quad = _quad(triple)
                if quad not in self._store:
                    new.add(quad)
        running.added += len(new)
        self._add(new)
        return bool(new)

    def _add(self, quads: set[ox.Quad]) -> None:
        if quads:
            self._derived.extend(quads)
            self._store.extend(quads)
            self._step += 1
            for quad in quads:
                self._grown[quad.predicate.value] = self._step

    def _grown_since(self, step: int | None, properties: frozenset[str] | None) -> bool:
        if step is None:
            return True
        if properties is None:
            return self._step > step
        return any(self._grown.get(each, 0) > step for each in properties)


def _quad(triple: ox.Triple) -> ox.Quad:
    """Return the triple as a fact; its language tag, if any, as queries know it."""
    return stored_quad(ox.Quad(triple.subject, triple.predicate, triple.object, _FACTS))


def _ask(store: ox.Store, rule: Rule, node: Term | None) -> Iterator[ox.Triple]:
    """Return what a rule constructs for a focus node; None where it uses none."""
    try:
        yield from _answer(store, rule.construct, node)
    except CstoKgError as error:
        raise InputError(
            f"the rule {rule.name}: {error.message}", hint=error.hint, location=rule.location
        ) from error


def _answer(store: ox.Store, construct: Construct, node: Term | None) -> Iterator[ox.Triple]:
    if isinstance(node, ox.BlankNode):
        raise InputError(
            "a blank node is a focus node, and no query can name it",
            hint="give the thing an IRI in the facts",
        )
    text = construct.pieces[0] if node is None else construct.text(node)
    with engine_errors("the query failed"):
        try:
            answer = store.query(text)
        except SyntaxError as error:
            raise InputError(
                f"{node} cannot stand where $this does",
                hint="let the shape's targets find no literals, or use $this otherwise",
            ) from error
        assert isinstance(answer, ox.QueryTriples)  # noqa: S101  (checked before)
        yield from answer


def _endless(rules: Sequence[Rule], rounds: int) -> InputError:
    names = [rule.name for rule in rules]
    if len(names) == 1:
        what = f"the rule {names[0]} still adds triples"
    else:
        what = f"the rules {', '.join(names[:-1])} and {names[-1]} still add triples"
    return InputError(
        f"{what} after {rounds} rounds",
        hint="let it construct only what can be finitely many",
        location=rules[0].location,
    )
