"""A store behind a SPARQL 1.1 endpoint, with the same answers as the embedded one.

Every query is parsed here first, by the embedded engine over an empty store, so that its errors
are those of the embedded store and no query that changes data or calls another server leaves this
process. The dataset goes with the request: each graph by name, so that it does not matter what a
server takes for its default graph.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator

import pyoxigraph as ox

from csto_kg.errors import EnvironmentFailure
from csto_kg.sparql.guard import CheckedQuery, check_query
from csto_kg.store.endpoint.answers import ROWS, TRIPLES, checked, rows, triples
from csto_kg.store.endpoint.query_text import text_to_send
from csto_kg.store.endpoint.settings import Endpoint, shown
from csto_kg.store.endpoint.transport import HttpFailure, Transport, cut_short
from csto_kg.store.interface import Answer, Store, TriplesAnswer
from csto_kg.terms import INTERNAL_GRAPHS, PREFIXES, is_internal

NAMES_SECONDS = 5.0
"""For so long the list of graphs is taken to be the server's; every change of ours ends it."""

_NO_GRAPH = INTERNAL_GRAPHS + "none"  # names an empty dataset, which no request can express
_PREFIXES = dict(PREFIXES)
_NOT_TAKEN = (400, 404, 405, 406, 410, 415, 501)  # this address takes no updates; try another


class RemoteStore(Store):
    """A store over one endpoint; updates are for ``push``."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self._open: Transport | None = Transport(endpoint)
        self._parser = ox.Store()
        self._names: tuple[float, list[str]] | None = None
        self._update_url: str | None = None

    @property
    def _transport(self) -> Transport:
        if self._open is None:
            raise EnvironmentFailure("the store is closed", hint="open it again")
        return self._open

    def query(self, text: str, source: str = "<query>", *, also: Collection[str] = ()) -> Answer:
        query = check_query(text, source)
        form, names = self._parsed(query)
        dataset = self._dataset(query, also)
        if form is ox.QueryTriples:
            stream = self._transport.query(text_to_send(query), TRIPLES, dataset)
            return TriplesAnswer(triples(stream, self.endpoint))
        answer = self._rows(text_to_send(query, names), dataset)
        if type(answer) is not form:
            raise cut_short(self.endpoint)
        return answer

    def graph_names(self, *, internal: bool = False) -> list[str]:
        if self._names is None or time.monotonic() - self._names[0] > NAMES_SECONDS:
            found = self._solutions("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }")
            nodes = (row["g"] for row in found)
            names = {node.value for node in nodes if isinstance(node, ox.NamedNode)}
            self._names = (time.monotonic(), sorted(names))
        return [name for name in self._names[1] if internal or not is_internal(name)]

    def quads(self, graph: str | None = None) -> Iterator[ox.Quad]:
        """Iterate over the quads of one graph, or of all dataset graphs, in no set order.

        Raises EnvironmentFailure at the end when the server gave fewer than it counts.
        """
        names = self.graph_names() if graph is None else [graph]
        for name in names:
            node = ox.NamedNode(name)
            given = 0
            for row in self._solutions(f"SELECT ?s ?p ?o WHERE {{ GRAPH {node} {{ ?s ?p ?o }} }}"):
                given += 1
                yield ox.Quad(row["s"], row["p"], row["o"], node)
            held = self.count(name)
            if given != held:
                raise EnvironmentFailure(
                    f"the endpoint {shown(self.endpoint.url)} gave {given} of the {held} triples "
                    f"of {node}",
                    hint="raise its limit on rows; if the graph was changed meanwhile, try again",
                )

    def count(self, graph: str) -> int:
        """Return how many triples the graph has; 0 when there is none."""
        text = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {ox.NamedNode(graph)} {{ ?s ?p ?o }} }}"
        [row] = self._solutions(text)
        return int(row["n"].value)

    def update(self, text: str, *, patience: float = 1) -> None:
        """Send an update; what it holds is done, whole, when this returns.

        The server may be silent for ``patience`` times the endpoint's timeout.
        """
        url = self.update_url
        self._names = None
        self._transport.update(text, url, patience=patience)

    @property
    def update_url(self) -> str:
        """Where updates go, found by sending one that changes nothing to likely addresses."""
        if self._update_url is None:
            self._update_url = self._find_update_url()
        return self._update_url

    def close(self) -> None:
        self._open = None

    def _find_update_url(self) -> str:
        candidates = list(dict.fromkeys(self.endpoint.update_candidates))
        for url in candidates:
            try:
                self._transport.update("INSERT DATA { }", url)
            except HttpFailure as failure:
                if failure.status not in _NOT_TAKEN:
                    raise
                if len(candidates) == 1:
                    raise
            else:
                return url
        tried = ", ".join(map(shown, candidates))
        raise EnvironmentFailure(
            f"no address for updates was found; tried {tried}",
            hint="name it with --update-endpoint, if the server takes updates",
        )

    def _parsed(self, query: CheckedQuery) -> tuple[type[Answer], list[str]]:
        """Return the class of the query's answer, and its variables.

        Raises InputError for a syntax error.
        """
        try:
            answer = self._parser.query(query.text, prefixes=_PREFIXES)
        except SyntaxError as error:
            from csto_kg.sparql.query_errors import syntax_error

            def parse(spaced: str) -> object:
                return self._parser.query(spaced, prefixes=_PREFIXES)

            raise syntax_error(query, error, parse) from None
        names: list[str] = []
        if isinstance(answer, ox.QuerySolutions):
            names = [variable.value for variable in answer.variables]
        return type(answer), names

    def _dataset(self, query: CheckedQuery, also: Collection[str]) -> dict[str, list[str]]:
        seen = [n for n in self.graph_names(internal=True) if n in also or not is_internal(n)]
        default = named = seen
        if query.dataset is not None:
            default = [name for name in query.dataset.default if name in seen]
            named = [name for name in query.dataset.named if name in seen]
        dataset = {"default-graph-uri": default, "named-graph-uri": named}
        return dataset if default or named else {"default-graph-uri": [_NO_GRAPH]}

    def _rows(
        self, text: str, dataset: dict[str, list[str]]
    ) -> ox.QuerySolutions | ox.QueryBoolean:
        return rows(self._transport.query(text, ROWS, dataset), self.endpoint)

    def _solutions(self, text: str) -> Iterator[ox.QuerySolution]:
        """Run a query of our own over all the server's graphs."""
        return checked(self._rows(text, {}), self.endpoint)
