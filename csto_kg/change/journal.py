"""When and by whom a source was added, replaced or taken out: ``graph:internal/changes``.

Each change leaves a ``csto:Change`` there, in the same step in which it is made. The graph is in no
query that does not name it, and stays when the source goes.
"""

from __future__ import annotations

import getpass
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.store.interface import Store
from csto_kg.terms import CHANGES_GRAPH, CSTO, RDF, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable

ADDED, REPLACED, RETRACTED = "added", "replaced", "retracted"

_GRAPH = ox.NamedNode(CHANGES_GRAPH)
_TYPE = ox.NamedNode(RDF + "type")
_CHANGE = ox.NamedNode(CSTO + "Change")
_KIND, _BY, _AT, _OF = (
    ox.NamedNode(CSTO + name) for name in ("changeKind", "changedBy", "changedAt", "changedGraph")
)
_DATE_TIME = ox.NamedNode(XSD + "dateTime")


@dataclass(frozen=True)
class Change:
    """An entry: the graph that was changed, how, by whom, and when (UTC)."""

    graph: str
    kind: str
    by: str
    at: datetime

    @property
    def time(self) -> str:
        """When it was, as xsd:dateTime."""
        return self.at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def entry(graph: str, kind: str, by: str | None, at: datetime | None) -> Change:
    """Return the entry of a change, by default by the user who is logged in, now."""
    now = datetime.now(UTC) if at is None else at
    return Change(graph, kind, user() if by is None else by, now.replace(microsecond=0))


def user() -> str:
    """Return the login name, or "unknown"."""
    try:
        return getpass.getuser() or "unknown"
    except (KeyError, OSError):  # a user id without an entry, as in many containers
        return "unknown"


def quads(change: Change, number: int) -> list[ox.Quad]:
    """Return an entry as facts of the journal; ``number`` of entries are there before it."""
    key = f"{number} {change.time} {change.kind} {change.graph} {change.by}"
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    # Numbered, since several changes may be made in one second.
    node = ox.NamedNode(f"{CHANGES_GRAPH}#{number + 1:06}-{digest}")
    values: Iterable[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]] = (
        (_TYPE, _CHANGE),
        (_OF, ox.NamedNode(change.graph)),
        (_KIND, ox.Literal(change.kind)),
        (_BY, ox.Literal(change.by)),
        (_AT, ox.Literal(change.time, datatype=_DATE_TIME)),
    )
    return [ox.Quad(node, predicate, value, _GRAPH) for predicate, value in values]


def entries_in(database: ox.Store) -> int:
    """Return how many entries there are."""
    return sum(1 for _ in database.quads_for_pattern(None, _TYPE, _CHANGE, _GRAPH))


def changes(store: Store) -> list[Change]:
    """Return the entries that a store has, in order."""
    if CHANGES_GRAPH not in store.graph_names(internal=True):
        return []
    found = store.select(
        f"SELECT ?graph ?kind ?by ?at {{ GRAPH <{CHANGES_GRAPH}> {{ ?change a <{CSTO}Change> ; "
        f"<{CSTO}changedGraph> ?graph ; <{CSTO}changeKind> ?kind ; <{CSTO}changedBy> ?by ; "
        f"<{CSTO}changedAt> ?at }} }} ORDER BY ?change",
        also=[CHANGES_GRAPH],
    )
    return [
        Change(
            row["graph"].value,
            row["kind"].value,
            row["by"].value,
            datetime.fromisoformat(row["at"].value),
        )
        for row in found
    ]


def latest(store: Store) -> dict[str, Change]:
    """Return the last entry of each graph, unless that says that it was taken out."""
    found = {change.graph: change for change in changes(store)}
    return {graph: change for graph, change in found.items() if change.kind != RETRACTED}
