"""The graph in a format of :data:`csto_kg.rdf_files.formats.FORMATS`: each has its writer here."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

from csto_kg.rdf_files.formats import FORMATS
from csto_kg.terms import PREFIXES
from csto_kg.writers.jsonld_writer import jsonld_of
from csto_kg.writers.rdfxml import rdfxml_of
from csto_kg.writers.statements import stored_statements, stored_triples, text_of
from csto_kg.writers.turtle.from_engine import rearranged_trig, rearranged_turtle
from csto_kg.writers.turtle.writer import trig_of, turtle_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from csto_kg.store.interface import Store
    from csto_kg.writers.turtle.from_engine import Rearranged

WRITERS: dict[str, Callable[[Sequence[str], Mapping[str, str], Sequence[str]], str]] = {
    "turtle": turtle_of,
    "trig": trig_of,
    "ntriples": lambda lines, _prefixes, _kinds: text_of(lines),
    "nquads": lambda lines, _prefixes, _kinds: text_of(lines),
    "rdfxml": rdfxml_of,
    "jsonld": jsonld_of,
}
"""By format, from canonical lines, prefixes, and kinds in reading order, to the text."""

_SOONER: dict[str, Callable[[Store, Sequence[str], Sequence[str]], Rearranged | None]] = {
    "turtle": rearranged_turtle,
    "trig": rearranged_trig,
}
"""From graphs of a store, and kinds, to the same text; None where that cannot be done."""


def export(store: Store, graphs: Sequence[str], format_: str, kinds: Sequence[str] = ()) -> str:
    """Return graphs of the store in a format of :data:`WRITERS`, the same text each time.

    A format without named graphs merges them. ``kinds``: IRIs of classes in reading order. Raises
    InputError for what the format cannot hold, EnvironmentFailure for what RDF 1.1 does not have
    and for a store that fails.
    """
    with _no_collection():
        sooner = _SOONER.get(format_)
        found = sooner(store, graphs, kinds) if sooner else None
        if found is not None:
            return found.text
        stored = stored_statements if FORMATS[format_].graphs else stored_triples
        return WRITERS[format_](stored(store, graphs), PREFIXES, kinds)


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
