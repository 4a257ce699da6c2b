"""``csto-kg show``: a dossier on one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from csto_kg.cli.layout import Page
from csto_kg.cli.options import Settings, answer_options, examples
from csto_kg.output.json_text import json_text
from csto_kg.output.sink import open_output
from csto_kg.terms import ID, local_name, shorten
from csto_kg.text import display_width

if TYPE_CHECKING:
    from csto_kg.asking.dossier import Dossier, DossierLine

FORMATS = ("text", "json")
_WIDEST_DATE = 24  # columns; a longer date gets the line before


@click.command(
    "show",
    epilog=examples(
        'csto-kg show "Nikol Pashinyan"',
        "csto-kg show edm-p3s3-decision-open",
        "csto-kg show csto:Tenure --format json",
    ),
)
@click.argument("entity")
@answer_options(FORMATS, "text")
def command(settings: Settings, entity: str, format_: str, output: str | None) -> None:
    """Show what the graph says of ENTITY, a thing or a record.

    Each line of a section is a record: when, what, then in brackets how it is put, how it is
    known, and the names of its evidence and of the record itself. A line that starts with !
    competes with the records named at its end: accounts of one matter that differ.
    """
    with settings.open() as kb:
        found = kb.show(entity)
    with open_output(output) as sink:
        if format_ == "json":
            sink.write(json_text(_machine(found)))
        else:
            _write(Page(sink), found)


def _write(page: Page, found: Dossier) -> None:
    page.line(found.name)
    called = found.local_name if found.iri.startswith(ID) else shorten(found.iri)
    page.line("; ".join((", ".join(found.heading.get("kind", ["thing"])), called)))
    for name, values in found.heading.items():
        if name in ("name", "kind"):
            values = values[1:] if name == "name" else []  # noqa: PLW2901
            name = "name"  # noqa: PLW2901
        if name in ("also called", "name") and values:
            page.line("; ".join(values), lead=f"{name}: ", indent=2)
        else:
            for value in values:
                page.line(value, lead=f"{name}: ", indent=2)
    if found.properties:
        page.line()
    for item in found.properties:
        value = item.value
        if item.thing is not None:
            name = shorten(item.thing)
            local = local_name(item.thing) if item.thing.startswith(ID) else name
            if local not in (value, f"<{value}>"):
                value = f"{value} ({local})"
        page.line(value, lead=f"{item.name}: ", indent=2)
    for section in found.sections:
        page.line()
        page.line(section.title)
        dates = [display_width(line.when) for line in section.lines]
        width = max((date for date in dates if date <= _WIDEST_DATE), default=0)
        for line in section.lines:
            _write_line(page, line, width)


def _write_line(page: Page, line: DossierLine, width: int) -> None:
    mark = "!" if line.competes_with else " "
    text = line_text(line)
    gap = "  " if width else ""  # a section without dates has no column for them
    if display_width(line.when) <= width:
        padding = " " * (width - display_width(line.when))
        page.line(
            text, lead=f"{mark} {line.when}{padding}{gap}", indent=2 + (width or 2) + len(gap)
        )
    else:
        page.line(f"{line.when}  {text}", lead=f"{mark} ", indent=2 + width + len(gap))


def line_text(line: DossierLine) -> str:
    """Return what is said and, in brackets, all that helps to judge it."""
    evidence = f"evidence {', '.join(line.evidence)}" if line.evidence else "no evidence"
    judged = "; ".join(filter(None, (line.put_as, line.status, evidence, line.local_name)))
    text = f"{line.what} [{judged}]"
    if line.competes_with:
        text += f" competes with {', '.join(line.competes_with)}"
    return text


def _machine(found: Dossier) -> dict[str, Any]:
    return {
        "iri": found.iri,
        "local_name": found.local_name,
        "heading": found.heading,
        "properties": [
            {"property": p.name, "value": p.value, "iri": p.thing} for p in found.properties
        ],
        "sections": [
            {
                "name": section.name,
                "title": section.title,
                "records": [
                    {
                        "record": line.record,
                        "what": line.what,
                        "when": line.when or None,
                        "put_as": line.put_as or None,
                        "status": line.status or None,
                        "evidence": line.evidence,
                        "competes_with": line.competes_with,
                    }
                    for line in section.lines
                ],
            }
            for section in found.sections
        ],
    }
