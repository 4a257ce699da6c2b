"""Checks, additions and retractions as a whole.

``add`` and ``retract`` reserve the store from the reading of what is there to the writing of what
will be: two changes that are each in order, and together are not, are never both let in.
"""

from __future__ import annotations

from collections.abc import Collection, MutableMapping, Sequence
from typing import TYPE_CHECKING

from csto_kg.change import journal
from csto_kg.change.receipt import SAME, Options, Receipt, Signature
from csto_kg.change.steps import ChangeSteps, Step
from csto_kg.checking.snapshot import Snapshot
from csto_kg.errors import InputError, UsageError, did_you_mean
from csto_kg.rdf_files.staged import Staged
from csto_kg.terms import GRAPH, ONTOLOGY_GRAPH, STAGING, shorten

if TYPE_CHECKING:
    import pyoxigraph as ox

    from csto_kg.checking.report import Report
    from csto_kg.rdf_files.file import RdfFile
    from csto_kg.session.session import Session

WAIT_SECONDS = 60.0
"""For so long a change waits for another one, which may be checking."""

_ME_NOW = Signature()


def validate(
    session: Session,
    options: Options,
    files: Sequence[RdfFile] = (),
    *,
    source: str | None = None,
    retracted: Collection[str] = (),
    retracted_files: Sequence[RdfFile] = (),
) -> Report:
    """Check the graph, or what it would be with the files' facts and without what is retracted.

    ``source`` is the graph of facts in no named graph; by default, one of their own.
    ``retracted`` are graphs that would go, ``retracted_files`` have facts that would.

    Raises InputError, with file and line, for facts that cannot be read or may not be said, and
    for rules and shapes that are broken; UsageError for a graph that may not be changed.
    """
    steps = ChangeSteps(session, options)
    if source is not None:
        steps.refuse_fixed(source)
    staged = Staged(files, source or STAGING, options.progress)
    leaving = Staged(retracted_files, STAGING, options.progress)
    before = steps.snapshot(session.store)
    graphs = dict(before.graphs)
    for graph in retracted:
        if graph == ONTOLOGY_GRAPH:
            steps.refuse_fixed(graph)
        graphs.pop(graph, None)
    _take_out(graphs, leaving)
    own = {source or STAGING, *(graph for graph in staged.graphs if not steps.is_fixed(graph))}
    for graph, triples in steps.admitted(before, staged, own).items():
        graphs[graph] = graphs.get(graph, frozenset()) | triples
    if not files and not retracted and not retracted_files:
        return steps.report(None, before, staged)
    after = Snapshot(graphs)
    return steps.report(before, before if after.facts == before.facts else after, staged)


def add(
    session: Session,
    options: Options,
    files: Sequence[RdfFile],
    source: str,
    *,
    replace: bool = False,
    signature: Signature = _ME_NOW,
    wait: float = WAIT_SECONDS,
) -> Receipt:
    """Add the files' facts to the graph ``source``, if no violation comes of it.

    With ``replace`` they take the place of what the graph has. The store in the session's directory
    is made if it is new. Facts that are there already change nothing.

    Raises as :func:`validate` does, and EnvironmentFailure when the store fails or stays in use;
    the store is then as it was.
    """
    steps = ChangeSteps(session, options)
    steps.refuse_fixed(source)
    staged = Staged(files, source, options.progress)
    with steps.reserved(wait) as store:
        before = steps.snapshot(store)
        new = steps.admitted(before, staged, {source}).get(source, frozenset())
        held = before.graphs.get(source, frozenset())
        given = frozenset(quad.triple for quad in staged.quads())
        gone = held - given if replace else frozenset()
        if not new and not gone:
            return Receipt(source, SAME, 0, 0, dry_run=signature.dry_run)
        after = Snapshot({**before.graphs, source: (held | given) - gone})
        kind = journal.REPLACED if replace and held else journal.ADDED
        report = steps.report(before, after, staged, resolved=False)
        return steps.made(
            store,
            Step(kind, given if replace else new, replace, staged.unchanged),
            Receipt(source, kind, len(new), len(gone), report, dry_run=signature.dry_run),
            signature,
        )


def retract(
    session: Session,
    options: Options,
    source: str,
    *,
    signature: Signature = _ME_NOW,
    wait: float = WAIT_SECONDS,
) -> Receipt:
    """Take the graph ``source`` out, if no violation comes of that.

    Raises UsageError for a graph that the store does not have or that is shipped, and as
    :func:`add` does.
    """
    steps = ChangeSteps(session, options)
    steps.refuse_fixed(source)
    with steps.reserved(wait) as store:
        before = steps.snapshot(store)
        if source not in before.graphs:
            names = [g.removeprefix(GRAPH) for g in before.graphs if not steps.is_fixed(g)]
            raise UsageError(
                f"the store has no {shorten(source)}",
                hint=did_you_mean(source.removeprefix(GRAPH), names)
                or (f"it has {', '.join(names)}" if names else "nothing was added to it"),
            )
        gone = before.graphs[source]
        after = Snapshot({name: held for name, held in before.graphs.items() if name != source})
        report = steps.report(before, after, Staged((), source), resolved=False)
        return steps.made(
            store,
            Step(journal.RETRACTED, frozenset(), True),
            Receipt(source, journal.RETRACTED, 0, len(gone), report, dry_run=signature.dry_run),
            signature,
        )


def _take_out(graphs: MutableMapping[str, frozenset[ox.Triple]], staged: Staged) -> None:
    """Take the facts out of every source that has them, whatever graph they are given in.

    Raises InputError, with file and line, for a fact that no source has.
    """
    if not staged.files:
        return
    leaving = {quad.triple: quad for quad in staged.quads()}
    found: set[ox.Triple] = set()
    for graph, triples in graphs.items():
        if graph != ONTOLOGY_GRAPH:
            gone = triples & leaving.keys()
            found |= gone
            graphs[graph] = triples - gone
    for triple, quad in leaving.items():
        if triple not in found:
            ours = triple in graphs.get(ONTOLOGY_GRAPH, ())
            raise InputError(
                "this belongs to csto-kg and cannot be retracted"
                if ours
                else "no source says this, so that it cannot be retracted",
                hint="leave it out" if ours else "write it exactly as the source does",
                location=staged.place(quad),
            )
