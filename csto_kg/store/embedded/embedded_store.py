"""The embedded store: Oxigraph in this process, in memory or over a directory.

In memory, each graph file loads into its own named graph. Queries run on the union of the named
graphs: by the engine's own flag while every graph belongs to the dataset (a listed union took
2.5 times as long for a join of three patterns over five graphs), and over an explicit list once
the store holds internal graphs; where a triple stands in several graphs, on a merged copy (see
:mod:`csto_kg.store.embedded.rdf_merge`). Where literals were rewritten on their way in (see
:mod:`csto_kg.store.embedded.lexical_forms`), quads and constructed triples have them as they came.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import pyoxigraph as ox

from csto_kg.errors import EnvironmentFailure
from csto_kg.resources import GraphFile, Resources
from csto_kg.sparql.guard import CheckedQuery, check_query
from csto_kg.store.embedded.rdf_merge import merged, overlap
from csto_kg.store.interface import NOT_CERTAIN, Answer, Store, TriplesAnswer, engine_errors
from csto_kg.terms import LITERAL_RECORDS, PREFIXES, is_internal

if TYPE_CHECKING:
    from csto_kg.store.embedded.rdf_merge import Remembered

_PREFIXES = dict(PREFIXES)


class EmbeddedStore(Store):
    """A store over one ``pyoxigraph.Store``.

    No triple stands in two of the graphs that are ``apart``; ``remembered`` keeps what is found
    out.
    """

    def __init__(
        self,
        database: ox.Store,
        *,
        apart: Collection[str] = (),
        remembered: Remembered | None = None,
    ) -> None:
        self._database: ox.Store | None = database
        self._apart = frozenset(apart)
        self._remembered = remembered
        self._overlap: bool | None = None
        self._copy: tuple[_Dataset, ox.Store] | None = None

    @classmethod
    def in_memory(cls, resources: Resources) -> Self:
        """Load the shipped graph. Raises InputError for a file that is not Turtle."""
        database = ox.Store()
        # A test keeps the shipped graph free of what is rewritten; looking costs start-up time.
        load_files(database, resources.graph_files, look=not resources.shipped)
        return cls(database, apart=graphs_apart(resources))

    @property
    def database(self) -> ox.Store:
        """The engine underneath, for code that moves or changes data."""
        if self._database is None:
            raise EnvironmentFailure("the store is closed", hint="open it again")
        return self._database

    def let_go(self) -> None:
        """Let go of the database; :meth:`adopt` must follow."""
        self._database = None
        self._changed()

    def adopt(self, database: ox.Store) -> None:
        """Go on with another database in place of the one so far, which is let go of."""
        self._database = database
        self._remembered = None  # it can be changed from now on
        self._changed()

    def query(self, text: str, source: str = "<query>", *, also: Collection[str] = ()) -> Answer:
        checked = check_query(text, source)
        with engine_errors():
            database, dataset = self._prepared(self._dataset(checked, also), checked.text)
            try:
                answer = database.query(checked.text, prefixes=_PREFIXES, **dataset)
            except SyntaxError as error:
                from csto_kg.sparql.query_errors import syntax_error  # only a failing query pays

                def parse(spaced: str) -> object:
                    return database.query(spaced, prefixes=_PREFIXES)

                raise syntax_error(checked, error, parse) from None
        if isinstance(answer, ox.QueryTriples) and self._has_records():
            from csto_kg.store.embedded.lexical_forms import triples_given_back

            return TriplesAnswer(triples_given_back(self.database, answer, self.graph_names()))
        return answer

    def graph_names(self, *, internal: bool = False) -> list[str]:
        with engine_errors("the names of the graphs could not be read"):
            names = [
                name.value
                for name in self.database.named_graphs()
                if isinstance(name, ox.NamedNode)
            ]
        return sorted(name for name in names if internal or not is_internal(name))

    def quads(self, graph: str | None = None) -> Iterator[ox.Quad]:
        names = self.graph_names() if graph is None else [graph]
        recorded = self._has_records()
        for name in names:
            with engine_errors("the graph could not be read"):
                stored = self.database.quads_for_pattern(None, None, None, ox.NamedNode(name))
                if recorded:
                    from csto_kg.store.embedded.lexical_forms import given_back, read_records

                    yield from given_back(stored, read_records(self.database, name))
                else:
                    yield from stored

    def update(self, text: str) -> None:
        """Carry out a SPARQL update, whole or not at all, and wait until it is on disk.

        What was derived from the facts goes in the same step, since it may no longer follow.

        A process that is killed leaves the store before the update or after it. Raises
        EnvironmentFailure when the update fails, and the store is as before; or when it was
        carried out and only the waiting failed, which the message says.
        """
        from csto_kg.store.embedded.updates import nothing_derived

        with engine_errors("the store could not be changed"):
            steps = nothing_derived(self.database)
            text = f"{text}\n;\n{steps}" if steps else text
            self._changed()
            self.database.update(text)  # from here on in the engine's log, which outlives us
        with engine_errors(NOT_CERTAIN):
            self.database.flush()

    def _has_records(self) -> bool:
        return any(name.startswith(LITERAL_RECORDS) for name in self.graph_names(internal=True))

    def close(self) -> None:
        self.let_go()

    def _dataset(self, query: CheckedQuery, also: Collection[str]) -> _Dataset:
        every = self.graph_names(internal=True)
        seen = tuple(name for name in every if name in also or not is_internal(name))
        if query.dataset is not None:
            # FROM and FROM NAMED choose among the graphs of the dataset; the engine would ignore
            # them beside a dataset of ours, so the choice is made here.
            return _Dataset(
                tuple(name for name in query.dataset.default if name in seen),
                tuple(name for name in query.dataset.named if name in seen),
            )
        return _Dataset(seen, seen, union=len(seen) == len(every))

    def _prepared(self, dataset: _Dataset, text: str) -> tuple[ox.Store, dict[str, Any]]:
        """The database to ask, and how to tell it the dataset."""
        if self._is_overlap(dataset.default):
            # Copying is what takes time, and only GRAPH sees named graphs.
            seen = dataset if "GRAPH" in text.upper() else dataset._replace(named=())
            if self._copy is None or self._copy[0] != seen:
                self._copy = seen, merged(self.database, seen.default, seen.named)
            default = ox.DefaultGraph()
            return self._copy[1], {"default_graph": default, "named_graphs": _nodes(seen.named)}
        if dataset.union:
            return self.database, {"use_default_graph_as_union": True}
        default_graph, named_graphs = _nodes(dataset.default), _nodes(dataset.named)
        return self.database, {"default_graph": default_graph, "named_graphs": named_graphs}

    def _is_overlap(self, graphs: Collection[str]) -> bool:
        """Whether any triple stands in several graphs of the dataset, be it in others than these.

        False at once for graphs of which it is known beforehand.
        """
        if len(graphs) < 2 or self._apart.issuperset(graphs):
            return False
        if self._overlap is None and self._remembered is not None:
            self._overlap = self._remembered.read()
        if self._overlap is None:
            self._overlap = overlap(self.database, self.graph_names())
            if self._remembered is not None:
                self._remembered.write(self._overlap)
        return self._overlap

    def _changed(self) -> None:
        self._overlap, self._copy = None, None


class _Dataset(NamedTuple):
    """The names of the graphs that a query sees; ``union`` when they are all that there are."""

    default: tuple[str, ...]
    named: tuple[str, ...]
    union: bool = False


def graphs_apart(resources: Resources) -> Collection[str]:
    """Return the names of the shipped graphs, of which a test knows that none repeats another's."""
    return {file.graph for file in resources.graph_files} if resources.shipped else ()


