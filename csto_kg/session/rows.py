"""Rows of answers to our own queries, as text: the one decoder of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.store.engine_errors import engine_errors

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csto_kg.catalog.stored_query import StoredQuery
    from csto_kg.catalog.values import Resolver, Value
    from csto_kg.store.interface import Store

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
