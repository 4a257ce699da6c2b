"""The front door for Python: open the graph, ask it by name or in SPARQL.

::

    with KnowledgeBase.open() as kb:
        for row in kb.query("records-by-status", status="csto:Hearsay"):
            print(row["record"].value)
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Self

from csto_kg.catalog.catalog import Catalog
from csto_kg.resources import Resources, find_resources
from csto_kg.store.embedded import EmbeddedStore

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable
    from types import TracebackType

    import pyoxigraph as ox

    from csto_kg.catalog.values import Value
    from csto_kg.entities import EntityIndex
    from csto_kg.store.interface import Answer, Store


class KnowledgeBase:
    """The graph together with its catalogue of stored queries.

    The store is opened on first use, so listing the catalogue costs no loading.
    """

    def __init__(self, resources: Resources, directory: str | os.PathLike[str] | None) -> None:
        self.resources = resources
        self.directory = directory
        self.catalog = Catalog(resources.queries_dir)
        self._store: Store | None = None

    @classmethod
    def open(
        cls,
        store: str | os.PathLike[str] | None = None,
        *,
        data: str | os.PathLike[str] | None = None,
    ) -> Self:
        """Return the knowledge base: the shipped graph in memory, or the store in a directory.

        ``data`` is a folder with ontology/, graphs/ and queries/ to use instead of the shipped
        one. Raises EnvironmentFailure when the data cannot be found; errors of the store come
        when it is first used.
        """
        return cls(find_resources(data), store)

    @property
    def store(self) -> Store:
        """The store, opened on first use. Raises EnvironmentFailure or InputError then."""
        if self._store is None:
            if self.directory is None:
                self._store = EmbeddedStore.in_memory(self.resources)
            else:
                from csto_kg.store.directory import open_directory

                self._store = open_directory(self.directory, self.resources)
        return self._store

    @cached_property
    def entities(self) -> EntityIndex:
        """The names of things."""
        from csto_kg.entities import EntityIndex

        return EntityIndex(self.store, self.catalog.command("labels"))

    def resolve(self, name: str, class_iri: str | None = None) -> ox.NamedNode:
        """Return the entity called ``name`` (IRI, CURIE, local name or label).

        Raises UsageError when nothing, or more than one thing, is called that.
        """
        return self.entities.resolve(name, class_iri)

    def query(self, name: str, /, **parameters: Value | Iterable[Value]) -> Answer:
        """Run a stored query and return its answer, read lazily.

        Raises UsageError for an unknown query or parameter or a wrong value, InputError when the
        query's file is broken. A parameter such as ``from`` goes in as ``**{"from": day}``.
        """
        stored = self.catalog.get(name)
        return self.store.query(stored.bind(parameters, self.resolve), stored.file)

    def command_query(self, name: str, /, **parameters: Value | Iterable[Value]) -> Answer:
        """Run a query of ``queries/commands/``, as :meth:`query` does."""
        stored = self.catalog.command(name)
        return self.store.query(stored.bind(parameters, self.resolve), stored.file)

    def sparql(self, text: str, source: str = "<query>") -> Answer:
        """Run a query given as text; ``source`` names it in errors.

        Raises UsageError for an update or SERVICE, InputError for a syntax error.
        """
        return self.store.query(text, source)

    def close(self) -> None:
        """Close the store, if it was opened."""
        if self._store is not None:
            self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
