"""``csto-kg retract``: take a source out of a store, if what is left holds."""

from __future__ import annotations

import click

from csto_kg.cli.checking import by_option, checking_options
from csto_kg.cli.options import Settings, answer_options, examples
from csto_kg.cli.receipts import FORMATS, write_receipt
from csto_kg.cli.stderr import progress
from csto_kg.errors import ExitCode


@click.command(
    "retract",
    epilog=examples(
        "csto-kg --store my-graph retract my-facts",
        "csto-kg --store my-graph retract my-facts --dry-run",
    ),
)
@click.argument("source", metavar="SOURCE")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@checking_options("all")
@by_option
@answer_options(FORMATS, "text")
def command(
    settings: Settings,
    source: str,
    dry_run: bool,
    readings: tuple[str, ...],
    strict: bool,
    engine: str,
    by: str | None,
    format_: str,
    output: str | None,
) -> ExitCode:
    """Take a source that was added out of --store, in one step, unless that brings a violation.

    A source is named as in csto-kg sources. What csto-kg ships cannot be taken out. Exit code 1:
    there would be a violation that decides, and nothing was changed.
    """
    with settings.open() as kb, progress() as shown:
        receipt = kb.retract(
            source,
            readings=readings or "all",
            strict=strict,
            dry_run=dry_run,
            by=by,
            engine=engine,
            progress=shown,
        )
        rows = () if receipt.report is None else kb.compare(receipt.report)
    return write_receipt(receipt, rows, format_, output)
