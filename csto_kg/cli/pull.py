"""``csto-kg pull``: copy an endpoint's graphs into a store on disk."""

from __future__ import annotations

import click

from csto_kg.cli.options import (
    Settings,
    examples,
    format_option,
    pass_settings,
    sources_option,
    store_option,
)
from csto_kg.errors import EnvironmentFailure, UsageError
from csto_kg.output.answer import TABULAR_FORMATS


@click.command(
    "pull",
    epilog=examples("csto-kg --store my-graph pull --endpoint http://localhost:3030/ds/query"),
)
@sources_option
@format_option(TABULAR_FORMATS)
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
    if not settings.store:
        raise UsageError("there is no store to pull into", hint="give --store DIR")
    from csto_kg.cli.transfer import ProgressLine, chosen_graphs, write_report
    from csto_kg.knowledge_base import KnowledgeBase
    from csto_kg.store.endpoint.remote_store import RemoteStore
    from csto_kg.store.endpoint.settings import shown
    from csto_kg.store.on_disk.directory import open_directory
    from csto_kg.transfer.from_endpoint import pull

    directory = settings.store
    progress = ProgressLine()
    with KnowledgeBase.open(endpoint=settings.endpoint) as kb:
        assert isinstance(kb.store, RemoteStore)  # noqa: S101  (an endpoint was named)
        graphs = chosen_graphs(kb, sources)
        if not graphs:
            raise EnvironmentFailure(
                f"the endpoint {shown(settings.endpoint)} has no named graph", hint="push one first"
            )
        try:
            found = pull(
                kb.store,
                lambda: open_directory(directory, kb.session.resources, write=True),
                graphs,
                progress,
            )
        finally:
            progress.clear()
    write_report(found, format_)
