"""A checked change put in place: facts, what follows from them and the journal, in one step.

The step is the replacement of the store's marker (see :mod:`csto_kg.store.on_disk.swap`), so a
process that is killed leaves the store as it was, or changed as a whole.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.change import journal
from csto_kg.progress import silent
from csto_kg.store.embedded.lexical_forms import record_graph, rewritings, stored_quad
from csto_kg.store.embedded.updates import records_of_added, remove_derived
from csto_kg.store.on_disk.directory import StoreOnDisk, begin_writing
from csto_kg.store.on_disk.swap import change_copy
from csto_kg.terms import shorten

if TYPE_CHECKING:
    from csto_kg.progress import Progress

_FEW = 10_000  # quads that go in faster one by one than through the bulk loader
_STEP = 20_000


@dataclass(frozen=True)
class Promotion:
    """What is to become of one graph.

    ``quads`` go into it; with ``whole`` nothing else stays there. ``derived``: the quads of the
    graphs with what follows, and of their stamps. ``ready`` is called before the step, and may
    raise.
    """

    change: journal.Change
    quads: Sequence[ox.Quad]
    whole: bool
    derived: Iterable[ox.Quad]
    ready: Callable[[], None] = lambda: None


def promote(
    directory: str | os.PathLike[str],
    store: StoreOnDisk,
    promotion: Promotion,
    progress: Progress = silent,
) -> None:
    """Make the change in a store that was opened with ``reserve`` in ``directory``.

    Raises EnvironmentFailure, and what ``ready`` raises; the store is then as it was.
    """
    begin_writing(directory, store)
    change_copy(directory, store, lambda copy: _fill(copy, promotion, progress))


def _fill(copy: ox.Store, promotion: Promotion, progress: Progress) -> None:
    graph = promotion.change.graph
    remove_derived(copy)
    if promotion.whole:
        progress(f"removing what was in {shorten(graph)}", 0, None)
        copy.remove_graph(ox.NamedNode(graph))
        copy.remove_graph(ox.NamedNode(record_graph(graph)))
        records = list(rewritings(promotion.quads).records())
    else:
        records = records_of_added(copy, promotion.quads)
    quads = [*map(stored_quad, promotion.quads), *records]
    _extend(copy, quads, f"writing {shorten(graph)}", progress)
    _extend(copy, [*promotion.derived], "writing what follows from it", progress)
    copy.extend(journal.quads(promotion.change, journal.entries_in(copy)))
    promotion.ready()


def _extend(copy: ox.Store, quads: Sequence[ox.Quad], doing: str, progress: Progress) -> None:
    if len(quads) <= _FEW:
        copy.extend(quads)
        return

    def told() -> Iterator[ox.Quad]:
        for number, quad in enumerate(quads):
            if number % _STEP == 0:
                progress(doing, number, len(quads))
            yield quad

    copy.bulk_extend(told())
