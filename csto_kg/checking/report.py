"""What a check found, and what it looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from csto_kg.checking.checked_result import Result, State
from csto_kg.errors import UsageError
from csto_kg.shacl.result import Severity
from csto_kg.terms import CSTO

if TYPE_CHECKING:
    from csto_kg.checking.effects import Missing, Moved
    from csto_kg.checking.snapshot import Snapshot
    from csto_kg.checking.suite import Checks
    from csto_kg.shacl.wellformed.shapes import Shapes
    from csto_kg.store.embedded.embedded_store import EmbeddedStore

Labels: TypeAlias = Callable[[str], str | None]
"""The label of an IRI, or None."""

_CHECKS_ELEMENT = CSTO + "checksElement"


@dataclass(frozen=True)
class Checked:
    """What was looked at.

    ``facts``: how many triples the graphs have after the change, ``added`` and ``removed`` by it.
    ``counting``: how many records count in checks; ``not_counting``: how many do not, by reason;
    ``not_judged``: how many that count no rotation rule is held against, by reason;
    ``new_…``: the same of those of which the change adds facts.
    ``readings``: those that were checked; ``deciding``: those that decide with the common shapes;
    ``readings_without_rules``: those that the facts speak of, and by which nothing can be judged.
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
    new_not_counting: Mapping[str, int] = field(default_factory=dict)
    not_judged: Mapping[str, int] = field(default_factory=dict)
    new_not_judged: Mapping[str, int] = field(default_factory=dict)
    readings_without_rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """The results of a check, each with what the change does to it, and what was looked at.

    ``snapshot``: the graph after the change; ``suite``: what it was checked by.
    ``labels``: what the things that the results name are called; ``new_subjects``: of what the
    change adds facts. ``moved``: the turns that the change moves, under each reading that was
    checked; ``missing``: the things to which facts refer and that it leaves without description.
    """

    results: tuple[Result, ...]
    checked: Checked
    snapshot: Snapshot = field(repr=False, compare=False)
    suite: tuple[Checks, ...] = field(repr=False, compare=False)
    labels: Mapping[str, str] = field(default_factory=dict, repr=False)
    new_subjects: frozenset[str] = field(default=frozenset(), repr=False)
    moved: tuple[Moved, ...] = ()
    missing: tuple[Missing, ...] = ()
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
    def shapes(self) -> tuple[Shapes, ...]:
        """The shapes of the check: the common ones, and those of each reading."""
        return tuple(checks.shapes for checks in self.suite)

    def derived(self, reading: str | None) -> tuple[ox.Triple, ...]:
        """Return what follows under a reading, or in any case (None).

        Raises UsageError for a reading that was not checked.
        """
        return self.snapshot.derived(self._checks(reading).rules)

    def dataset(self, reading: str | None) -> EmbeddedStore:
        """Return the graph with what follows under a reading, to ask for reasons.

        Raises as :meth:`derived` does.
        """
        return self.snapshot.dataset(self._checks(reading).rules)

    def _checks(self, reading: str | None) -> Checks:
        for checks in self.suite:
            if checks.reading == reading:
                return checks
        raise UsageError(f'"{reading}" was not checked', hint="name it when you check")

    def elements(self, result: Result) -> tuple[str, ...]:
        """The properties of rule elements on which the result's shape says that it rests."""
        return tuple(
            sorted(
                {
                    triple.object.value
                    for shapes in self.shapes
                    for triple in shapes.graph.triples
                    if triple.predicate.value == _CHECKS_ELEMENT
                    and isinstance(triple.subject, ox.NamedNode)
                    and triple.subject.value == result.shape
                    and isinstance(triple.object, ox.NamedNode)
                }
            )
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
