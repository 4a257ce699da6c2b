"""Graphs brought in and taken away: files into a store, and copies from and to an endpoint.

``import_…``: each file's source in its own graph, all of them or nothing. The files are read
twice: first to find what is wrong with them, which graphs they fill and which literals must be
recorded, before the store is touched; then by the engine's bulk loader, into a copy that takes the
place of the database in one step (see :mod:`csto_kg.store.on_disk.swap`).

``to_endpoint`` and ``from_endpoint`` copy graphs between a store of ours and a SPARQL endpoint, and
compare what arrived.
"""
