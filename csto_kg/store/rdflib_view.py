"""The store for users of rdflib, through oxrdflib."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import rdflib
from oxrdflib import OxigraphStore

from csto_kg.store.embedded.embedded_store import EmbeddedStore
from csto_kg.store.embedded.rdf_merge import overlap
from csto_kg.terms import PREFIXES

if TYPE_CHECKING:
    from csto_kg.store.interface import Store


def dataset(store: Store) -> rdflib.Dataset:
    """Return an rdflib Dataset of the store's graphs, its default graph the union of them all.

    It shares the store where it can, which must then stay open: an embedded store without
    internal graphs. Otherwise it holds a copy. The usual prefixes are bound.
    """
    database = _shared(store)
    if database is None:
        database = ox.Store()
        database.extend(store.quads())
    if overlap(database, store.graph_names()):
        # The engine's union would give what two sources state twice; rdflib's own does not.
        view = rdflib.Dataset(default_union=True)
        view.parse(data=database.dump(format=ox.RdfFormat.N_QUADS), format="nquads")
    else:
        view = rdflib.Dataset(store=OxigraphStore(store=database), default_union=True)
    for prefix, namespace in PREFIXES.items():
        view.bind(prefix, namespace, replace=True)
    return view


def _shared(store: Store) -> ox.Store | None:
    """The store's own database, if all that it holds is part of the dataset."""
    if not isinstance(store, EmbeddedStore):
        return None
    names = store.graph_names()
    return store.database if names == store.graph_names(internal=True) else None
