"""``csto-kg pull``: copy an endpoint's graphs into a store on disk."""

from __future__ import annotations

import click

from csto_kg.cli.copies import write_report
from csto_kg.cli.options import (
    BY_SINK,
    Settings,
    examples,
    format_option,
    pass_settings,
    sources_option,
    store_option,
)
from csto_kg.cli.stderr import progress
from csto_kg.errors import UsageError
from csto_kg.output.answer import TABULAR_FORMATS


@click.command(
    "pull",
    epilog=examples("csto-kg --store my-graph pull --endpoint http://localhost:3030/ds/query"),
)
@sources_option
@format_option(TABULAR_FORMATS, BY_SINK)
@store_option()
@pass_settings
def command(settings: Settings, sources: tuple[str, ...], format_: str | None) -> None:
    """Copy the graphs of the endpoint into --store, which is made if it is new.

    Each graph takes the place of the one with its name; other graphs in the store are left alone.
    All is read before anything is written, in one step. The last two columns are hashes (RDFC-1.0,
    SHA-256) of what the endpoint gave and of what the store now holds.
    """
    if not settings.endpoint:
        raise UsageError("there is no endpoint to pull from", hint="give --endpoint URL")
    with settings.open_store() as kb, progress() as shown:
        found = kb.pull(settings.endpoint, sources=sources, progress=shown)
    write_report(found, format_)
