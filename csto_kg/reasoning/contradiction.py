"""Which facts, and which axioms of the ontology, make an inconsistent module so.

A reasoner says that there is a contradiction, not where. Pellet can be asked for an explanation,
but its words name things by the ends of their IRIs only, and it may see none where HermiT does. So
its words only point to suspects; what is given out was tested: those triples contradict each other,
and none of them can be spared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import pyoxigraph as ox

from csto_kg.errors import EnvironmentFailure
from csto_kg.reasoning.axioms import Axiom, axioms
from csto_kg.reasoning.core import Core, NoMoreTests, smallest_failing
from csto_kg.reasoning.reasoner import Reasoner, ReasonerTimeout
from csto_kg.terms import PREFIXES, RDF, RDFS

RUNS = 120
"""No more runs of the reasoner than this for one contradiction; a run takes about a second."""

_BUILT_IN = (RDF, RDFS, PREFIXES["owl"], PREFIXES["xsd"])
_DISJOINT = frozenset({"disjointWith", "DisjointClasses"})
_OWL = PREFIXES["owl"]
# Pellet's words for some kinds of axiom.
_KINDS = {
    RDFS + "subClassOf": frozenset({"subClassOf"}),
    RDFS + "domain": frozenset({"domain"}),
    RDFS + "range": frozenset({"range"}),
    _OWL + "disjointWith": _DISJOINT,
    _OWL + "disjointUnionOf": _DISJOINT,
    _OWL + "members": _DISJOINT,
    _OWL + "FunctionalProperty": frozenset({"Functional"}),
}
_LISTS = frozenset({_OWL + "disjointUnionOf", _OWL + "members"})
_WORD = re.compile(r"[^\s(){}\[\],\"]+")


@dataclass(frozen=True)
class Contradiction:
    """Triples that cannot all be true together with the ontology.

    ``axioms``: those of the ontology that they contradict; empty when they were not asked for.
    ``minimal``: nothing in it can be spared. Not minimal: time or runs were used up before that.
    """

    triples: tuple[ox.Triple, ...]
    axioms: tuple[Axiom, ...] = ()
    minimal: bool = True


class ContradictionFinder:
    """Looks for one contradiction among ``facts``, given the ``ontology``, by runs of a reasoner.

    The reasoner must have found them inconsistent together.
    """

    def __init__(
        self,
        reasoner: Reasoner,
        facts: Sequence[ox.Triple],
        ontology: Sequence[ox.Triple],
    ) -> None:
        self._reasoner = reasoner
        self._runs = RUNS
        # What only describes contradicts nothing, and costs time in each run.
        self._axioms = axioms(ontology)
        self._ontology = self._axioms.triples
        self._facts = [t for t in facts if t.predicate.value not in self._axioms.annotations]

    def find(self, *, with_axioms: bool = False) -> Contradiction:
        """Return a smallest contradiction; of several, one whose facts come early."""
        words = self._words()
        core = self._facts_of(words)
        if not with_axioms:
            return Contradiction(core.items, minimal=core.minimal)
        axioms_ = self._axioms_of(core.items, words)
        return Contradiction(core.items, axioms_.items, core.minimal and axioms_.minimal)

    def _words(self) -> frozenset[str]:
        """The words of Pellet's explanation; none when it has none, or no time to give it."""
        try:
            outcome = self._reasoner.run(chain(self._ontology, self._facts), explain=True)
        except EnvironmentFailure:
            return frozenset()
        # Before that stands what it explains, which is always the same.
        return frozenset(_WORD.findall(outcome.explanation.partition("Explanation(s):")[2]))

    def _facts_of(self, words: frozenset[str]) -> Core[ox.Triple]:
        def fails(triples: Iterable[ox.Triple]) -> bool:
            return self._inconsistent(chain(self._ontology, triples))

        suspects = [triple for triple in self._facts if _names(triple) <= words]
        if self._failing(suspects, fails):
            return smallest_failing(suspects, fails)
        # First which things, then which of the triples about them.
        things: dict[object, list[ox.Triple]] = {}
        for triple in self._facts:
            things.setdefault(triple.subject, []).append(triple)
        found = smallest_failing(
            list(things.values()), lambda groups: fails(chain.from_iterable(groups))
        )
        triples = list(chain.from_iterable(found.items))
        return smallest_failing(triples, fails) if found.minimal else Core(tuple(triples), False)

    def _axioms_of(self, facts: Sequence[ox.Triple], words: frozenset[str]) -> Core[Axiom]:
        all_axioms, declarations = self._axioms.axioms, self._axioms.declarations

        def fails(chosen: Iterable[Axiom]) -> bool:
            triples = chain.from_iterable(axiom.triples for axiom in chosen)
            return self._inconsistent(chain(declarations, facts, triples))

        suspects = [axiom for axiom in all_axioms if _is_named(axiom, words)]
        if self._failing(suspects, fails):
            return smallest_failing(suspects, fails)
        found = smallest_failing(all_axioms, fails)
        # What is left of the whole ontology says nothing to anybody.
        return found if found.minimal else Core((), minimal=False)

    @staticmethod
    def _failing(suspects: Sequence[object], fails: Callable[..., bool]) -> bool:
        try:
            return bool(suspects) and fails(suspects)
        except NoMoreTests:
            return False

    def _inconsistent(self, triples: Iterable[ox.Triple]) -> bool:
        if self._runs <= 0:
            raise NoMoreTests
        self._runs -= 1
        try:
            return not self._reasoner.run(triples).consistent
        except ReasonerTimeout as error:
            raise NoMoreTests from error
        except EnvironmentFailure:
            return False  # half of an axiom may be what a reasoner cannot read


def _is_named(axiom: Axiom, words: frozenset[str]) -> bool:
    """Whether Pellet's words may stand for the axiom: they have its terms and its kind."""
    kind = axiom.triple.predicate.value
    if kind == RDF + "type" and isinstance(axiom.triple.object, ox.NamedNode):
        kind = axiom.triple.object.value
    told_by = _KINDS.get(kind)
    if told_by is not None and not told_by & words:
        return False
    names = _ends(axiom.signature)
    if kind in _LISTS:  # Pellet names those of the list that clash
        return len(names & words) > 1
    return names <= words


def _names(triple: ox.Triple) -> frozenset[str]:
    """What Pellet calls the things and terms of a fact; its literals and kinds aside."""
    terms = (triple.subject, triple.predicate, triple.object)
    return _ends(term.value for term in terms if isinstance(term, ox.NamedNode))


def _ends(iris: Iterable[str]) -> frozenset[str]:
    return frozenset(
        re.split(r"[/#]", iri.rstrip("/#"))[-1] for iri in iris if not iri.startswith(_BUILT_IN)
    )
