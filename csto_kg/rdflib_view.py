"""The store for users of rdflib, through oxrdflib."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import rdflib
from oxrdflib import OxigraphStore

from csto_kg.store.embedded import EmbeddedStore
from csto_kg.terms import PREFIXES

if TYPE_CHECKING:
    from csto_kg.store.interface import Store


def dataset(store: Store) -> rdflib.Dataset:
    """Return an rdflib Dataset of the store's graphs, its default graph the union of them all.

    It shares the store where it can, which must then stay open: an embedded store without
    internal graphs. Otherwise it holds a copy. The usual prefixes are bound.
    """
    shared = isinstance(store, EmbeddedStore) and not (
        set(store.graph_names(internal=True)) - set(store.graph_names())
    )
    if shared and isinstance(store, EmbeddedStore):
        database = store.database
    else:
        database = ox.Store()
        database.extend(store.quads())
    view = rdflib.Dataset(store=OxigraphStore(store=database), default_union=True)
    for prefix, namespace in PREFIXES.items():
        view.bind(prefix, namespace, replace=True)
    return view
