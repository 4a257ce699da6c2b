"""From an endpoint to a store of ours on disk, all graphs at once or none.

Everything is read, counted and hashed before the store is touched; then one update, which the
database carries out whole or not at all, puts the graphs in place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csto_kg.errors import EnvironmentFailure
from csto_kg.progress import silent
from csto_kg.session.session import Session
from csto_kg.session.source_graphs import graphs_named
from csto_kg.store.embedded.updates import replacement
from csto_kg.store.endpoint.remote_store import RemoteStore
from csto_kg.store.endpoint.settings import endpoint, shown
from csto_kg.store.on_disk.directory import open_directory
from csto_kg.transfer.fingerprint import Fingerprint, difference, fingerprint
from csto_kg.transfer.to_endpoint import Copied, copying

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import pyoxigraph as ox

    from csto_kg.progress import Progress
    from csto_kg.store.embedded.embedded_store import EmbeddedStore

_STEP = 5000


def pull_graphs(
    session: Session, url: str, sources: Iterable[str] = (), progress: Progress = silent
) -> list[Copied]:
    """Copy sources of an endpoint, by default all, into the session's store, as :func:`pull` does.

    Raises UsageError without a store on disk, and for an unknown source or an address that is none;
    EnvironmentFailure for an endpoint without graphs.
    """
    directory = session.on_disk("pull into")
    session.let_go()
    with Session(session.resources, endpoint=endpoint(url)) as there:
        graphs = graphs_named(there, sources)
        if not graphs:
            raise EnvironmentFailure(
                f"the endpoint {shown(url)} has no named graph", hint="push one first"
            )
        assert isinstance(there.store, RemoteStore)  # noqa: S101  (it is at an endpoint)
        return pull(
            there.store,
            lambda: open_directory(directory, session.resources, write=True),
            graphs,
            progress,
        )


def pull(
    source: RemoteStore,
    open_target: Callable[[], EmbeddedStore],
    graphs: Sequence[str],
    progress: Progress = silent,
) -> list[Copied]:
    """Copy the graphs from the endpoint into the store, each in place of the one of its name.

    ``open_target`` opens the store for writing; it is called when all has been read, and the
    store is closed at the end. Raises EnvironmentFailure, with the store as it was before.
    """
    read: dict[str, list[ox.Quad]] = {}
    sent: dict[str, Fingerprint] = {}
    for graph in graphs:
        read[graph] = _read(source, graph, progress)
        sent[graph] = fingerprint(read[graph])
    with open_target() as target:
        changed = [g for g in graphs if fingerprint(target.quads(g)).sha256 != sent[g].sha256]
        if changed:
            target.update(replacement({graph: read[graph] for graph in changed}))
        found = []
        for graph in graphs:
            held = fingerprint(target.quads(graph))
            apart = difference(sent[graph], held)
            found.append(Copied(graph, graph in changed, sent[graph], held, apart))
        return found


def _read(source: RemoteStore, graph: str, progress: Progress) -> list[ox.Quad]:
    expected = source.count(graph)
    quads: list[ox.Quad] = []
    for quad in source.quads(graph):
        quads.append(quad)
        if len(quads) % _STEP == 0:
            progress(copying(graph), len(quads), expected)
    progress(copying(graph), len(quads), expected)
    return quads
