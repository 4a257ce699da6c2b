"""``csto-kg rotation``: whose turn it is for an office, under each reading of its rule."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click
import pyoxigraph as ox

from csto_kg.cli.layout import Page
from csto_kg.cli.options import BY_SINK_TEXT, Settings, answer_options, day_option, examples
from csto_kg.output.answer import write_rows
from csto_kg.output.json_text import json_text
from csto_kg.output.sink import open_output
from csto_kg.terms import XSD, local_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from csto_kg.asking.rotation.calendar import Calendar, Record, Rotation, Turn
    from csto_kg.output.table import Cell

FORMATS = ("text", "tsv", "csv", "md", "json")
_COLUMNS = (
    "office", "reading", "turn", "state", "opens_earliest", "opens_latest", "ends_earliest",
    "ends_latest", "on", "due", "opened_by", "left_open",
)  # fmt: skip


@click.command(
    "rotation",
    epilog=examples(
        "csto-kg rotation",
        "csto-kg rotation --on 2018-12-07",
        "csto-kg rotation --reading turn-passes --format json",
    ),
)
@click.option("--office", metavar="O", help="Only this office (default: each that has a rule).")
@day_option(
    "--on", "on", "The day to judge, as YYYY-MM-DD (default: the latest recorded day).", "DATE"
)
@click.option(
    "--reading",
    "readings",
    multiple=True,
    metavar="NAME",
    help="Only this reading; again for more (default: all).",
)
@answer_options(FORMATS, BY_SINK_TEXT)
def command(
    settings: Settings,
    office: str | None,
    on: date | None,
    readings: tuple[str, ...],
    format_: str | None,
    output: str | None,
) -> None:
    """Show the calendar of turns under each reading, who is due, and why.

    A turn opens and ends on one of the days shown; "or later" where the sources leave the day
    open. Its last day is that of its course: where a vacancy opens the next turn, it passes
    before. Dates follow from the rule as people state it: what the rule rests on, what it leaves
    open, and who holds each reading, stands below the calendars.
    """
    with settings.open() as kb:
        found = kb.rotation(office, on, readings)
    with open_output(output) as sink:
        chosen = format_ or ("text" if sink.terminal else "tsv")
        if chosen == "json":
            sink.write(json_text([_machine(each) for each in found], str))
        elif chosen == "text":
            page = Page(sink)
            for number, each in enumerate(found):
                if number:
                    page.line()
                _write(page, each)
        else:
            write_rows(_COLUMNS, [row for each in found for row in _rows(each)], sink, chosen)


def _rows(found: Rotation) -> list[Sequence[Cell]]:
    return [
        (
            ox.NamedNode(found.office),
            calendar.reading,
            ox.Literal(turn.ordinal),
            turn.names,
            *map(_date, (turn.opens.earliest, turn.opens.latest)),
            *map(_date, (turn.ends.earliest, turn.ends.latest)),
            _date(found.on),
            turn.due.value,
            ", ".join(local_name(iri) for iri in turn.opened_by),
            turn.left_open or "",
        )
        for calendar in found.calendars
        for turn in calendar.turns
    ]


def _date(day: date | None) -> Cell:
    if day is None:
        return None
    return ox.Literal(day.isoformat(), datatype=ox.NamedNode(XSD + "date"))


def _write(page: Page, found: Rotation) -> None:
    recorded = " (the latest recorded day)" if found.on == found.latest_recorded else ""
    page.line(f"{found.office_name}, on {found.on}{recorded}")
    for calendar in found.calendars:
        page.line()
        _write_calendar(page, calendar)
    page.line()
    page.line("The rule, as people state it")
    for element in found.elements:
        said = f"said by {', '.join(element.claimants)}" if element.claimants else "nobody named"
        judged = "; ".join(
            (said, f"applies from {element.valid_from}", element.status, _names(element.evidence))
        )
        page.line(f"{element.what} [{judged}]", lead="  ", indent=4)
    if found.leaves_open:
        page.line()
        page.line("What the rule leaves open")
        for record in found.leaves_open:
            _write_record(page, record)


def _write_calendar(page: Page, calendar: Calendar) -> None:
    page.line(f"{calendar.title} ({calendar.reading})")
    certain = [turn for turn in calendar.due if turn.due.value == "due"]
    if certain:
        page.line(f"due: {certain[0].names}", lead="  ", indent=4)
    elif calendar.due:
        page.line(
            f"may be due: {', or '.join(turn.names for turn in calendar.due)}", lead="  ", indent=4
        )
    else:
        page.line("nobody is due: no turn runs on that day", lead="  ", indent=4)
    for turn in calendar.turns:
        _write_turn(page, turn)
    for turn in calendar.turns:
        if turn.left_open:
            page.line(f"left open for turn {turn.ordinal}: {turn.left_open}", lead="  ", indent=4)
    if calendar.held_by:
        page.line("held by:", lead="  ")
        for record in calendar.held_by:
            _write_record(page, record)


def _write_turn(page: Page, turn: Turn) -> None:
    mark = {"due": ">", "may be due": "?"}.get(turn.due.value, " ")
    line = f"{turn.ordinal}. {turn.names}: opens {turn.opens}, last day {turn.ends}"
    if turn.opened_by:
        names = ", ".join(local_name(iri) for iri in turn.opened_by)
        line += f"; opened by the end of {names}"
    page.line(line, lead=f"  {mark} ", indent=6)
    for record in turn.rests_on:
        page.line(f"{record.what} [{_judged(record)}]", lead="      ", indent=8)


def _write_record(page: Page, record: Record) -> None:
    page.line(f"{record.what} [{_judged(record)}]", lead="    ", indent=6)


def _judged(record: Record) -> str:
    return "; ".join((record.status, _names(record.evidence), local_name(record.iri)))


def _names(evidence: Sequence[str]) -> str:
    if not evidence:
        return "no evidence"
    return f"evidence {', '.join(local_name(iri) for iri in evidence)}"


def _machine(found: Rotation) -> dict[str, Any]:
    machine = asdict(found)
    for calendar in machine["calendars"]:
        for turn in calendar["turns"]:
            turn["states"] = [{"iri": iri, "name": name} for iri, name in turn["states"]]
    return machine
