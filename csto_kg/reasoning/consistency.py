"""Is the graph, with the ontology and maybe new facts, free of contradiction, and what follows?

:func:`reason` answers with a :class:`Consistency`; ``csto-kg reason`` prints it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.admission.vocabulary import Vocabulary, check_vocabulary
from csto_kg.errors import EnvironmentFailure, InputError
from csto_kg.progress import silent
from csto_kg.reasoning.contradiction import ContradictionFinder
from csto_kg.reasoning.findings import Conflict, Consistency, Fact, Inference
from csto_kg.reasoning.module import ReasonerModule, module_of
from csto_kg.reasoning.reasoner import Reasoner
from csto_kg.reasoning.wording import Words
from csto_kg.shacl.graph.shapes_graph import truth
from csto_kg.terms import COUNTS, CSTO, ONTOLOGY_GRAPH, PREFIXES, RDF, STATUS, shorten

if TYPE_CHECKING:
    from csto_kg.progress import Progress
    from csto_kg.rdf_files.file import RdfFile
    from csto_kg.rdf_files.staged import Staged
    from csto_kg.store.interface import Store

_NEW = "urn:x-csto-kg:new-facts"  # where facts of files are while they are looked at
_TYPE = RDF + "type"
# How a record is known, and whether it counts, is recorded; nobody may infer it.
_NEVER_INFERRED = frozenset({STATUS.value, COUNTS.value, CSTO + "counted"})


def reason(
    store: Store,
    facts: Sequence[RdfFile] = (),
    *,
    reasoner: str = "hermit",
    explain: bool = False,
    inferences: bool = False,
    timeout: float | None = None,
    progress: Progress = silent,
) -> Consistency:
    """Reason over all graphs of the store that queries see, and the facts of files.

    ``explain``: for a contradiction, find the axioms too. ``inferences``: say what follows about
    things. ``timeout``: seconds for the reasoner; once a contradiction is known, what was found
    about it in that time is the answer.

    Raises UsageError for an unknown reasoner, InputError for facts that cannot be read or use
    terms that the ontology does not have, EnvironmentFailure without Java, when the time is up or
    the reasoner fails, and whatever the store raises.
    """
    with Reasoner(reasoner, timeout=timeout) as running:
        progress("reading the graph", 0, None)
        work = _Work(store, facts, progress)
        common = (running.name, work.graphs, work.files, len(work.module.triples))
        if work.module.ill_typed:
            return Consistency(
                False, *common, work.module.left_out, work.facts(work.module.unseen),
                conflict=Conflict(work.facts(work.module.ill_typed[:1], _no_value)),
            )  # fmt: skip
        progress(f"running {running.title}", 0, None)
        outcome = running.run(work.module.triples, values=inferences)
        conflict = None
        if not outcome.consistent:
            progress("looking for the contradiction", 0, None)
            new, ontology = work.parts()
            found = ContradictionFinder(running, new, ontology).find(with_axioms=explain)
            conflict = Conflict(
                work.facts(found.triples),
                tuple(work.words.axiom(axiom) for axiom in found.axioms),
                found.minimal,
            )
    return Consistency(
        outcome.consistent, *common, work.module.left_out, work.facts(work.module.unseen),
        outcome.unsatisfiable, conflict,
        work.inferences(outcome.inferred) if inferences and outcome.consistent else None,
    )  # fmt: skip


class _Work:
    """The triples of a run, each with its graph."""

    def __init__(self, store: Store, facts: Sequence[RdfFile], progress: Progress) -> None:
        self.graphs: dict[str, int] = {}
        self._graph: dict[ox.Triple, str] = {}
        held: dict[str, list[ox.Triple]] = {}
        for name in store.graph_names():
            held[name] = [quad.triple for quad in store.quads(name)]
            self.graphs[name] = len(held[name])
        self._ontology = held.get(ONTOLOGY_GRAPH, [])
        if not self._ontology:
            raise EnvironmentFailure(
                "there is no ontology in the store, so nothing can contradict it",
                hint="ask one that csto-kg filled (--store, csto-kg push)",
            )
        self._staged = _staged(facts, progress)
        self.files: dict[str, int] = {}
        if self._staged is not None:
            self._check_terms(self._staged)
            for staged in self._staged.files:
                self.files[staged.file.shown] = len(staged.quads)
                self._graph.update((quad.triple, _NEW) for quad in staged.quads)
        for name, triples in held.items():
            for triple in triples:
                self._graph.setdefault(triple, name)
        self.module: ReasonerModule = module_of(self._graph)
        self.words = Words(self._graph)

    def _check_terms(self, staged: Staged) -> None:
        seen: list[ox.Quad] = []

        def noted() -> Iterator[tuple[ox.Quad, str, None]]:
            for quad in staged.quads():
                seen[:] = [quad]
                yield quad, "", None

        try:
            check_vocabulary(noted(), Vocabulary.of(self._ontology))
        except InputError as error:
            # To find the place takes another reading.
            place = staged.place(seen[0])
            raise InputError(error.message, hint=error.hint, location=place) from error

    def parts(self) -> tuple[list[ox.Triple], list[ox.Triple]]:
        """Return the facts, new ones first, and the ontology."""
        given = set(self._ontology)
        facts = [triple for triple in self.module.triples if triple not in given]
        return facts, [triple for triple in self.module.triples if triple in given]

    def facts(
        self, triples: Sequence[ox.Triple], word: Callable[[str, ox.Triple], str] | None = None
    ) -> tuple[Fact, ...]:
        """Return facts with their places."""
        new = [triple for triple in triples if self._graph[triple] == _NEW]
        places = self._staged.places(new, ()) if self._staged is not None and new else None
        found = []
        for triple in triples:
            text = self.words.fact(triple)
            graph = self._graph[triple]
            found.append(
                Fact(
                    triple,
                    word(text, triple) if word else text,
                    None if graph == _NEW else graph,
                    places.of(triple, triple.subject) if places and graph == _NEW else None,
                )
            )
        return tuple(found)

    def inferences(self, triples: Iterable[ox.Triple]) -> tuple[Inference, ...]:
        """Return what of the inferred triples is about things, with their status."""
        status: dict[object, object] = {}
        counting: dict[object, bool] = {}
        for triple in self._graph:
            if triple.predicate == STATUS:
                status[triple.subject] = triple.object
            elif triple.predicate == COUNTS:
                counting[triple.subject] = truth(triple.object) is True
        found = []
        for triple in triples:
            if not _is_about_a_thing(triple) or triple.predicate.value in _NEVER_INFERRED:
                continue
            known = status.get(triple.subject)
            found.append(
                Inference(
                    triple,
                    self.words.fact(triple),
                    known.value if isinstance(known, ox.NamedNode) else None,
                    counting.get(known, False) if known is not None else None,
                )
            )
        return tuple(found)


def _staged(facts: Sequence[RdfFile], progress: Progress) -> Staged | None:
    if not facts:
        return None
    from csto_kg.rdf_files.staged import Staged

    return Staged(facts, _NEW, progress)


def _is_about_a_thing(triple: ox.Triple) -> bool:
    """Whether a triple says something of a thing: not of a term, and not that it is a thing."""
    subject, predicate, value = triple.subject, triple.predicate.value, triple.object
    owl = PREFIXES["owl"]
    if isinstance(subject, ox.NamedNode) and subject.value.startswith((CSTO, owl)):
        return False
    if predicate == _TYPE:
        return isinstance(value, ox.NamedNode) and not value.value.startswith(owl)
    return not predicate.startswith((owl, PREFIXES["rdfs"]))


def _no_value(text: str, triple: ox.Triple) -> str:
    value = triple.object
    assert isinstance(value, ox.Literal)  # noqa: S101
    return f"{text}, which is no {shorten(value.datatype.value)}"
