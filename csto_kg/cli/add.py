"""``csto-kg add``: new facts into a store, if they hold."""

from __future__ import annotations

import click

from csto_kg.cli.checking import by_option, checking_options, facts_format_option
from csto_kg.cli.options import Settings, answer_options, examples
from csto_kg.cli.receipts import FORMATS, write_receipt
from csto_kg.cli.stderr import progress
from csto_kg.errors import ExitCode


@click.command(
    "add",
    epilog=examples(
        "csto-kg --store my-graph add my-facts.ttl --source my-facts",
        "csto-kg --store my-graph add my-facts.ttl --source my-facts --replace --by Ann",
        "csto-kg --store my-graph add a.ttl b.jsonld --source field-work --dry-run",
    ),
)
@click.argument("facts", nargs=-1, required=True, metavar="FACTS...")
@click.option(
    "--source",
    required=True,
    metavar="NAME",
    help="The facts go into graph:NAME, with what it has.",
)
@click.option("--replace", is_flag=True, help="Let the facts take the place of what it has.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@checking_options("all")
@by_option
@facts_format_option
@answer_options(FORMATS, "text")
def command(
    settings: Settings,
    facts: tuple[str, ...],
    source: str,
    replace: bool,
    dry_run: bool,
    readings: tuple[str, ...],
    strict: bool,
    engine: str,
    by: str | None,
    facts_format: str | None,
    format_: str,
    output: str | None,
) -> ExitCode:
    """Add facts to a source in --store, in one step, unless they bring a violation.

    A warning keeps nothing out, but with --strict. The same facts again change nothing. What is
    wrong is corrected by a record that supersedes it, or by --replace. Exit code 1: there would be
    a violation that decides, and nothing was changed.
    """
    with settings.open() as kb, progress() as shown:
        receipt = kb.add(
            facts,
            source,
            readings=readings or "all",
            strict=strict,
            replace=replace,
            dry_run=dry_run,
            by=by,
            engine=engine,
            format=facts_format,
            progress=shown,
        )
        rows = () if receipt.report is None else kb.compare(receipt.report)
    return write_receipt(receipt, rows, format_, output)
