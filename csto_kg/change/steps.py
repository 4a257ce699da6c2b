"""The steps that validate, add and retract share: read, admit, check, put in place."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.admission.admit import admit
from csto_kg.admission.ownership import Protected
from csto_kg.admission.vocabulary import Vocabulary
from csto_kg.change import journal
from csto_kg.change.promotion import Promotion, promote
from csto_kg.change.receipt import REFUSED, Options, Receipt, Signature
from csto_kg.checking.check import check, located
from csto_kg.checking.dataset import State, read_graphs
from csto_kg.checking.derived_graphs import derived_quads, kept
from csto_kg.checking.readings import readings
from csto_kg.checking.suite import (
    check_engine,
    described,
    engine,
    load_checks,
    load_rules,
    reserved,
)
from csto_kg.errors import UsageError
from csto_kg.store.engine_errors import engine_errors
from csto_kg.terms import ONTOLOGY_GRAPH, STAGING, is_internal, shorten

if TYPE_CHECKING:
    import os

    from csto_kg.checking.report import Report
    from csto_kg.rdf_files.staged import Staged
    from csto_kg.resources import Resources
    from csto_kg.store.interface import Store
    from csto_kg.store.on_disk.directory import StoreOnDisk


@dataclass(frozen=True)
class Step:
    """What is to be done with a graph; see :class:`csto_kg.change.promotion.Promotion`."""

    kind: str
    triples: frozenset[ox.Triple]
    whole: bool
    ready: Callable[[], None] = lambda: None


class Work:
    """Rules and shapes as the options have them, and what is shipped.

    Raises InputError for rules and shapes that are broken, UsageError for an unknown engine.
    """

    def __init__(self, resources: Resources, options: Options) -> None:
        check_engine(options.engine)
        self._resources = resources
        self._options = options
        self._rules = load_rules(resources)
        self._checks = load_checks(resources, self._rules, options.chosen.readings)
        self._shipped = frozenset((ONTOLOGY_GRAPH, *(file.graph for file in resources.graph_files)))

    def is_kept(self, graph: str) -> bool:
        """Whether the graph is none that users may change."""
        return graph in self._shipped or is_internal(graph)

    def refuse_kept(self, graph: str) -> None:
        """Raise UsageError for a graph that users may not change."""
        if self.is_kept(graph):
            raise UsageError(
                f"{shorten(graph)} is part of what csto-kg ships and cannot be changed",
                hint="name a source of your own",
            )

    def state(self, store: Store) -> State:
        """Return what the store holds. Raises EnvironmentFailure."""
        self._options.progress("reading the graph", 0, None)
        with engine_errors("the store could not be read"):
            return State(read_graphs(store), kept(store, self._rules))

    def admitted(
        self, before: State, staged: Staged, own: Collection[str]
    ) -> dict[str, frozenset[ox.Triple]]:
        """Return the new triples by graph. Raises InputError for what may not be said."""
        if not staged.files:
            return {}
        self._options.progress("looking at the new facts", 0, None)
        graphs = dict(before.graphs)
        if STAGING in own:
            # What any source says already is nothing new from one that has no name.
            graphs[STAGING] = before.facts
        kept_back = reserved(self._resources)
        protected = Protected(
            graphs,
            frozenset(own),
            self._shipped,
            described(self._resources, self._rules, self._checks),
            before.only_derived(self._rules),
            kept_back,
            Vocabulary.of(before.graphs.get(ONTOLOGY_GRAPH, ()), kept_back),
        )
        found: dict[str, set[ox.Triple]] = {}
        for quad in admit(staged, protected):
            assert isinstance(quad.graph_name, ox.NamedNode)  # noqa: S101  (placed by Staged)
            found.setdefault(quad.graph_name.value, set()).add(quad.triple)
        return {graph: frozenset(triples) for graph, triples in found.items()}

    def report(
        self, before: State | None, after: State, staged: Staged, *, resolved: bool = True
    ) -> Report:
        """Check what is after a change, against what was before. See :func:`check`."""
        found = check(
            before,
            after,
            self._checks,
            engine(self._options.engine),
            deciding=self._options.chosen.deciding,
            known=[reading.iri for reading in readings(self._resources)],
            strict=self._options.strict,
            resolved=resolved,
            progress=self._options.progress,
        )
        return located(self._options.trace(found), staged)

    def made(
        self,
        directory: str | os.PathLike[str],
        store: StoreOnDisk,
        after: State,
        step: Step,
        receipt: Receipt,
        signature: Signature,
    ) -> Receipt:
        """Make the change unless it brings violations, or is not meant; return the receipt.

        Raises EnvironmentFailure, and what the step's ``ready`` raises.
        """
        if receipt.report is not None and receipt.report.introduced:
            return dataclasses.replace(receipt, done=REFUSED)
        if signature.dry_run:
            return receipt
        graph = ox.NamedNode(receipt.graph)
        change = journal.entry(receipt.graph, step.kind, signature.by, signature.at)
        self._options.progress("deriving what follows", 0, None)
        promotion = Promotion(
            change,
            [ox.Quad(t.subject, t.predicate, t.object, graph) for t in step.triples],
            step.whole,
            list(derived_quads(after, self._rules)),
            step.ready,
        )
        promote(directory, store, promotion, self._options.progress)
        return dataclasses.replace(receipt, change=change)
