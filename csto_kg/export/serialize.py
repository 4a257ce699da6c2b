"""The formats of an export: what each is called, which can keep sources apart, and its writer."""

from __future__ import annotations

import gc
import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csto_kg.terms import PREFIXES
from csto_kg.writers import jsonld_writer as jsonld
from csto_kg.writers import nquads, rdfxml
from csto_kg.writers.statements import stored_statements, stored_triples
from csto_kg.writers.turtle import writer as turtle
from csto_kg.writers.turtle.from_engine import rearranged_trig, rearranged_turtle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from csto_kg.store.interface import Store
    from csto_kg.writers.turtle.from_engine import Rearranged


@dataclass(frozen=True)
class Format:
    """A format: ``name`` for ``--format``, ``title`` for people, whether it has named graphs."""

    name: str
    title: str
    extensions: tuple[str, ...]
    graphs: bool
    write: Callable[[list[str], Sequence[str]], str]
    """From canonical lines, and kinds in reading order, to the text."""
    sooner: Callable[[Store, Sequence[str], Sequence[str]], Rearranged | None] | None = None
    """From graphs of a store, and kinds, to the same text; None where that cannot be done."""


FORMATS = {
    found.name: found
    for found in (
        Format("turtle", "Turtle", (".ttl", ".turtle"), False,
               lambda lines, kinds: turtle.turtle_of(lines, PREFIXES, kinds),
               rearranged_turtle),
        Format("trig", "TriG", (".trig",), True,
               lambda lines, kinds: turtle.trig_of(lines, PREFIXES, kinds),
               rearranged_trig),
        Format("ntriples", "N-Triples", (".nt", ".ntriples"), False,
               lambda lines, kinds: nquads.text_of(lines)),  # noqa: ARG005
        Format("nquads", "N-Quads", (".nq", ".nquads"), True,
               lambda lines, kinds: nquads.text_of(lines)),  # noqa: ARG005
        Format("rdfxml", "RDF/XML", (".rdf", ".xml", ".owl"), False,
               lambda lines, kinds: rdfxml.rdfxml_of(lines, PREFIXES, kinds)),
        Format("jsonld", "JSON-LD", (".jsonld", ".json"), True,
               lambda lines, kinds: jsonld.jsonld_of(lines, PREFIXES, kinds)),
    )
}  # fmt: skip
_BY_EXTENSION = {extension: found for found in FORMATS.values() for extension in found.extensions}


def format_of(path: str) -> Format | None:
    """Return the format that a file's name ends in, if it does."""
    return _BY_EXTENSION.get(os.path.splitext(path)[1].lower())


def export(store: Store, graphs: Sequence[str], format_: str, kinds: Sequence[str] = ()) -> str:
    """Return graphs of the store in a format of :data:`FORMATS`, the same text each time.

    A format without named graphs merges them. ``kinds``: IRIs of classes in reading order. Raises
    InputError for what the format cannot hold, EnvironmentFailure for what RDF 1.1 does not have
    and for a store that fails.
    """
    chosen = FORMATS[format_]
    with _no_collection():
        found = chosen.sooner(store, graphs, kinds) if chosen.sooner else None
        if found is not None:
            return found.text
        lines = stored_statements(store, graphs) if chosen.graphs else stored_triples(store, graphs)
        return chosen.write(lines, kinds)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Millions of texts and tuples without a cycle: looking for cycles costs a quarter more."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
