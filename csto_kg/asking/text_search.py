"""Where a text occurs in the graph: in names, paraphrases, quotations and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csto_kg.errors import UsageError
from csto_kg.session.results import Rows
from csto_kg.text import fold

if TYPE_CHECKING:
    from csto_kg.session.session import Session


def find(session: Session, text: str) -> Rows:
    """Return the places with a text; case, diacritics and white space make no difference.

    The columns are those of ``queries/commands/find-text.rq``; ``match`` is what has the text.
    Raises UsageError where there is no text to find.
    """
    if not text.strip():
        raise UsageError("there is no text to find", hint='give one, as in "csto-kg find veto"')
    wanted = fold(text)
    # The query gives too many places rather than too few.
    return Rows(
        session.solutions("find-text", text=wanted, loosely=True),
        lambda row: wanted in fold(getattr(row.term("match"), "value", "")),
    )
