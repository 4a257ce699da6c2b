"""From what a user calls a thing to its IRI.

A name may be an IRI (``<https://…>`` or bare), a CURIE, a local name (the end of the IRI) or a
label, compared without regard to case and diacritics. The labels come from
``queries/commands/labels.rq``: columns ``?entity ?label ?type``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.catalog.values import parse_iri
from csto_kg.errors import UsageError, did_you_mean
from csto_kg.store.interface import engine_errors
from csto_kg.terms import CSTO, ID, RDFS, local_name, shorten
from csto_kg.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from csto_kg.catalog.stored_query import StoredQuery
    from csto_kg.store.interface import Store

_IS_A = f"a/<{RDFS}subClassOf>*"
_LISTED = 8  # of many matches, this many are named


@dataclass
class Entity:
    """An entity with everything it is called and the IRIs of its classes."""

    iri: str
    labels: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)

    @property
    def local_name(self) -> str:
        """The end of the IRI, after the last ``#`` or ``/``."""
        return local_name(self.iri)

    @property
    def type(self) -> str | None:
        """The class to show: one of our own vocabulary, if there is any."""
        return min(self.types, key=lambda iri: (not iri.startswith(CSTO), iri), default=None)

    @property
    def described(self) -> str:
        """The entity as a list of matches names it: ``local-name (csto:Class)``."""
        name = self.local_name if self.iri.startswith(ID) else shorten(self.iri)
        return f"{name} ({shorten(self.type)})" if self.type else name


class EntityIndex:
    """Resolves names against one store; reads the labels once, on first need."""

    def __init__(self, store: Store, labels: StoredQuery) -> None:
        self._store = store
        self._labels = labels

    @cached_property
    def entities(self) -> dict[str, Entity]:
        """Every entity that has a label, by IRI."""
        found: dict[str, Entity] = {}
        rows = self._store.select(self._labels.text, self._labels.file)
        with engine_errors():
            for row in rows:
                iri, label, kind = row["entity"], row["label"], row["type"]
                if not isinstance(iri, ox.NamedNode) or not isinstance(label, ox.Literal):
                    continue
                entity = found.setdefault(iri.value, Entity(iri.value))
                if label.value not in entity.labels:
                    entity.labels.append(label.value)
                if isinstance(kind, ox.NamedNode) and kind.value not in entity.types:
                    entity.types.append(kind.value)
        return found

    def resolve(self, name: str, class_iri: str | None = None) -> ox.NamedNode:
        """Return the one entity called ``name``, of the class (or a subclass) when one is given.

        Raises UsageError when there is none (with the names that come close), when several things
        match (with their local names and classes), or when it is of another class.
        """
        exact = parse_iri(name) or parse_iri(ID + name)
        if exact is not None and self._is_a(exact, class_iri):
            return exact  # without reading all the labels
        matches = self._matches(name)
        members = self._members(class_iri) if class_iri else None
        fitting = [e for e in matches if members is None or e.iri in members]
        if len(fitting) == 1:
            return ox.NamedNode(fitting[0].iri)
        wanted = f" of the class {shorten(class_iri)}" if class_iri else ""
        if fitting:
            listed = sorted(entity.described for entity in fitting)
            more = f" and {len(listed) - _LISTED} more" if len(listed) > _LISTED else ""
            raise UsageError(
                f'"{name}" may be {len(listed)} things{wanted}: '
                f"{', '.join(listed[:_LISTED])}{more}",
                hint="use the local name of one",
            )
        among = [e for e in self.entities.values() if members is None or e.iri in members]
        if matches:
            raise UsageError(
                f'"{name}" is {" or ".join(e.described for e in matches[:_LISTED])}, '
                f"and nothing{wanted}",
                hint=_examples(among),
            )
        raise UsageError(
            f'nothing{wanted} is called "{name}"',
            hint=did_you_mean(name, _names(among)) or _examples(among),
        )

    def _matches(self, name: str) -> list[Entity]:
        exact = parse_iri(name) or parse_iri(ID + name)
        if exact is not None and self._is_a(exact, None):
            return [self.entities.get(exact.value, Entity(exact.value))]
        key = fold(name)
        tests: tuple[Callable[[Entity], bool], ...] = (
            lambda entity: entity.local_name == name,
            lambda entity: key in map(fold, entity.labels),
            lambda entity: fold(entity.local_name) == key,
        )
        for test in tests:
            found = [entity for entity in self.entities.values() if test(entity)]
            if found:
                return found
        return []

    def _is_a(self, iri: ox.NamedNode, class_iri: str | None) -> bool:
        """Whether the graph says anything of the IRI; of the class, when one is given."""
        path = "?p ?o" if class_iri is None else f"{_IS_A} {ox.NamedNode(class_iri)}"
        return self._store.ask(f"ASK {{ {iri} {path} }}")

    def _members(self, class_iri: str) -> set[str]:
        rows = self._store.select(f"SELECT DISTINCT ?e {{ ?e {_IS_A} {ox.NamedNode(class_iri)} }}")
        with engine_errors():
            return {row["e"].value for row in rows if isinstance(row["e"], ox.NamedNode)}


def _names(entities: Iterable[Entity]) -> list[str]:
    return [name for entity in entities for name in (*entity.labels, entity.local_name)]


def _examples(entities: list[Entity]) -> str:
    if not entities:
        return "the graph has none"
    names = sorted(entity.local_name for entity in entities)[:3]
    return f"there are, for example, {', '.join(names)}"
