"""The steps that validate, add and retract share: read, admit, check, put in place."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.admission.assertions import admit
from csto_kg.admission.ownership import Protected
from csto_kg.admission.vocabulary import Vocabulary
from csto_kg.change import journal
from csto_kg.change.promotion import Promotion, promote
from csto_kg.change.receipt import REFUSED, Options, Receipt, Signature
from csto_kg.checking.check import check, located
from csto_kg.checking.explanation import with_causes
from csto_kg.checking.snapshot import Snapshot
from csto_kg.checking.suite import described, load_checks, load_rules, readings, reserved
from csto_kg.errors import UsageError
from csto_kg.shacl.engine import check_engine, engine
from csto_kg.store.on_disk.directory import open_directory
from csto_kg.terms import ONTOLOGY_GRAPH, STAGING, is_internal, shorten

if TYPE_CHECKING:
    from csto_kg.checking.report import Report
    from csto_kg.rdf_files.staged import Staged
    from csto_kg.session.session import Session
    from csto_kg.store.interface import Store
    from csto_kg.store.on_disk.directory import StoreOnDisk


@dataclass(frozen=True)
class Step:
    """What is to be done with a graph; see :class:`csto_kg.change.promotion.Promotion`."""

    kind: str
    triples: frozenset[ox.Triple]
    whole: bool
    ready: Callable[[], None] = lambda: None


class ChangeSteps:
    """Steps on a session's graph, with the rules and shapes that the options choose.

    Raises InputError for rules and shapes that are broken, UsageError for an unknown engine.
    """

    def __init__(self, session: Session, options: Options) -> None:
        check_engine(options.engine)
        self._session = session
        self._options = options
        self._resources = session.resources
        self._rules = load_rules(self._resources)
        self._checks = load_checks(self._resources, self._rules, options.chosen.readings)
        shipped = (file.graph for file in self._resources.graph_files)
        self._shipped = frozenset((ONTOLOGY_GRAPH, *shipped))

    def is_fixed(self, graph: str) -> bool:
        """Whether the graph is none that users may change."""
        return graph in self._shipped or is_internal(graph)

    def refuse_fixed(self, graph: str) -> None:
        """Raise UsageError for a graph that users may not change."""
        if self.is_fixed(graph):
            raise UsageError(
                f"{shorten(graph)} is part of what csto-kg ships and cannot be changed",
                hint="name a source of your own",
            )

    def reserved(self, wait: float) -> StoreOnDisk:
        """Open the session's directory for a change, which waits for another one for so long.

        Raises EnvironmentFailure when the store fails or stays in use.
        """
        directory = self._session.on_disk("change")
        self._session.let_go()
        self._options.progress("waiting for the store", 0, None)
        return open_directory(directory, self._resources, reserve=True, wait=wait)

    def snapshot(self, store: Store) -> Snapshot:
        """Return what the store holds. Raises EnvironmentFailure."""
        self._options.progress("reading the graph", 0, None)
        return Snapshot.current(self._session, store, self._rules)

    def admitted(
        self, before: Snapshot, staged: Staged, own: Collection[str]
    ) -> dict[str, frozenset[ox.Triple]]:
        """Return the new triples by graph. Raises InputError for what may not be said."""
        if not staged.files:
            return {}
        self._options.progress("looking at the new facts", 0, None)
        graphs = dict(before.graphs)
        if STAGING in own:
            # What any source says already is nothing new from one that has no name.
            graphs[STAGING] = before.facts
        terms_of_ours = reserved(self._resources)
        protected = Protected(
            graphs,
            frozenset(own),
            self._shipped,
            described(self._resources, self._rules, self._checks),
            before.only_derived(self._rules),
            terms_of_ours,
            Vocabulary.of(before.graphs.get(ONTOLOGY_GRAPH, ()), terms_of_ours),
        )
        found: dict[str, set[ox.Triple]] = {}
        for quad in admit(staged, protected):
            assert isinstance(quad.graph_name, ox.NamedNode)  # noqa: S101  (placed by Staged)
            found.setdefault(quad.graph_name.value, set()).add(quad.triple)
        return {graph: frozenset(triples) for graph, triples in found.items()}

    def report(
        self, before: Snapshot | None, after: Snapshot, staged: Staged, *, resolved: bool = True
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
        return located(with_causes(self._session.catalog, found), staged)

    def made(
        self, store: StoreOnDisk, step: Step, receipt: Receipt, signature: Signature
    ) -> Receipt:
        """Make the change unless it brings violations, or is not meant; return the receipt.

        Raises EnvironmentFailure, and what the step's ``ready`` raises.
        """
        report = receipt.report
        assert report is not None  # noqa: S101  (there is something to do)
        if report.introduced:
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
            list(report.snapshot.to_store(self._rules)),
            step.ready,
        )
        promote(self._session.on_disk("change"), store, promotion, self._options.progress)
        report.snapshot.remember(self._session)
        return dataclasses.replace(receipt, change=change)
