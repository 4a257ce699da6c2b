"""Reports of a check: text for people, JSON, the W3C's validation report in Turtle, and SARIF."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

if TYPE_CHECKING:
    from csto_kg.checking.checked_result import Result
    from csto_kg.shacl.wellformed.shapes import Shapes

Notes: TypeAlias = "Callable[[Result], Sequence[str]]"
"""Lines for people under a result."""

Details: TypeAlias = "Callable[[Result], Mapping[str, Any]]"
"""Further fields of a result for machines."""

FORMATS = ("text", "json", "turtle", "sarif")

Labels = Callable[[str], str | None]
"""The label of an IRI, or None."""


class Report(Protocol):
    """What a report is written from. ``checked`` is a dataclass that says what was looked at."""

    @property
    def conforms(self) -> bool: ...
    @property
    def results(self) -> Sequence[Result]: ...
    @property
    def checked(self) -> Any: ...


def written(report: Report, form: str, labels: Labels, shapes: Iterable[Shapes] = ()) -> str:
    """Return a report in one of :data:`FORMATS`.

    ``shapes``: those that were checked, for their descriptions (SARIF has them).
    """
    if form == "json":
        from csto_kg.checking.formats.json_report import json_report

        return json_report(report, labels)
    if form == "turtle":
        from csto_kg.checking.formats.turtle_report import turtle_report

        return turtle_report(report, labels)
    if form == "sarif":
        from csto_kg.checking.formats.sarif_report import sarif_report

        return sarif_report(report, labels, shapes)
    from csto_kg.checking.formats.text_report import text_report

    return text_report(report, labels)
