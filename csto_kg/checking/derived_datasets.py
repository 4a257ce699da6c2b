"""The graph after a change together with what follows from it, one store for each reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.errors import UsageError
from csto_kg.store.embedded.embedded_store import EmbeddedStore
from csto_kg.store.embedded.lexical_forms import stored_quad
from csto_kg.terms import GRAPH

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from csto_kg.checking.dataset import State
    from csto_kg.checking.suite import Checks

_FACTS = ox.NamedNode(GRAPH + "facts")
_DERIVED = ox.NamedNode(GRAPH + "derived")


class Worlds:
    """Stores to ask about a report: each is made when it is asked for, and kept."""

    def __init__(self, state: State, suite: Sequence[Checks]) -> None:
        self._state = state
        self._suite = {checks.reading: checks for checks in suite}
        self._made: dict[str | None, EmbeddedStore] = {}

    def speak_of(self, reading: str | None, things: Collection[str]) -> bool:
        """Whether anything follows for one of the things, which needs no store.

        Raises as :meth:`of` does.
        """
        return any(
            isinstance(triple.subject, ox.NamedNode) and triple.subject.value in things
            for triple in self._state.derived(self._checks(reading).rules)
        )

    def of(self, reading: str | None) -> EmbeddedStore:
        """Return the store for a reading, or for the common checks (None).

        Raises UsageError for a reading that was not checked.
        """
        checks = self._checks(reading)
        if reading not in self._made:
            database = ox.Store()
            for graph, triples in (
                (_FACTS, self._state.facts),
                (_DERIVED, self._state.derived(checks.rules)),
            ):
                database.bulk_extend(
                    stored_quad(ox.Quad(t.subject, t.predicate, t.object, graph)) for t in triples
                )
            self._made[reading] = EmbeddedStore(database)
        return self._made[reading]

    def _checks(self, reading: str | None) -> Checks:
        if reading not in self._suite:
            raise UsageError(f'"{reading}" was not checked', hint="name it when you check")
        return self._suite[reading]
