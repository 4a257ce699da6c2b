"""What is shipped beside the facts and goes out with them on request: shapes, rules, alignments.

None of it is in a store: it is read from its files, each folder or file as a graph of its own.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.resources import GraphFile
from csto_kg.store.embedded.embedded_store import EmbeddedStore, load_files
from csto_kg.terms import graph_iri

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from csto_kg.resources import Resources
    from csto_kg.store.interface import Store


def companions(resources: Resources) -> dict[str, tuple[str, ...]]:
    """Return the files behind each name that the data folder has."""
    alignments = os.path.join(resources.ontology_dir, "alignments.ttl")
    found = {
        "shapes": resources.shape_files,
        "rules": resources.rule_files,
        "readings": (*resources.by_reading_files, *resources.reading_files),
        "alignments": (alignments,) if os.path.isfile(alignments) else (),
    }
    return {name: files for name, files in found.items() if files}


def with_companions(
    store: Store, graphs: Sequence[str], resources: Resources, names: Iterable[str]
) -> tuple[EmbeddedStore, list[str]]:
    """Return a store with these graphs and companions, and the graphs' names.

    Raises InputError for a file that is not Turtle, EnvironmentFailure for one that cannot be read.
    """
    known = companions(resources)
    files = [GraphFile(path, graph_iri(name)) for name in names for path in known[name]]
    database = ox.Store()
    for graph in graphs:
        database.bulk_extend(store.quads(graph))
    load_files(database, files)
    return EmbeddedStore(database), [*graphs, *dict.fromkeys(file.graph for file in files)]
