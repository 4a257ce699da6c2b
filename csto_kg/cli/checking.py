"""What ``validate``, ``add`` and ``retract`` share: options, and the report in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from csto_kg.reading.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from csto_kg.change.report import Checked, Report

F = TypeVar("F", bound="Callable[..., Any]")


def checking_options(default: str) -> Callable[[F], F]:
    """``--reading``, ``--strict`` and ``--engine``, passed on under these names (readings)."""
    reading = click.option(
        "--reading",
        "readings",
        multiple=True,
        metavar="NAME",
        help='Let this reading decide too; again for more. "all": every reading beside the common '
        f'checks, without deciding; "none": the common checks alone (default: {default}).',
    )
    strict = click.option("--strict", is_flag=True, help="Let warnings count as violations.")
    engine = click.option(
        "--engine",
        default="pyshacl",
        show_default=True,
        metavar="NAME",
        help="The engine that checks.",
    )
    return lambda function: reading(strict(engine(function)))


def facts_format_option(function: F) -> F:
    """``--facts-format F``; passed on as ``facts_format`` (None: by the extension)."""
    return click.option(
        "--facts-format",
        type=click.Choice(list(FORMATS)),
        metavar="FORMAT",
        help=f"The format of the facts: {', '.join(FORMATS)} (default: by the extension; .gz may "
        "follow it).",
    )(function)


def by_option(function: F) -> F:
    """``--by WHO``; passed on as ``by`` (None: the login name)."""
    return click.option(
        "--by", metavar="WHO", help="Who makes the change (default: your login name)."
    )(function)


def in_words(report: Report) -> str:
    """Return a report for people: its results, the verdict, and what was looked at."""
    from csto_kg.shacl.report import written

    return written(report, "text", report.labels.get) + scope(report.checked)


def scope(checked: Checked) -> str:
    """Return what was looked at, in lines."""
    count = f"{checked.facts:,} facts in {_several(len(checked.graphs), 'graph')}"
    if checked.change:
        count += f" ({checked.added:,} new, {checked.removed:,} gone)"
    lines = [f"checked: {count}; {_several(checked.shapes, 'shape')}"]
    if checked.new_not_counting:
        lines.append(
            f"new records that do not count, so not checked: {_reasons(checked.new_not_counting)}"
        )
    uncounted = _reasons(checked.not_counting) or "none"
    lines.append(f"records that count: {checked.counting}; that do not: {uncounted}")
    if checked.readings:
        decides = "" if checked.deciding else ", side by side, without deciding"
        lines.append(f"readings: {', '.join(checked.readings)}{decides}")
    return "".join(f"{line}\n" for line in lines)


def _reasons(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {why}" for why, number in counts.items())


def _several(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
