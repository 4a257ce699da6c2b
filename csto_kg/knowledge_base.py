"""The front door for Python: open the graph, ask it by name or in SPARQL.

::

    with KnowledgeBase.open() as kb:
        for row in kb.query("records-by-status", status="csto:Hearsay"):
            print(row["known_as"], row["what"])

Answers are in :mod:`csto_kg.session.results`: rows of Python values, read as they come.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from csto_kg.closing import Closing
from csto_kg.progress import silent
from csto_kg.session.session import Session

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    import pyoxigraph as ox
    import rdflib

    from csto_kg.asking.dossier import Dossier
    from csto_kg.asking.evidence.support import Support
    from csto_kg.asking.evidence.verification import Verification
    from csto_kg.asking.rotation.calendar import Rotation
    from csto_kg.catalog.catalog import Catalog
    from csto_kg.catalog.values import Value
    from csto_kg.change.held_sources import HeldSource
    from csto_kg.change.receipt import Receipt
    from csto_kg.checking.checked_result import Result
    from csto_kg.checking.explanation import Section
    from csto_kg.checking.report import Report
    from csto_kg.checking.side_by_side import ComparedFact
    from csto_kg.export.selection import Selection
    from csto_kg.export.tables import Tables
    from csto_kg.progress import Progress
    from csto_kg.reasoning.findings import Consistency
    from csto_kg.session.results import Rows, Triples
    from csto_kg.store.interface import Answer, Store
    from csto_kg.transfer.import_files import Imported
    from csto_kg.transfer.to_endpoint import Copied

    Thing = str | ox.NamedNode
    Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


class KnowledgeBase(Closing):
    """The graph, open: what the command line and Python users may do with it."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @classmethod
    def open(
        cls,
        store: str | os.PathLike[str] | None = None,
        *,
        data: str | os.PathLike[str] | None = None,
        endpoint: str | None = None,
        update_endpoint: str | None = None,
    ) -> Self:
        """Return the knowledge base: the shipped graph in memory, or the one kept elsewhere.

        ``store`` is a directory, ``endpoint`` the address of a SPARQL endpoint in its place, with
        credentials and timeout from the environment (see :mod:`csto_kg.store.endpoint.settings`).
        ``data`` is a folder to use instead of the shipped one, as :mod:`csto_kg.resources` has it.
        Raises as :meth:`Session.open` does; errors of the store come when it is first used.
        """
        return cls(Session.open(store, data, endpoint, update_endpoint))

    @property
    def store(self) -> Store:
        """The store, opened on first use. Raises EnvironmentFailure or InputError then."""
        return self.session.store

    @property
    def catalog(self) -> Catalog:
        """The stored queries."""
        return self.session.catalog

    def resolve(self, name: str, class_iri: str | None = None) -> ox.NamedNode:
        """Return the entity called ``name`` (IRI, CURIE, local name or label).

        Raises UsageError when nothing, or more than one thing, is called that.
        """
        return self.session.resolve(name, class_iri)

    def query(self, name: str, /, **parameters: Value | Iterable[Value]) -> Rows | Triples | bool:
        """Run a stored query: rows for SELECT, triples for CONSTRUCT, a bool for ASK.

        Raises UsageError for an unknown query or parameter or a wrong value, InputError when the
        query's file is broken. A parameter such as ``from`` goes in as ``**{"from": day}``.
        """
        from csto_kg.session.results import result  # not every command has use for it

        return result(self.session.answer(name, **parameters))

    def sparql(self, text: str) -> Rows | Triples | bool:
        """Run a query given as text; the usual prefixes are declared already.

        Raises UsageError for an update or SERVICE, InputError for a syntax error.
        """
        from csto_kg.session.results import result

        return result(self.store.query(text))

    def show(self, entity: Thing) -> Dossier:
        """Return what the graph says of a thing or a record. Raises as :meth:`resolve` does."""
        from csto_kg.asking.dossier import dossier

        return dossier(self.session, self.session.node(entity))

    def find(self, text: str) -> Rows:
        """Return where a text occurs in names, paraphrases, quotations and notes.

        Case, diacritics and white space make no difference. Raises UsageError for an empty text.
        """
        from csto_kg.asking.text_search import find

        return find(self.session, text)

    def timeline(
        self, entity: Thing | None = None, first: date | None = None, last: date | None = None
    ) -> Rows:
        """Return every dated record in order, or those that concern an entity, once for each date.

        A date that may mean several days is there when one of them is from ``first`` to ``last``.
        Raises UsageError for days in the wrong order and for no entity, as :meth:`resolve` does.
        """
        from csto_kg.asking.dated_records import timeline

        return timeline(self.session, entity, first, last)

    def sources(self) -> list[HeldSource]:
        """Return the graphs held, the ontology too, each with its source and its last change."""
        from csto_kg.change.held_sources import held_sources

        return held_sources(self.session)

    def evidence(self, entity: Thing) -> list[Support]:
        """Return the records about an entity, or the record itself, each with what it rests on.

        Raises as :meth:`resolve` does.
        """
        from csto_kg.asking.evidence.support import evidence_of

        return evidence_of(self.session, self.session.node(entity))

    def verify(self, evidence: Sequence[Support], texts: Paths) -> Verification:
        """Look whether each passage of the evidence still stands in the texts of its documents.

        ``texts`` are files, in any order. Raises InputError for what is a text of none of them.
        """
        from csto_kg.asking.evidence.verification import verify_all

        return verify_all(self.session, evidence, texts)

    def selection(self, sources: Iterable[str] = ()) -> Selection:
        """Return what names stand for in an export; without any, all sources but the ontology.

        Raises UsageError for a name that nothing has, or several have.
        """
        from csto_kg.export.selection import select

        return select(self.session, sources)

    def export(
        self,
        format: str = "turtle",  # noqa: A002
        sources: str | Iterable[str] | Selection | None = None,
    ) -> str:
        """Return the graph, or some sources of it, as text: the same text each time.

        ``format`` is one of :data:`csto_kg.rdf_files.formats.FORMATS`, or "void" for a description;
        one without named graphs merges the sources. ``sources``: a name, several, or a selection.
        Raises UsageError for an unknown format or source, InputError for what a format cannot hold.
        """
        from csto_kg.export.selection import export_sources

        return export_sources(self.session, sources, format)

    def tables(self, sources: Iterable[str] = ()) -> Tables:
        """Return the graph, or what some sources state, as tables of nodes and edges."""
        from csto_kg.export.selection import selected_tables

        return selected_tables(self.session, sources)

    def reason(
        self,
        files: Paths = (),
        *,
        reasoner: str = "hermit",
        explain: bool = False,
        inferences: bool = False,
        timeout: float | None = None,
        format: str | None = None,  # noqa: A002
        progress: Progress = silent,
    ) -> Consistency:
        """Ask a reasoner (hermit or pellet) whether graph, ontology and facts contradict.

        The facts are those in RDF files, as in :meth:`validate`. ``explain`` names the axioms
        behind a contradiction, ``inferences`` what follows about things; ``timeout`` is in seconds.
        Raises InputError as :meth:`validate` does, UsageError for an unknown reasoner,
        EnvironmentFailure without Java, when the time is up or the reasoner fails.
        """
        from csto_kg.rdf_files.file import rdf_files
        from csto_kg.reasoning.consistency import reason

        return reason(
            self.store,
            rdf_files(files, format),
            reasoner=reasoner,
            explain=explain,
            inferences=inferences,
            timeout=timeout,
            progress=progress,
        )

    def validate(
        self,
        files: Paths = (),
        *,
        readings: str | Iterable[str] = "all",
        retract: str | Iterable[str] = (),
        source: str | None = None,
        strict: bool = False,
        engine: str = "compiled",
        format: str | None = None,  # noqa: A002
        progress: Progress | None = None,
    ) -> Report:
        """Check the graph, or what it would be with the facts in RDF files.

        ``readings``: names of readings that decide with the common shapes; "all" for every one
        beside them, without deciding, "none" for the common shapes alone. ``retract``: sources, and
        files with facts, that would be taken out in the same change. ``source``: whose facts they
        are, by default nobody's yet. ``strict``: warnings are violations. ``format`` is that of the
        files, by default by their extensions. Raises InputError, with file and line, for facts that
        cannot be read or may not be said; UsageError for an unknown reading, engine or source.
        """
        from csto_kg.change import requests

        how = requests.options(self.session, readings, engine, strict, progress)
        return requests.validate(
            self.session, how, files, source=source, retract=retract, format_=format
        )

    def compare(self, report: Report) -> tuple[ComparedFact, ...]:
        """Return the facts on which the readings of a report have a say, side by side."""
        from csto_kg.checking.side_by_side import compare

        return compare(self.catalog, report)

    def explain(self, report: Report) -> dict[Result, tuple[Section, ...]]:
        """Return for each result of a report the records that stand behind it, in sections."""
        from csto_kg.checking.formats.whole_report import reasons

        return reasons(self.session, report)

    def add(
        self,
        files: Paths,
        source: str,
        *,
        readings: str | Iterable[str] = "all",
        strict: bool = False,
        replace: bool = False,
        dry_run: bool = False,
        by: str | None = None,
        engine: str = "compiled",
        format: str | None = None,  # noqa: A002
        progress: Progress | None = None,
    ) -> Receipt:
        """Add the facts in RDF files to a source of the store, if no violation comes of them.

        The receipt says what was done: "refused" when there would be violations. With ``replace``
        the facts take the place of what the source has; with ``dry_run`` nothing is changed. ``by``
        is who adds them, by default the user who is logged in. The rest is as in :meth:`validate`.
        Raises as :meth:`validate` does; UsageError without a store on disk, EnvironmentFailure when
        that is in use, full or broken. The store is then as it was.
        """
        from csto_kg.change import requests

        how = requests.options(self.session, readings, engine, strict, progress)
        return requests.add(
            self.session,
            how,
            files,
            source,
            format_=format,
            replace=replace,
            dry_run=dry_run,
            by=by,
        )

    def retract(
        self,
        source: str,
        *,
        readings: str | Iterable[str] = "all",
        strict: bool = False,
        dry_run: bool = False,
        by: str | None = None,
        engine: str = "compiled",
        progress: Progress | None = None,
    ) -> Receipt:
        """Take a source that was added out of the store, if no violation comes of that.

        Everything is as in :meth:`add`. Raises UsageError also for a source that is shipped.
        """
        from csto_kg.change import requests

        how = requests.options(self.session, readings, engine, strict, progress)
        return requests.retract(self.session, how, source, dry_run=dry_run, by=by)

    def import_(
        self,
        files: Paths,
        *,
        source: str | None = None,
        replace: bool = False,
        format: str | None = None,  # noqa: A002
        progress: Progress = silent,
    ) -> list[Imported]:
        """Read RDF files into the store, unchecked, in one step; returns what became of each graph.

        Triples in no named graph go to the source with this name, by default that of their file.
        With ``replace`` a graph takes the place of one with other facts. Raises as :meth:`add`.
        """
        from csto_kg.transfer.import_files import import_paths

        return import_paths(
            self.session, files, source=source, replace=replace, format_=format, progress=progress
        )

    def push(
        self,
        endpoint: str,
        update_endpoint: str | None = None,
        *,
        sources: Iterable[str] = (),
        announce: Callable[[str], None] = lambda _: None,
        progress: Progress = silent,
    ) -> list[Copied]:
        """Copy the graph, or some sources of it, to a SPARQL endpoint, in one step at the end.

        Each graph takes the place of the one with its name there. ``announce`` is called with the
        address that updates go to. Raises UsageError for an unknown source or an address that is
        none, EnvironmentFailure when the endpoint fails, saying what that leaves there.
        """
        from csto_kg.transfer.to_endpoint import push_graphs

        return push_graphs(self.session, endpoint, update_endpoint, sources, announce, progress)

    def pull(
        self, endpoint: str, *, sources: Iterable[str] = (), progress: Progress = silent
    ) -> list[Copied]:
        """Copy the graphs of a SPARQL endpoint, or some of them, into the store, in one step.

        Each takes the place of the graph with its name. Raises as :meth:`push` does, and UsageError
        without a store on disk.
        """
        from csto_kg.transfer.from_endpoint import pull_graphs

        return pull_graphs(self.session, endpoint, sources, progress)

    def rotation(
        self, office: str | None = None, on: date | None = None, readings: Iterable[str] = ()
    ) -> list[Rotation]:
        """Return whose turn it is for each office with a rotation rule, under each reading.

        ``on`` is the day to judge, by default the latest recorded one. Raises UsageError for an
        office without a rule, an unknown reading and a day too far away.
        """
        from csto_kg.asking.rotation.lookup import rotation

        return rotation(self.session, office, on, readings)

    def graph(self) -> rdflib.Dataset:
        """Return the graph as an rdflib Dataset, its default graph the union of all sources.

        Through oxrdflib, on the same store where that can be: keep it open meanwhile.
        """
        from csto_kg.store.rdflib_view import dataset

        return dataset(self.store)

    def answer(self, name: str, /, **parameters: Value | Iterable[Value]) -> Answer:
        """Run a stored query as :meth:`query` does; the answer is the engine's own."""
        return self.session.answer(name, **parameters)

    def close(self) -> None:
        """Close the store, if it was opened."""
        self.session.close()