def load_files(
    database: ox.Store, files: Iterable[GraphFile], *, bulk: bool = False, look: bool = True
) -> None:
    """Load each Turtle file into its named graph; ``bulk`` for a database on disk.

    With ``look``, what the engine rewrites is recorded.

    Raises InputError with file, line and column for a file that is not Turtle, and
    EnvironmentFailure for one that cannot be opened.
    """
    for file in files:
        load = database.bulk_load if bulk else database.load
        graph = ox.NamedNode(file.graph)
        try:
            with open(file.path, "rb") as stream:
                content = stream.read()
        except OSError as error:
            raise EnvironmentFailure(
                f'cannot read "{file.path}": {error.strerror}', hint="check its permissions"
            ) from error
        try:
            if look and _load_recording(database, content, file.graph):
                continue
            # base_iri: a file may say <> for itself; relative names then stay inside its graph.
            load(input=content, format=ox.RdfFormat.TURTLE, base_iri=file.graph, to_graph=graph)
        except SyntaxError as error:
            from csto_kg.rdf_files.syntax_errors import turtle_error  # only a failing file pays

            raise turtle_error(file.path, error) from error


def _load_recording(database: ox.Store, content: bytes, graph: str) -> bool:
    """Load the file with its records if it has literals that the engine rewrites."""
    from csto_kg.store.embedded.lexical_forms import record_file

    quads = record_file(content, graph, graph)
    if quads is not None:
        database.extend(quads)
    return quads is not None


def _nodes(names: Iterable[str]) -> list[ox.NamedNode]:
    return [ox.NamedNode(name) for name in names]
