"""How long work says how far it is."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int | None], None]
"""Called with what is being done, how much of it is done, and how much there is, if known."""


def silent(doing: str, done: int, total: int | None) -> None:
    """Say nothing: for callers that do not watch."""
