"""What a change is compared by: hashes of the facts, what follows from them, the receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csto_kg.checking.snapshot import derived_graph
from csto_kg.checking.suite import load_rules
from csto_kg.resources import find_resources
from csto_kg.shacl.rules.fixpoint import derive
from csto_kg.terms import DERIVED_STAMPS, is_derived
from csto_kg.transfer.fingerprint import fingerprint
from tests.guild import GRAPH, NOTES, tenure

if TYPE_CHECKING:
    from pathlib import Path

    import pyoxigraph as ox

    from csto_kg.change.receipt import Receipt
    from csto_kg.store.interface import Store

GOOD = NOTES + tenure("cora", "1904-01-01", "1905-01-01")
BAD = NOTES + tenure("cora", "1903-06-01", "1905-01-01")
NOTES_GRAPH = GRAPH + "notes"


def hashes(store: Store) -> dict[str, str]:
    return {name: fingerprint(store.quads(name)).sha256 for name in store.graph_names()}


def derived(store: Store) -> dict[str, set[ox.Triple]]:
    """What the store has of what follows, by graph."""
    names = [name for name in store.graph_names(internal=True) if is_derived(name)]
    return {n: {quad.triple for quad in store.quads(n)} for n in names if n != DERIVED_STAMPS}


def follows(store: Store, data: Path) -> dict[str, set[ox.Triple]]:
    """What follows from the store's facts now."""
    held = {quad.triple for quad in store.quads()}
    return {
        derived_graph(rules.reading): set(derive(held, rules.rules).triples)
        for rules in load_rules(find_resources(data))
    }


def done(receipt: Receipt) -> tuple[str, int, int]:
    return receipt.done, receipt.added, receipt.removed
