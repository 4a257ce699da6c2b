"""What is to be exported: sources by name, and what is shipped beside the facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csto_kg.errors import UsageError, did_you_mean
from csto_kg.export.shipped_files import companions, with_companions
from csto_kg.rdf_files.formats import FORMATS
from csto_kg.session.source_graphs import choose, source_graphs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csto_kg.export.tables import Tables
    from csto_kg.session.session import Session
    from csto_kg.session.source_graphs import SourceGraph

VOID = "void"
"""The format of a description of the graph, beside the formats of RDF."""


@dataclass(frozen=True)
class Selection:
    """Sources, and names of companions: what is shipped beside them."""

    sources: tuple[SourceGraph, ...]
    companions: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.sources) + len(self.companions)


def select(session: Session, names: Iterable[str] = ()) -> Selection:
    """Return what the names stand for; without any, all sources but the ontology.

    Raises UsageError for a name that nothing has, or several have.
    """
    wanted = list(names)
    known = companions(session.resources)
    beside = tuple(name for name in dict.fromkeys(wanted) if name in known)
    named = [name for name in wanted if name not in known]
    if beside and not named:
        return Selection((), beside)
    return Selection(tuple(choose(source_graphs(session), named, session, known)), beside)


def export_sources(
    session: Session, sources: str | Iterable[str] | Selection | None, format_: str
) -> str:
    """Return sources in one of the formats, or their description: the same text each time.

    ``sources``: a name, several, or what :func:`select` gives; None is all but the ontology. Raises
    UsageError for an unknown format or source, where there is no source in ``sources``, and for a
    description of what is no source; otherwise as :func:`csto_kg.export.serialize.export`.
    """
    if format_ != VOID and format_ not in FORMATS:
        names = (*FORMATS, VOID)
        raise UsageError(
            f'there is no format "{format_}"',
            hint=did_you_mean(format_, names) or f"use one of {', '.join(names)}",
        )
    if isinstance(sources, Selection):
        selection = sources
    else:
        named = [sources] if isinstance(sources, str) else list(sources or ())
        if sources is not None and not named:
            raise UsageError("there is no source to export", hint="name one, or leave sources out")
        selection = select(session, named)
    if format_ == VOID:
        if selection.companions:
            raise UsageError(
                f"void describes sources, and {selection.companions[0]} is none",
                hint="leave it out",
            )
        from csto_kg.export.void import description

        return description(session, selection.sources)
    from csto_kg.export.serialize import export

    store, graphs = session.store, [source.graph for source in selection.sources]
    if selection.companions:
        store, graphs = with_companions(store, graphs, session.resources, selection.companions)
    return export(store, graphs, format_, session.kinds_in_order())


def selected_tables(session: Session, names: Iterable[str] = ()) -> Tables:
    """Return the tables of the whole graph, or of the sources with these names.

    Raises UsageError as :func:`select` does, and for what is no source.
    """
    from csto_kg.export.tables import tables

    wanted = list(names)
    for name in wanted:
        if name in companions(session.resources):
            raise UsageError(f"csv has tables of sources, and {name} is none", hint="leave it out")
    graphs = choose(source_graphs(session), wanted, session) if wanted else None
    return tables(session, graphs)
