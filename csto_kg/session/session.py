"""What every job needs of an open graph: its store, its stored queries, the names of its things.

Rows of answers to our own queries come as text, by the one decoder of them, :func:`text_rows`.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import pyoxigraph as ox

from csto_kg.catalog.catalog import Catalog
from csto_kg.closing import Closing
from csto_kg.errors import UsageError
from csto_kg.resources import find_resources
from csto_kg.store.interface import engine_errors

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    from csto_kg.catalog.stored_query import StoredQuery
    from csto_kg.catalog.values import Resolver, Value
    from csto_kg.resources import Resources
    from csto_kg.session.entities import EntityIndex
    from csto_kg.store.endpoint.settings import Endpoint
    from csto_kg.store.interface import Answer, Store

TextRow = dict[str, str]
"""The values of a row by variable: lexical forms and IRIs; unbound variables are absent."""


def text_rows(answer: ox.QuerySolutions) -> list[TextRow]:
    """Return the rows of an answer. Raises EnvironmentFailure where the store fails meanwhile."""
    names = [variable.value for variable in answer.variables]
    with engine_errors():
        return [
            {
                name: str(getattr(term, "value", term))
                for name, term in zip(names, row, strict=True)
                if term is not None
            }
            for row in answer
        ]


def by_iri(name: str, class_iri: str | None) -> ox.NamedNode:  # noqa: ARG001
    """Resolve nothing: the name is an IRI already."""
    return ox.NamedNode(name)


def run(
    store: Store,
    query: StoredQuery,
    parameters: dict[str, Value | Iterable[Value]],
    resolve: Resolver = by_iri,
) -> list[TextRow]:
    """Run a stored SELECT on a store and return its rows.

    Raises InputError for a query that is broken, UsageError for a parameter that it does not take,
    EnvironmentFailure where the store fails.
    """
    return text_rows(store.select(query.bind(parameters, resolve), query.file))


class Session(Closing):
    """A graph that is open: in memory, in ``directory``, or at an ``endpoint``.

    The store is opened on first use, so that listing the catalogue costs no loading.
    """

    def __init__(
        self,
        resources: Resources,
        directory: str | os.PathLike[str] | None = None,
        endpoint: Endpoint | None = None,
    ) -> None:
        self.resources = resources
        self.directory = directory
        self.endpoint = endpoint
        self.catalog = Catalog(resources.queries_dir, checked=resources.shipped)
        self.memory: dict[type, Any] = {}
        """What jobs found out about the graph, for the next call; each sees whether it still is."""
        self._store: Store | None = None

    @classmethod
    def open(
        cls,
        store: str | os.PathLike[str] | None = None,
        data: str | os.PathLike[str] | None = None,
        endpoint: str | None = None,
        update_endpoint: str | None = None,
    ) -> Self:
        """Return a session on a store's directory, an endpoint, or the data in memory.

        Raises EnvironmentFailure when the data cannot be found, UsageError for an address that is
        none or beside a store.
        """
        if endpoint is None:
            return cls(find_resources(data), store)
        if store is not None:
            raise UsageError("there are both a store and an endpoint", hint="give one of them")
        from csto_kg.store.endpoint import settings as at

        address = at.endpoint(endpoint, update_endpoint)
        return cls(find_resources(data), endpoint=address)

    @property
    def store(self) -> Store:
        """The store, opened on first use. Raises EnvironmentFailure or InputError then."""
        if self._store is None:
            self._store = self._opened()
        return self._store

    def _opened(self) -> Store:
        if self.endpoint is not None:
            from csto_kg.store.endpoint.remote_store import RemoteStore

            return RemoteStore(self.endpoint)
        if self.directory is not None:
            from csto_kg.store.on_disk.directory import open_directory

            return open_directory(self.directory, self.resources)
        from csto_kg.store.embedded.embedded_store import EmbeddedStore

        return EmbeddedStore.in_memory(self.resources)

    @cached_property
    def entities(self) -> EntityIndex:
        """The names of things."""
        from csto_kg.session.entities import EntityIndex

        return EntityIndex(self.store, self.catalog.command("labels"))

    def resolve(self, name: str, class_iri: str | None = None) -> ox.NamedNode:
        """Return the entity called ``name`` (IRI, CURIE, local name or label).

        Raises UsageError when nothing, or more than one thing, is called that.
        """
        return self.entities.resolve(name, class_iri)

    def node(self, entity: str | ox.NamedNode) -> ox.NamedNode:
        """Return the entity: a node as it is, a name resolved. Raises as :meth:`resolve` does."""
        return self.resolve(entity) if isinstance(entity, str) else entity

    def answer(self, name: str, /, **parameters: Value | Iterable[Value]) -> Answer:
        """Run a stored query; the answer is the engine's own.

        Raises UsageError for an unknown query or parameter or a wrong value, InputError when the
        query's file is broken.
        """
        stored = self.catalog.get(name)
        return self.store.query(stored.bind(parameters, self.resolve), stored.file)

    def rows(self, name: str, /, **parameters: Value | Iterable[Value]) -> list[TextRow]:
        """Run a query of ``queries/commands/`` and return its rows. Raises as ``answer`` does."""

        return run(self.store, self.catalog.command(name), parameters, self.resolve)

    def solutions(self, name: str, /, **parameters: Value | Iterable[Value]) -> ox.QuerySolutions:
        """Run a query of ``queries/commands/``; its rows hold terms. Raises as ``answer`` does."""
        stored = self.catalog.command(name)
        return self.store.select(stored.bind(parameters, self.resolve), stored.file)

    def kinds_in_order(self) -> list[str]:
        """Return the IRIs of classes, those that people read first before the others."""
        return [row["kind"] for row in self.rows("kinds-in-order")]

    def on_disk(self, what: str) -> str | os.PathLike[str]:
        """Return the store's directory. Raises UsageError where there is none to ``what``."""
        if self.directory is None:
            raise UsageError(f"there is no store to {what}", hint="give --store DIR")
        return self.directory

    def let_go(self) -> None:
        """Close the store until it is used again, so that it can be changed meanwhile."""
        self._close_store()
        self._store = None
        self.__dict__.pop("entities", None)  # names may be others by then

    def close(self) -> None:
        """Close the store, if it was opened, and forget what was found out."""
        self.memory.clear()
        self._close_store()

    def _close_store(self) -> None:
        if self._store is not None:
            self._store.close()
