"""An endpoint that fails: one clear line, exit code 4, and nothing half-done."""

from __future__ import annotations

import os
import socket
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

import pyoxigraph as ox
import pytest

from csto_kg.store.embedded.embedded_store import EmbeddedStore
from csto_kg.store.endpoint import answers
from csto_kg.store.endpoint.remote_store import RemoteStore
from csto_kg.store.endpoint.settings import endpoint
from csto_kg.transfer.to_endpoint import push
from tests.engines.faulty import GRAPHS, JSON, faulty, reply, rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.engines.conftest import Call

SECRET = "s3cret-pass"
SELECT = "SELECT ?n { ?s ?p ?n }"
PAGE = b"<!doctype html><title>Welcome</title>"


def _after_the_graphs(answer: Callable[[Any], None]) -> Callable[[Any], None]:
    """Answer the question for the graphs well, and the next one as given."""

    def both(handler: Any) -> None:
        if "DISTINCT" in handler.body:
            reply(handler, body=GRAPHS)
        else:
            answer(handler)

    return both


def _drop(handler: Any) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def _wait(handler: Any) -> None:
    time.sleep(3)


def _stall(handler: Any) -> None:
    reply(handler, body=rows(3, closed=False), length=10_000)
    time.sleep(3)


def _chunks_cut(handler: Any) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    body = rows(2, closed=False)
    handler.wfile.write(b"%x\r\n%s\r\n" % (len(body), body))
    _drop(handler)


