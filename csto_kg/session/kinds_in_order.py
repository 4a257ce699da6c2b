"""The order in which people read kinds of things: a stored query knows it, this program does not.

It stands in ``queries/commands/kinds-in-order.rq``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csto_kg.session.session import Session


def kinds_in_order(session: Session) -> list[str]:
    """Return the IRIs of classes, those to be read first before the others."""
    return [row["kind"] for row in session.rows("kinds-in-order")]
