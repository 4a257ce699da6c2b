"""What a check found, and what it looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from csto_kg.shacl.result import Result, Severity, State

if TYPE_CHECKING:
    from csto_kg.shacl.shapes import Shapes


@dataclass(frozen=True)
class Checked:
    """What was looked at.

    ``facts``: how many triples the graphs have after the change, ``added`` and ``removed`` by it.
    ``counting``: how many records count in checks; ``not_counting``: how many do not, by reason.
    ``readings``: those that were checked; ``deciding``: those that decide with the common shapes.
    """

    facts: int
    graphs: tuple[str, ...]
    counting: int
    not_counting: Mapping[str, int]
    shapes: int
    readings: tuple[str, ...]
    deciding: tuple[str, ...]
    added: int = 0
    removed: int = 0
    strict: bool = False
    change: bool = False


@dataclass(frozen=True)
class Report:
    """The results of a check, each with what the change does to it, and what was looked at.

    ``labels``: what the things that the results name are called; ``shapes``: those of the check.
    """

    results: tuple[Result, ...]
    checked: Checked
    labels: Mapping[str, str] = field(default_factory=dict, repr=False)
    shapes: tuple[Shapes, ...] = field(default=(), repr=False)
    failing: frozenset[Severity] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        severe = {Severity.VIOLATION, *([Severity.WARNING] if self.checked.strict else [])}
        object.__setattr__(self, "failing", frozenset(severe))

    @property
    def conforms(self) -> bool:
        """Whether nothing is violated, after the change, that decides."""
        return not any(
            self.decides(result) and result.state is not State.RESOLVED for result in self.results
        )

    @property
    def introduced(self) -> tuple[Result, ...]:
        """The violations that the change brings, of those that decide; they keep it out."""
        return self._deciding(State.INTRODUCED)

    @property
    def remaining(self) -> tuple[Result, ...]:
        """The violations that were there before and stay, of those that decide."""
        return self._deciding(State.REMAINING)

    def _deciding(self, state: State) -> tuple[Result, ...]:
        return tuple(r for r in self.results if self.decides(r) and r.state is state)

    def decides(self, result: Result) -> bool:
        """Whether the result is severe enough, and of the common shapes or a reading asked for."""
        return result.severity in self.failing and (
            result.reading is None or result.reading in self.checked.deciding
        )