CASES: dict[str, tuple[Callable[[Any], None], str]] = {
    "web page": (
        lambda h: reply(h, body=PAGE, kind="text/html; charset=utf-8"),
        "answers with a web page (text/html), not with SPARQL results in JSON or XML; "
        "check the address: that of the endpoint, not of a page about it",
    ),
    "error": (
        lambda h: reply(h, 500, b"Java heap\n  space.", "text/plain"),
        "failed (HTTP 500): Java heap space; see what its own log says",
    ),
    "error page": (
        lambda h: reply(h, 500, PAGE, "text/html"),
        "failed (HTTP 500); see what its own log says",
    ),
    "bad request": (
        lambda h: reply(h, 400, b"Encountered x", "text/plain"),
        "refuses the request (HTTP 400): Encountered x; see what its own log says",
    ),
    "overloaded": (
        lambda h: reply(h, 503, b"Query timed out", "text/plain"),
        "is overloaded or took too long (HTTP 503): Query timed out; "
        "try again later, or narrow the query",
    ),
    "not found": (lambda h: reply(h, 404), "does not exist (HTTP 404); check the address"),
    "redirect": (
        lambda h: reply(h, 302, Location="http://user:pw@127.0.0.1:1/elsewhere?token=1"),
        "redirects to http://127.0.0.1:1/elsewhere (HTTP 302), and redirects are not followed; "
        "if you trust that address, name it instead",
    ),
    "permanent redirect": (
        lambda h: reply(h, 308, Location="http://127.0.0.1:1/elsewhere"),
        "redirects to http://127.0.0.1:1/elsewhere (HTTP 308), and redirects are not followed; "
        "if you trust that address, name it instead",
    ),
    "silence": (
        _wait,
        "has sent nothing for 0.5 s and was given up; try again, or raise CSTO_KG_ENDPOINT_TIMEOUT",
    ),
    "silence in the middle": (
        _stall,
        "has sent nothing for 0.5 s and was given up; try again, or raise CSTO_KG_ENDPOINT_TIMEOUT",
    ),
    "connection closed": (_drop, "broke the connection off; try again; see what its own log says"),
    "no HTTP": (
        lambda h: h.wfile.write(b"SSH-2.0-OpenSSH\r\n"),
        "does not answer in HTTP; check the address and the port",
    ),
    "limited": (
        lambda h: reply(h, body=rows(2), X_SPARQL_MaxRows="2"),
        "gives no more than 2 rows, and the answer has more; "
        "raise its limit on rows, or narrow the query",
    ),
}
CUT: dict[str, Callable[[Any], None]] = {
    "shorter than announced": lambda h: reply(h, body=rows(2), length=10_000),
    "shorter than announced, in brackets": lambda h: reply(
        h, body=rows(2, closed=False), length=10_000
    ),
    "no end": lambda h: reply(h, body=rows(2, closed=False)),
    "no end and no length": lambda h: reply(h, body=rows(2, closed=False), length=None),
    "chunks": _chunks_cut,
    "nothing": lambda h: reply(h, body=b""),
    "other JSON": lambda h: reply(h, body=b'{"error": "no"}'),
    "of another form": lambda h: reply(h, body=b'{"head": {}, "boolean": true}'),
    "bad IRI": lambda h: reply(
        h,
        body=b'{"head":{"vars":["n"]},"results":{"bindings":[{"n":{"type":"uri","value":"a b"}}]}}',
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_query(call: Call, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    answer, said = CASES[name]
    if "0.5 s" in said:
        monkeypatch.setenv("CSTO_KG_ENDPOINT_TIMEOUT", "0.5")
    with faulty(_after_the_graphs(answer)) as server:
        done = call("--endpoint", server.url, "sparql", SELECT)
        expected = f"csto-kg: error: the endpoint {server.url} {said}\n"
    assert done == (4, "", expected)


@pytest.mark.parametrize("name", CUT)
def test_an_answer_that_is_cut_short(call: Call, tmp_path: Path, name: str) -> None:
    with faulty(_after_the_graphs(CUT[name])) as server:
        done = call("--endpoint", server.url, "sparql", SELECT)
        filed = call(
            "--endpoint", server.url, "sparql", SELECT, "--output", str(tmp_path / "answer")
        )
    assert done == (
        4,
        "",
        f"csto-kg: error: the answer of the endpoint {server.url} is cut short or damaged; "
        "ask again; if it stays so, see what the server's own log says\n",
    )
    assert (filed.code, os.listdir(tmp_path)) == (4, [])


def test_a_whole_answer_without_length_is_taken(call: Call) -> None:
    """The brackets close; nothing is missing."""
    with faulty(_after_the_graphs(lambda h: reply(h, body=rows(2), length=None))) as server:
        assert call("--endpoint", server.url, "sparql", SELECT) == (0, '?n\n"0"\n"1"\n', "")


@pytest.mark.parametrize("closed", [True, False])
def test_a_long_answer_streams_and_its_cut_is_an_error(
    call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, closed: bool
) -> None:
    monkeypatch.setattr(answers, "WHOLE", 1000)
    body = rows(50_000, closed=closed)
    with faulty(_after_the_graphs(lambda h: reply(h, body=body))) as server:
        output = tmp_path / "answer"
        done = call("--endpoint", server.url, "sparql", SELECT, "--output", str(output))
    if closed:
        assert done == (0, "", "")
        assert output.read_text().count("\n") == 50_001
    else:
        assert (done.code, done.out, os.listdir(tmp_path)) == (4, "", [])
        assert done.err.startswith("csto-kg: error: the answer is cut short or damaged: ")
        assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("body", "length", "said"),
    [
        (b"<x:a> <x:b> <x:c> .\n", 10_000, "is cut short or damaged"),
        (b"<x:a> <x:b> <x", -1, "is cut short or damaged"),
        # This one may be whole, and nobody can know.
        (b"<x:a> <x:b> <x:c> .\n", None, "does not say how long its answer is"),
    ],
)
def test_triples_that_are_cut_short(call: Call, body: bytes, length: int | None, said: str) -> None:
    def answer(handler: Any) -> None:
        reply(handler, body=body, kind="application/n-triples", length=length)

    with faulty(_after_the_graphs(answer)) as server:
        done = call("--endpoint", server.url, "sparql", "CONSTRUCT WHERE { ?s ?p ?o }")
    assert (done.code, done.out, done.err.count("\n")) == (4, "", 1)
    assert said in done.err


def test_a_server_that_is_absent(call: Call) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}/query"
        assert call("--endpoint", url, "sources") == (
            4,
            "",
            f"csto-kg: error: the endpoint {url} cannot be reached: Connection refused; "
            "check the address, and that the server runs\n",
        )


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("given", [{}, {"USER": "ann", "PASSWORD": SECRET}, {"TOKEN": SECRET}])
def test_credentials_that_are_refused_are_not_shown(
    call: Call, monkeypatch: pytest.MonkeyPatch, status: int, given: dict[str, str]
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"CSTO_KG_ENDPOINT_{name}", value)
    monkeypatch.setenv("CSTO_KG_DEBUG", "1")

    def refuse(handler: Any) -> None:
        reply(handler, status, f"no {handler.headers['Authorization']}".encode(), "text/plain")

    with faulty(refuse) as server:
        done = call("--endpoint", server.url, "sources")
    said = "refuses the credentials" if given else "wants credentials"
    assert done.code == 4
    assert done.err.endswith(
        f"\ncsto-kg: error: the endpoint {server.url} {said} (HTTP {status}); set "
        "CSTO_KG_ENDPOINT_USER and CSTO_KG_ENDPOINT_PASSWORD, or CSTO_KG_ENDPOINT_TOKEN\n"
    )
    assert SECRET not in done.err
    sent = {headers.get("Authorization", "").split(" ")[0] for _, headers, _ in server.requests}
    assert sent == {"Bearer" if "TOKEN" in given else "Basic" if given else ""}


def test_a_server_that_repeats_the_credentials(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSTO_KG_ENDPOINT_USER", "ann")
    monkeypatch.setenv("CSTO_KG_ENDPOINT_PASSWORD", SECRET)

    def repeat(handler: Any) -> None:
        body = f"{handler.headers['Authorization']} {SECRET}"
        reply(handler, 500, body.encode(), "text/plain")

    with faulty(repeat) as server:
        done = call("--endpoint", server.url, "sources")
    assert "(HTTP 500): Basic *** ***; see" in done.err


def test_a_redirect_takes_no_credentials_along(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSTO_KG_ENDPOINT_TOKEN", SECRET)
    with (
        faulty(lambda h: reply(h, body=GRAPHS)) as thief,
        faulty(lambda h: reply(h, 307, Location=thief.url)) as server,
    ):
        assert call("--endpoint", server.url, "sources").code == 4
    assert thief.requests == []
    assert len(server.requests) == 1


def test_a_graph_of_which_a_part_comes_is_refused(call: Call, tmp_path: Path) -> None:
    """The server stops at a number of rows of its own, and does not say so."""

    def answer(handler: Any) -> None:
        term = b'{"type":"uri","value":"x:a"}'
        if "DISTINCT" in handler.body:
            reply(handler, body=b'{"head":{"vars":["g"]},"results":{"bindings":[{"g":%s}]}}' % term)
        elif "COUNT" in handler.body:
            value = b'{"n":{"type":"literal","value":"3"}}'
            reply(handler, body=b'{"head":{"vars":["n"]},"results":{"bindings":[%s]}}' % value)
        else:
            row = b'{"s":%s,"p":%s,"o":%s}' % (term, term, term)
            reply(
                handler, body=b'{"head":{"vars":["s","p","o"]},"results":{"bindings":[%s]}}' % row
            )

    with faulty(answer) as server:
        done = call("--endpoint", server.url, "pull", "--store", str(tmp_path / "store"))
    assert done == (
        4,
        "",
        f"csto-kg: error: the endpoint {server.url} gave 1 of the 3 triples of <x:a>; "
        "raise its limit on rows; if the graph was changed meanwhile, try again\n",
    )
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda h: reply(h, 401), "the endpoint {url} wants credentials (HTTP 401)"),
        (lambda h: reply(h, 404), "no address for updates was found; tried {root}/update, "
         "{root}/query, {root}/query/update; name it with --update-endpoint, if the server takes "
         "updates"),
    ],
)  # fmt: skip
def test_a_push_without_a_way_in(call: Call, answer: Callable[[Any], None], said: str) -> None:
    with faulty(answer) as server:
        done = call("push", "--endpoint", server.url)
    root = server.url.removesuffix("/query")
    assert (done.code, done.out, done.err.count("\n")) == (4, "", 1)
    assert said.format(url=f"{root}/update", root=root) in done.err


