"""The front door for Python: open the graph, ask it by name or in SPARQL.

::

    with KnowledgeBase.open() as kb:
        for row in kb.query("records-by-status", status="csto:Hearsay"):
            print(row["known_as"], row["what"])

Answers are in :mod:`csto_kg.session.results`: rows of Python values, read as they come.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from csto_kg.errors import UsageError, did_you_mean
from csto_kg.progress import silent
from csto_kg.resources import find_resources
from csto_kg.session.session import Session

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable
    from datetime import date
    from types import TracebackType

    import pyoxigraph as ox
    import rdflib

    from csto_kg.asking.dossier import Dossier
    from csto_kg.asking.evidence.support import Support
    from csto_kg.asking.rotation.calendar import Rotation
    from csto_kg.catalog.catalog import Catalog
    from csto_kg.catalog.values import Value
    from csto_kg.change.receipt import Receipt
    from csto_kg.checking.report import Report
    from csto_kg.progress import Progress
    from csto_kg.reasoning.findings import Consistency
    from csto_kg.session.results import Rows, Triples
    from csto_kg.store.interface import Answer, Store


class KnowledgeBase:
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
        ``data`` is a folder with ontology/, graphs/ and queries/ to use instead of the shipped
        one. Raises EnvironmentFailure when the data cannot be found, UsageError for an address
        that is none or beside a store; errors of the store come when it is first used.
        """
        if endpoint is None:
            return cls(Session(find_resources(data), store))
        if store is not None:
            raise UsageError("there are both a store and an endpoint", hint="give one of them")
        from csto_kg.store.endpoint import settings as at

        address = at.endpoint(endpoint, update_endpoint)
        return cls(Session(find_resources(data), endpoint=address))

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
        from csto_kg.session.results import result  # the command line has no use for it

        return result(self.session.answer(name, **parameters))

    def sparql(self, text: str) -> Rows | Triples | bool:
        """Run a query given as text; the usual prefixes are declared already.

        Raises UsageError for an update or SERVICE, InputError for a syntax error.
        """
        from csto_kg.session.results import result

        return result(self.store.query(text))

    def show(self, entity: str | ox.NamedNode) -> Dossier:
        """Return what the graph says of a thing or a record, in sections.

        Raises UsageError when nothing, or more than one thing, is called that.
        """
        from csto_kg.asking.dossier import dossier

        return dossier(self.session, self.session.node(entity))

    def evidence(self, entity: str | ox.NamedNode) -> list[Support]:
        """Return the records about an entity, or the record itself, each with what it rests on.

        Raises UsageError when nothing, or more than one thing, is called that.
        """
        from csto_kg.asking.evidence.support import evidence_of

        return evidence_of(self.session, self.session.node(entity))

    def export(
        self,
        format: str = "turtle",  # noqa: A002
        sources: str | Iterable[str] | None = None,
    ) -> str:
        """Return the graph, or some sources of it, as text: the same text each time.

        ``format`` is one of :data:`csto_kg.rdf_files.formats.FORMATS`; one without named graphs
        merges the sources. ``sources``, one or several, are named as for the command; all but the
        ontology by default. Raises UsageError for an unknown format or source, or where there is no
        source in ``sources``; InputError for what the format cannot hold.
        """
        from csto_kg.export.serialize import export
        from csto_kg.rdf_files.formats import FORMATS
        from csto_kg.session.kinds_in_order import kinds_in_order
        from csto_kg.session.source_graphs import choose, source_graphs

        if format not in FORMATS:
            raise UsageError(
                f'there is no format "{format}"',
                hint=did_you_mean(format, FORMATS) or f"use one of {', '.join(FORMATS)}",
            )
        named = [sources] if isinstance(sources, str) else list(sources or ())
        if sources is not None and not named:
            raise UsageError("there is no source to export", hint="name one, or leave sources out")
        graphs = [found.graph for found in choose(source_graphs(self.session), named, self.session)]
        return export(self.store, graphs, format, kinds_in_order(self.session))

    def reason(
        self,
        files: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] = (),
        *,
        reasoner: str = "hermit",
        explain: bool = False,
        inferences: bool = False,
        timeout: float | None = None,
        format: str | None = None,  # noqa: A002
        progress: Progress | None = None,
    ) -> Consistency:
        """Ask a reasoner (hermit or pellet) whether graph, ontology and facts contradict.

        The facts are those in RDF files, as in :meth:`validate`. ``explain`` names the axioms
        behind a contradiction, ``inferences`` what follows about things; ``timeout`` is in seconds.

        Raises InputError, with file and line, for facts that cannot be read or use terms that the
        ontology does not have; UsageError for an unknown reasoner; EnvironmentFailure without
        Java, when the time is up or the reasoner fails.
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
            progress=progress or (silent),
        )

    def validate(
        self,
        files: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] = (),
        *,
        readings: str | Iterable[str] = "all",
        retract: str | Iterable[str] = (),
        source: str | None = None,
        strict: bool = False,
        engine: str = "pyshacl",
        format: str | None = None,  # noqa: A002
        progress: Progress | None = None,
    ) -> Report:
        """Check the graph, or what it would be with the facts in RDF files.

        ``readings``: names of readings that decide with the common shapes; "all" for every one
        beside them, without deciding, "none" for the common shapes alone. ``retract``: sources, and
        files with facts, that would be taken out in the same change. ``source``: whose facts they
        are, by default nobody's yet. ``strict``: warnings are violations. ``format`` is that of the
        files, by default by their extensions.

        Raises InputError, with file and line, for facts that cannot be read or may not be said;
        UsageError for an unknown reading, engine or source.
        """
        from csto_kg.change import requests

        options = requests.options(self.session, readings, engine, strict, progress)
        return requests.validate(
            self.session, options, files, source=source, retract=retract, format_=format
        )

    def add(
        self,
        files: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
        source: str,
        *,
        readings: str | Iterable[str] = "all",
        strict: bool = False,
        replace: bool = False,
        dry_run: bool = False,
        by: str | None = None,
        engine: str = "pyshacl",
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
        from csto_kg.change.receipt import Signature

        options = requests.options(self.session, readings, engine, strict, progress)
        signature = Signature(by, dry_run=dry_run)
        return requests.add(
            self.session,
            options,
            files,
            source,
            replace=replace,
            signature=signature,
            format_=format,
        )

    def retract(
        self,
        source: str,
        *,
        readings: str | Iterable[str] = "all",
        strict: bool = False,
        dry_run: bool = False,
        by: str | None = None,
        engine: str = "pyshacl",
        progress: Progress | None = None,
    ) -> Receipt:
        """Take a source that was added out of the store, if no violation comes of that.

        Everything is as in :meth:`add`. Raises UsageError also for a source that is shipped.
        """
        from csto_kg.change import requests
        from csto_kg.change.receipt import Signature

        options = requests.options(self.session, readings, engine, strict, progress)
        return requests.retract(
            self.session, options, source, signature=Signature(by, dry_run=dry_run)
        )

    def rotation(
        self,
        office: str | None = None,
        on: date | None = None,
        readings: Iterable[str] = (),
    ) -> list[Rotation]:
        """Return whose turn it is for each office with a rotation rule, under each reading.

        ``on`` is the day to judge, by default the latest recorded one; ``office`` and ``readings``
        narrow it down. Raises UsageError for an office without a rule, an unknown reading and a day
        too far away.
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

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
