"""Small HTTP servers on loopback that go wrong in one way each."""

from __future__ import annotations

import contextlib
import http.server
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

JSON = "application/sparql-results+json"
GRAPHS = b'{"head":{"vars":["g"]},"results":{"bindings":[]}}'

Answer = Callable[[Any], None]
"""Answers a request, given the handler with its ``body``."""


@dataclass
class Faulty:
    """A running server: its address, and what it was asked (path, headers, body)."""

    url: str
    requests: list[tuple[str, dict[str, str], str]] = field(default_factory=list)


@contextlib.contextmanager
def faulty(answer: Answer) -> Iterator[Faulty]:
    """Serve ``answer`` on a free port for the length of a ``with`` block."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        body = ""

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            self.body = self.rfile.read(length).decode()
            served.requests.append((self.path, dict(self.headers), self.body))
            with contextlib.suppress(OSError):
                answer(self)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *_: object) -> None:
            pass

    class Server(http.server.ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            pass  # a client that hangs up early is part of the tests, and stderr is compared

    server = Server(("127.0.0.1", 0), Handler)
    served = Faulty(f"http://127.0.0.1:{server.server_port}/query")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def reply(
    handler: Any,
    status: int = 200,
    body: bytes = b"",
    kind: str = JSON,
    *,
    length: int | None = -1,
    **headers: str,
) -> None:
    """Send an answer; ``length`` is what it announces (None: nothing, -1: the truth)."""
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    if length is not None:
        handler.send_header("Content-Length", str(len(body) if length < 0 else length))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)
    handler.wfile.flush()
    if length is None or length > len(body):
        handler.close_connection = True


def rows(count: int, *, closed: bool = True) -> bytes:
    """Return a SPARQL JSON answer of ``count`` rows of ?n, its last brackets missing on request."""
    row = b'{"n":{"type":"literal","value":"%d"}}'
    listed = b",".join(row % number for number in range(count))
    return b'{"head":{"vars":["n"]},"results":{"bindings":[' + listed + (b"]}}" if closed else b"")
