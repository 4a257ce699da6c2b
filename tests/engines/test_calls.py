"""No server can be made to call another one, however the SERVICE is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from csto_kg.errors import CstoKgError
from csto_kg.store.endpoint.answers import ROWS
from csto_kg.store.endpoint.transport import Transport
from tests.engines.faulty import GRAPHS, faulty, reply

if TYPE_CHECKING:
    from tests.engines.servers import Server

CALL = "SERVICE SILENT <{url}> {{ ?g ?h ?i }}"
# As one tokenizer reads them the call is inside a string, an IRI or a comment; as another, it
# is none of these.
HIDDEN = [
    'SELECT * {{ ?s ?p ?o FILTER(?o != "\\u0022) ' + CALL + ' #")\n}}',
    "SELECT * {{ ?s ?p ?o FILTER(?o != '\\u0027) " + CALL + " #')\n}}",
    "SELECT * {{ ?s ?p ?o FILTER(1<2)" + CALL + " #>)\n}}",
    "SELECT * {{ ?s ?p ?o FILTER(?s<urn:a#> '''\n2) " + CALL + " #''')\n}}",
    "PREFIX a: <urn:a> SELECT * {{ ?s ?p ?o FILTER(?s<a:b#> '''\n) " + CALL + " #''' )\n}}",
    "SELECT * {{ ?s <urn:\\u003E> ?o }} # \n" + CALL,
    "SELECT * {{ ?s ?p ?o \\u0053ERVICE <{url}> {{ ?g ?h ?i }} }}",
    "PREFIX SERVICEx: <urn:x> SELECT * {{ SERVICEx:y {{ ?g ?h ?i }} }}",
    "# \\u000A SELECT * {{ " + CALL + " }}\nSELECT * {{ ?s ?p ?o }}",
]


@pytest.mark.parametrize("hidden", HIDDEN)
def test_a_hidden_call_is_not_made(server: Server, hidden: str) -> None:
    with faulty(lambda h: reply(h, body=GRAPHS)) as listener, server.store() as store:
        store.update("INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 'o' } }")
        try:
            rows = list(store.select(hidden.format(url=listener.url)))
        except CstoKgError:
            rows = []
    assert listener.requests == []
    assert len(rows) <= 1


def test_an_open_call_would_be_seen(server: Server) -> None:
    """The listener of the test above hears a call, where the guard is gone around."""
    with faulty(lambda h: reply(h, body=GRAPHS)) as listener, server.store() as store:
        text = f"SELECT * {{ {CALL.format(url=listener.url)} }}"
        Transport(store.endpoint).query(text, ROWS, {}).read()
        assert listener.requests
        with pytest.raises(CstoKgError, match="SERVICE would send the query to another server"):
            store.select(text)
