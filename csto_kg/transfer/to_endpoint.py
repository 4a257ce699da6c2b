"""From a store of ours to an endpoint, all graphs at once or none.

Each graph that differs is written beside its final place, read back and compared; then one update
puts all of them in place. So whatever breaks off before that update leaves the endpoint's graphs
as they were, and a push begun again starts by removing what such a one has left.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.errors import CstoKgError, EnvironmentFailure
from csto_kg.progress import silent
from csto_kg.session.source_graphs import graphs_named
from csto_kg.store.embedded.lexical_forms import in_graph
from csto_kg.store.embedded.updates import drop_one, insertion
from csto_kg.store.endpoint.remote_store import RemoteStore
from csto_kg.store.endpoint.settings import endpoint, shown
from csto_kg.terms import INTERNAL_GRAPHS, shorten
from csto_kg.transfer.batches import batches
from csto_kg.transfer.fingerprint import Difference, Fingerprint, difference, fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from csto_kg.progress import Progress
    from csto_kg.session.session import Session
    from csto_kg.store.interface import Store

STAGING = INTERNAL_GRAPHS + "push/"
_PATIENCE = 10  # the last update moves everything, and a server says nothing before it is done


@dataclass(frozen=True)
class Copied:
    """What became of one graph: ``sent`` from here, ``held`` there now, or the other way round."""

    graph: str
    changed: bool
    sent: Fingerprint
    held: Fingerprint
    difference: Difference | None


def push_graphs(
    session: Session,
    url: str,
    update_url: str | None = None,
    sources: Iterable[str] = (),
    announce: Callable[[str], None] = lambda _: None,
    progress: Progress = silent,
) -> list[Copied]:
    """Copy sources of the session, by default all, to an endpoint, as :func:`push` does.

    ``announce`` is called with the address that updates go to, as messages show it, before any fact
    is sent. Raises UsageError for an unknown source and for an address that is none.
    """
    with RemoteStore(endpoint(url, update_url)) as target:
        graphs = graphs_named(session, sources)
        announce(shown(target.update_url))
        return push(session.store, target, graphs, progress)


def push(
    source: Store, target: RemoteStore, graphs: Sequence[str], progress: Progress = silent
) -> list[Copied]:
    """Copy the graphs to the endpoint, each in place of the one with its name there.

    Returns what each graph is at the end. Raises EnvironmentFailure, which says whether the
    endpoint's graphs are as before.
    """
    staging = f"{STAGING}{secrets.token_hex(8)}/"
    staged: dict[str, str] = {}
    sent: dict[str, Fingerprint] = {}
    try:
        _remove_leftovers(target)
        for number, graph in enumerate(graphs):
            quads = list(source.quads(graph))
            sent[graph] = fingerprint(quads)
            if not quads or _same(target, graph, sent[graph]):
                progress(copying(graph), len(quads), len(quads))
                continue
            staged[graph] = staging + str(number)
            _fill(target, staged[graph], quads, partial(progress, copying(graph)))
            _verify(sent[graph], fingerprint(target.quads(staged[graph])), graph, target)
    except CstoKgError as error:
        with suppress(CstoKgError):
            _drop(target, list(staged.values()))
        raise _nothing_changed(error) from error
    if staged:
        _move(target, staged)
    return [_copied(target, graph, sent[graph], changed=graph in staged) for graph in graphs]


def copying(graph: str) -> str:
    """Return what is said while a graph is copied."""
    return f"copying {shorten(graph)}"


def _remove_leftovers(target: RemoteStore) -> None:
    _drop(target, [g for g in target.graph_names(internal=True) if g.startswith(STAGING)])


def _drop(target: RemoteStore, graphs: list[str]) -> None:
    if graphs:
        target.update(" ;\n".join(map(drop_one, graphs)))


def _same(target: RemoteStore, graph: str, sent: Fingerprint) -> bool:
    # A different count is cheaper to see than a different hash.
    if target.count(graph) != sent.triples:
        return False
    return fingerprint(target.quads(graph)).sha256 == sent.sha256


def _fill(
    target: RemoteStore, graph: str, quads: list[ox.Quad], progress: Callable[[int, int], None]
) -> None:
    done = 0
    for batch in batches(in_graph(quads, graph)):
        target.update(insertion(batch))
        done += len(batch)
        progress(done, len(quads))


def _verify(sent: Fingerprint, back: Fingerprint, graph: str, target: RemoteStore) -> None:
    found = difference(sent, back)
    if found is not None and not found.rewritten:
        raise EnvironmentFailure(
            f"the endpoint {shown(target.endpoint.url)} does not give {shorten(graph)} back as it "
            f"was sent: {found}",
            hint="if another push runs there, wait for its end and push again",
        )


def _move(target: RemoteStore, staged: dict[str, str]) -> None:
    # Not MOVE, COPY or ADD: Fuseki 5.6 over TDB2 loses triples with them when the same update has
    # removed any. CLEAR fails, and with it the whole, when the graph beside is gone; DROP does not
    # in Fuseki.
    steps = []
    for graph, beside in staged.items():
        new, old = ox.NamedNode(beside), ox.NamedNode(graph)
        steps.append(drop_one(graph))
        steps.append(
            f"INSERT {{ GRAPH {old} {{ ?s ?p ?o }} }} WHERE {{ GRAPH {new} {{ ?s ?p ?o }} }}"
        )
        steps.append(f"CLEAR GRAPH {new}")
        steps.append(drop_one(beside))
    try:
        target.update(" ;\n".join(steps), patience=_PATIENCE)
    except EnvironmentFailure as error:
        raise EnvironmentFailure(
            f"{error.message}; this came while the graphs were put in place in one step, and "
            "whether that step was done is not known",
            hint="push again: what is in place stays, and the rest is copied",
        ) from error


def _copied(target: RemoteStore, graph: str, sent: Fingerprint, *, changed: bool) -> Copied:
    held = fingerprint(target.quads(graph))
    found = difference(sent, held)
    if found is not None and not found.rewritten:
        raise EnvironmentFailure(
            f"{shorten(graph)} at the endpoint {shown(target.endpoint.url)} is not what was sent, "
            f"though all was put in place: {found}",
            hint="if nobody else changes it there, push again",
        )
    return Copied(graph, changed, sent, held, found)


def _nothing_changed(error: CstoKgError) -> CstoKgError:
    if isinstance(error, EnvironmentFailure):
        return EnvironmentFailure(
            f"{error.message}; the graphs there are as they were", hint=error.hint
        )
    return error
