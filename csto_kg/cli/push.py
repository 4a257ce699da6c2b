"""``csto-kg push``: copy the graph to an endpoint."""

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
    update_endpoint_option,
)
from csto_kg.cli.stderr import notice, progress
from csto_kg.errors import UsageError
from csto_kg.output.answer import TABULAR_FORMATS


@click.command(
    "push",
    epilog=examples(
        "csto-kg push --endpoint http://localhost:3030/ds/query",
        "csto-kg --store my-graph push --endpoint http://localhost:7878/query",
    ),
)
@sources_option
@format_option(TABULAR_FORMATS, BY_SINK)
@store_option()
@update_endpoint_option()
@pass_settings
def command(settings: Settings, sources: tuple[str, ...], format_: str | None) -> None:
    """Copy the graph to the endpoint: the shipped one, or that of --store.

    Each graph takes the place of the one with its name; other graphs there are left alone. All
    are put in place in one step at the end, so a push that breaks off has changed nothing, and one
    begun again completes. The last two columns are hashes (RDFC-1.0, SHA-256) of what was sent and
    of what the endpoint now gives back.
    """
    if not settings.endpoint:
        raise UsageError("there is no endpoint to push to", hint="give --endpoint URL")
    with settings.open_store() as kb, progress() as shown:
        found = kb.push(
            settings.endpoint,
            settings.update_address,
            sources=sources,
            announce=lambda url: notice(f"updates go to {url}"),
            progress=shown,
        )
    write_report(found, format_)
