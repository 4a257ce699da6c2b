"""A result of a check under a reading, with what a change does to it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from csto_kg.shacl.result import ValidationResult, sort_key


class State(StrEnum):
    """What a change does to a result."""

    INTRODUCED = "introduced"
    RESOLVED = "resolved"
    REMAINING = "remaining"


@dataclass(frozen=True, kw_only=True)
class Result(ValidationResult):
    """A validation result of the shapes of a reading, or of the common ones (None).

    ``state``, ``file``, ``line`` and ``through`` are known in the check of a change only;
    ``through``: the new records that bring about a result which is about another thing.
    """

    reading: str | None = None
    state: State | None = None
    file: str | None = None
    line: int | None = None
    through: tuple[str, ...] = ()

    @property
    def identity(self) -> tuple[object, ...]:
        """What the result is about, not its words or its place; several may be about the same."""
        return (
            self.reading, self.shape, self.constraint, self.component,
            self.focus, self.path, self.value,
        )  # fmt: skip


def report_key(result: Result) -> tuple[object, ...]:
    """Return the key of the reports' order: the gravest first, then by reading and place."""
    severity, *place = sort_key(result)
    return (severity, result.reading or "", *place, result.state or "")
