"""What is asked of a change, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csto_kg.progress import silent

if TYPE_CHECKING:
    from datetime import datetime

    from csto_kg.change.journal import Change
    from csto_kg.checking.report import Report
    from csto_kg.checking.suite import Chosen
    from csto_kg.progress import Progress

SAME, REFUSED = "was the same", "refused"
"""What is done, beside what the journal has words for: nothing, in two cases."""


@dataclass(frozen=True)
class Options:
    """How to check: under which readings, by which engine, and whether warnings are violations."""

    chosen: Chosen
    engine: str = "compiled"
    strict: bool = False
    progress: Progress = silent


@dataclass(frozen=True)
class Signature:
    """Who makes a change, and when; by default the user who is logged in, now.

    With ``dry_run`` it is not made, and the receipt says what would be done.
    """

    by: str | None = None
    at: datetime | None = None
    dry_run: bool = False


@dataclass(frozen=True)
class Receipt:
    """What became of a change of a source.

    ``done``: "added", "replaced", "retracted", "was the same" or "refused". ``added`` and
    ``removed`` count the triples of its graph. ``report`` is None when there was nothing to do,
    ``change``, the entry in the journal, when nothing was changed.
    """

    graph: str
    done: str
    added: int
    removed: int
    report: Report | None = None
    change: Change | None = None
    dry_run: bool = False
