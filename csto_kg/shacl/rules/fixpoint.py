"""Rules run on facts until nothing new follows.

As pyshacl does it: shape by shape in their order, and for each the rules in their order, each
for every focus node; what a rule gives is added once it ran for all of them. When a round over the
rules of a shape adds nothing, the next shape is due. A rule is left out of a round when nothing
that it reads has been added since it last ran: it would give the same.

A rule is asked once for all its focus nodes (``together``) and, when it has run before, only for
what new triples can have brought about (``growth``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from csto_kg.errors import CstoKgError, InputError
from csto_kg.shacl.result import Term
from csto_kg.shacl.rules.construct import Construct
from csto_kg.shacl.rules.growth import Growth
from csto_kg.shacl.rules.rule_set import Rule, RuleSet, RuleShape
from csto_kg.shacl.rules.together import THIS, Together
from csto_kg.sparql.guard import is_writable
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
    """One derivation: the store that it grows, and what has grown since each rule ran."""

    def __init__(self, store: ox.Store, limit: int) -> None:
        self._store = store
        self._limit = limit
        self._growth = Growth(store)
        self._rounds = 0
        self._statistics: list[RuleStatistics] = []
        self._extra: list[ox.Quad] = []

    def add_facts(self, triples: Iterable[ox.Triple]) -> None:
        quads = [quad for quad in map(_quad, triples) if quad not in self._store]
        self._extra.extend(quads)
        self._store.extend(quads)

    def take_back(self) -> None:
        """Leave the store without what was added."""
        for quad in (*self._growth.added, *self._extra):
            self._store.remove(quad)

    def derive(self, rules: RuleSet) -> Derivation:
        for shape in rules.shapes:
            self._run_shape(shape)
        own = ox.Store()
        own.extend(self._growth.added)  # gives each literal back in the form that facts have
        triples = sorted((quad.triple for quad in own), key=str)
        return Derivation(tuple(triples), self._rounds, tuple(self._statistics))

    def _run_shape(self, shape: RuleShape) -> None:
        running = [_RunningRule(rule) for rule in shape.rules]
        nodes: Sequence[Term] = ()
        looked: int | None = None
        for number in range(1, self._limit + 1):
            adding = []
            for each in running:
                if self._growth.since(looked, shape.targets.read):
                    looked = self._growth.step
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
        """Ask for what may be new, and add what is; return whether anything is."""
        # Without $this, the answer is the same for every focus node.
        due = nodes if running.rule.construct.uses_this or not nodes else _NO_NODE
        done = set(running.done)
        # There are more focus nodes than before, never fewer.
        fresh = [] if due is running.done else [node for node in due if node not in done]
        known: Sequence[Term | None] = ()
        if running.last is not None and self._growth.since(
            running.last, running.rule.construct.reads
        ):
            known = running.done
        try:
            new = {quad for quad in self._new(running, fresh, known) if quad not in self._store}
        except CstoKgError as error:
            raise InputError(
                f"the rule {running.rule.name}: {error.message}",
                hint=error.hint,
                location=running.rule.location,
            ) from error
        running.last, running.done = self._growth.step, due
        running.added += len(new)
        self._growth.add(new)
        return bool(new)

    def _new(
        self, running: _RunningRule, fresh: Sequence[Term | None], known: Sequence[Term | None]
    ) -> Iterator[ox.Quad]:
        """Yield all that is constructed for fresh focus nodes, and for known ones what is new.

        Of what is not new, any part may be there too.
        """
        asked = running.rule.construct.together
        odd: Sequence[Term | None] = (*fresh, *known)
        if asked is not None:
            odd = [node for node in odd if not _fits(node)]
            texts = self._texts(running, asked, fresh, known)
            for text in texts:
                running.applications += 1
                yield from _answer(self._store, text)
        for node in odd:
            running.applications += 1
            yield from _answer_for(self._store, running.rule.construct, node)

    def _texts(
        self,
        running: _RunningRule,
        asked: Together,
        fresh: Sequence[Term | None],
        known: Sequence[Term | None],
    ) -> list[str]:
        """Return the queries that are to be asked of a rule for many focus nodes."""
        if not self._growth.can_match(asked):
            return []
        statistics = self._growth.statistics
        texts = []
        first = _written(fresh)
        before = _written(known)
        seeds = None
        if before:
            few = self._growth.has_few_rows(asked)
            seeds = None if few else self._growth.seeds(asked, running.last or 0)
            if seeds is None:
                first += before
            else:
                first += sorted({*before} & seeds.pop(THIS, set()))
        if first:
            texts.append(asked.text(statistics, first, None, ()))
        for variable, values in sorted((seeds or {}).items()):
            if values:
                texts.append(asked.text(statistics, before, variable, sorted(values)))
        return texts


def _quad(triple: ox.Triple) -> ox.Quad:
    """Return the triple as a fact; its language tag, if any, as queries know it."""
    return stored_quad(ox.Quad(triple.subject, triple.predicate, triple.object, _FACTS))


def _fits(node: Term | None) -> bool:
    """Whether a focus node can be asked for with others; None is where a rule uses none."""
    return node is None or (isinstance(node, ox.NamedNode) and is_writable(node))


def _written(nodes: Sequence[Term | None]) -> list[str]:
    return [str(node) for node in nodes if _fits(node)]


def _answer_for(store: ox.Store, construct: Construct, node: Term | None) -> Iterator[ox.Quad]:
    """Yield what a rule constructs for a focus node; None where it uses none."""
    if isinstance(node, ox.BlankNode):
        raise InputError(
            "a blank node is a focus node, and no query can name it",
            hint="give the thing an IRI in the facts",
        )
    text = construct.pieces[0] if node is None else construct.text(node)
    try:
        yield from _answer(store, text)
    except SyntaxError as error:
        raise InputError(
            f"{node} cannot stand where $this does",
            hint="let the shape's targets find no literals, or use $this otherwise",
        ) from error


def _answer(store: ox.Store, text: str) -> Iterator[ox.Quad]:
    answer = store.query(text)
    assert isinstance(answer, ox.QueryTriples)  # noqa: S101  (checked on reading)
    with engine_errors("the query failed"):
        yield from map(_quad, answer)


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