def test_the_update_address_is_found_or_named(call: Call) -> None:
    def only(path: str) -> Callable[[Any], None]:
        return lambda h: reply(h, 500 if h.path == path and h.body != "INSERT DATA { }" else
                               204 if h.path == path else 404)  # fmt: skip

    for path in ("/update", "/query", "/elsewhere"):
        more = ["--update-endpoint", "{root}/elsewhere"] if path == "/elsewhere" else []
        with faulty(only(path)) as server:
            root = server.url.removesuffix("/query")
            done = call(
                "push", "--endpoint", server.url, *(text.format(root=root) for text in more)
            )
        assert done.err.startswith(f"csto-kg: updates go to {root}{path}\n"), path


def test_the_last_step_of_a_push_is_waited_for_longer(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server says nothing until it has put the graphs in place."""
    monkeypatch.setenv("CSTO_KG_ENDPOINT_TIMEOUT", "1")
    held = b'{"head":{"vars":["s","p","o","n"]},"results":{"bindings":[%s]}}'
    row = held % b'{"s":%s,"p":%s,"o":%s}' % ((b'{"type":"uri","value":"x:a"}',) * 3)
    none, one = (held % b'{"n":{"type":"literal","value":"%d"}}' % n for n in (0, 1))
    steps: list[str] = []

    def answer(handler: Any) -> None:
        text = unquote_plus(handler.body)
        if handler.path == "/update":
            if "WHERE {" in text:
                steps.append(text)
                time.sleep(2)
            reply(handler, 204)
        elif "DISTINCT" in text:
            reply(handler, body=GRAPHS)
        elif "COUNT" in text:
            reply(handler, body=one if steps or "internal" in text else none)
        else:
            reply(handler, body=row)

    database = ox.Store()
    database.update("INSERT DATA { GRAPH <x:g> { <x:a> <x:a> <x:a> } }")
    with faulty(answer) as server, RemoteStore(endpoint(server.url)) as target:
        [copied] = push(EmbeddedStore(database), target, ["x:g"])
    assert (copied.changed, copied.difference, len(steps)) == (True, None, 1)
