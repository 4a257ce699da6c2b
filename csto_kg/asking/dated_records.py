"""Every dated record in order: what happened, was said or was planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csto_kg.errors import UsageError
from csto_kg.session.results import Rows

if TYPE_CHECKING:
    from datetime import date

    import pyoxigraph as ox

    from csto_kg.catalog.values import Value
    from csto_kg.session.session import Session


def timeline(
    session: Session,
    entity: str | ox.NamedNode | None = None,
    first: date | None = None,
    last: date | None = None,
) -> Rows:
    """Return the dated records, or those that concern an entity, a row for each of their dates.

    A date that may mean several days is there when one of them is from ``first`` to ``last``. The
    columns are those of ``queries/commands/timeline.rq``. Raises UsageError for days in the wrong
    order, and as resolving a name does.
    """
    if first is not None and last is not None and first > last:
        raise UsageError(
            f"--from {first} is after --to {last}", hint="give the earlier day to --from"
        )
    given: dict[str, Value] = {}
    if first is not None:
        given["from"] = first
    if last is not None:
        given["to"] = last
    if entity is not None:
        given["entity"] = session.node(entity)
    return Rows(session.solutions("timeline", **given))
