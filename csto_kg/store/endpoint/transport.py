"""Requests to a SPARQL endpoint, and answers known to be whole.

SPARQLWrapper builds the requests (SPARQL 1.1 Protocol, sections 2.1 and 2.2). Sending is ours:

- redirects are not followed, for ``urllib`` would take the credentials along to another host;
- the connection is kept alive, as some servers otherwise mark the end of an answer by closing
  it, and then a cut answer looks like a whole one;
- an answer shorter than announced is an error (``http.client`` gives what came, in silence).
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from SPARQLWrapper import SPARQLWrapper

from csto_kg.__about__ import __version__
from csto_kg.errors import CstoKgError, EnvironmentFailure
from csto_kg.store.endpoint.settings import (
    PASSWORD_VARIABLE,
    TIMEOUT_VARIABLE,
    TOKEN_VARIABLE,
    USER_VARIABLE,
    Endpoint,
    shown,
)

_EXCERPT = 200  # characters of a server's own words that a message repeats
_REDIRECTS = (301, 302, 303, 307, 308)
_SERVER_ERROR = 500


class HttpFailure(EnvironmentFailure):
    """The server answered with an HTTP status that is no success."""

    def __init__(self, status: int, message: str, hint: str) -> None:
        super().__init__(message, hint=hint)
        self.status = status


class Transport:
    """Sends requests to one endpoint. Every method raises EnvironmentFailure."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self._opener = urllib.request.build_opener(_KeptAlive, _KeptAliveTls, _NoRedirect)

    def query(self, text: str, accept: str, dataset: Mapping[str, Sequence[str]]) -> AnswerStream:
        """Send a query and return the answer, of which only the head has been read.

        ``dataset`` has the graphs' IRIs under ``default-graph-uri`` and ``named-graph-uri``
        (SPARQL 1.1 Protocol, section 2.1.4).
        """
        request = _Request(self.endpoint.url)
        request.setMethod("POST")  # a query may be longer than a server lets an address be
        _set_text(request, text, "SELECT")
        request.addCustomHttpHeader("Accept", accept)
        for name, graphs in dataset.items():
            for graph in graphs:
                request.addParameter(name, graph)
        return AnswerStream(self._send(request, self.endpoint.url), self)

    def update(self, text: str, url: str, *, patience: float = 1) -> None:
        """Send an update to ``url``; it is carried out when this returns.

        The server is silent until then, for up to ``patience`` times the timeout.
        """
        timeout = patience * self.endpoint.timeout
        request = _Request(self.endpoint.url, updateEndpoint=url)
        request.setMethod("POST")
        request.setRequestMethod("postdirectly")  # forms are limited to 200 kB by some servers
        _set_text(request, text, "INSERT")
        request.addCustomHttpHeader("Accept", "*/*")
        response = self._send(request, url, timeout)
        with self.failures(url, timeout), response:
            response.read()

    def _send(self, request: _Request, url: str, timeout: float | None = None) -> Any:
        timeout = timeout or self.endpoint.timeout
        request.addCustomHttpHeader("User-Agent", f"csto-kg/{__version__}")
        if self.endpoint.authorization is not None:
            request.addCustomHttpHeader("Authorization", self.endpoint.authorization)
        with self.failures(url, timeout):
            return self._opener.open(request.built(), timeout=timeout)

    @contextmanager
    def failures(self, url: str, timeout: float | None = None) -> Iterator[None]:
        """Raise EnvironmentFailure, in our words, for whatever goes wrong on the network."""
        where = f"the endpoint {shown(url)}"
        try:
            yield
        except CstoKgError:
            raise
        except urllib.error.HTTPError as error:
            with error:
                raise self._refused(error, where) from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            reason = error.reason if isinstance(error, urllib.error.URLError) else error
            raise _unreachable(reason, where, timeout or self.endpoint.timeout) from error

    def _refused(self, error: urllib.error.HTTPError, where: str) -> HttpFailure:
        status = error.code
        if status in _REDIRECTS:
            target = error.headers.get("Location", "")
            return HttpFailure(
                status,
                f"{where} redirects to {shown(target) if target else 'nowhere'} (HTTP {status}), "
                "and redirects are not followed",
                "if you trust that address, name it instead",
            )
        if status in (401, 403, 407):
            if self.endpoint.authorization is None:
                said = "wants credentials"
            else:
                said = "refuses the credentials"
            return HttpFailure(
                status,
                f"{where} {said} (HTTP {status})",
                f"set {USER_VARIABLE} and {PASSWORD_VARIABLE}, or {TOKEN_VARIABLE}",
            )
        if status in (404, 405, 410):
            said = "takes no such request" if status == 405 else "does not exist"
            return HttpFailure(status, f"{where} {said} (HTTP {status})", "check the address")
        words = self._words(error)
        if status in (408, 503, 504):
            return HttpFailure(
                status,
                f"{where} is overloaded or took too long (HTTP {status}){words}",
                "try again later, or narrow the query",
            )
        said = "failed" if status >= _SERVER_ERROR else "refuses the request"
        return HttpFailure(
            status, f"{where} {said} (HTTP {status}){words}", "see what its own log says"
        )

    def _words(self, error: urllib.error.HTTPError) -> str:
        """Return the server's first words, if they are plain text, without our secrets."""
        if "html" in error.headers.get("Content-Type", "").lower():
            return ""
        try:
            text = error.read(8 * _EXCERPT).decode("utf-8", "replace")
        except (OSError, http.client.HTTPException):
            return ""
        for secret in sorted(self.endpoint.secrets, key=len, reverse=True):
            text = text.replace(secret, "***")
        text = " ".join(text.split()).rstrip(".")
        if not text:
            return ""
        return ": " + (text if len(text) <= _EXCERPT else text[:_EXCERPT] + "…")


class AnswerStream(io.RawIOBase):
    """The body of an answer, as a file to read; an answer cut short raises EnvironmentFailure."""

    def __init__(self, response: Any, transport: Transport) -> None:
        super().__init__()
        self.headers: Mapping[str, str] = response.headers
        self._response = response
        self._transport = transport
        length = response.headers.get("Content-Length")
        self._missing = int(length) if length is not None and length.isdecimal() else None
        chunked = "chunked" in response.headers.get("Transfer-Encoding", "").lower()
        self.framed = chunked or self._missing is not None

    @property
    def media_type(self) -> str:
        """The media type, without parameters, in lower case."""
        return self.headers.get("Content-Type", "").split(";")[0].strip().lower()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Return up to ``size`` bytes, or all; ``b""`` only at the end of a whole answer."""
        with self._transport.failures(self._transport.endpoint.url):
            try:
                data: bytes = self._response.read(None if size < 0 else size)
            except http.client.IncompleteRead:
                raise cut_short(self._transport.endpoint) from None
        if self._missing is not None:
            self._missing -= len(data)
            if self._missing > 0 and (size < 0 or not data):
                raise cut_short(self._transport.endpoint)
        if not data:
            self._response.close()
        return data

    def close(self) -> None:
        """Let go of the connection."""
        self._response.close()
        super().close()


def cut_short(endpoint: Endpoint) -> EnvironmentFailure:
    """Return the error for an answer that ends too early."""
    return EnvironmentFailure(
        f"the answer of the endpoint {shown(endpoint.url)} is cut short or damaged",
        hint="ask again; if it stays so, see what the server's own log says",
    )


def _unreachable(reason: object, where: str, timeout: float) -> EnvironmentFailure:
    if isinstance(reason, TimeoutError):
        return EnvironmentFailure(
            f"{where} has sent nothing for {timeout:g} s and was given up",
            hint=f"try again, or raise {TIMEOUT_VARIABLE}",
        )
    if isinstance(reason, ssl.SSLError):
        said = getattr(reason, "verify_message", "") or reason.reason or "TLS failed"
        return EnvironmentFailure(
            f"{where} cannot be trusted: {said}", hint="check its certificate"
        )
    if isinstance(reason, socket.gaierror):
        return EnvironmentFailure(
            f"{where} cannot be reached: there is no such host", hint="check the address"
        )
    if isinstance(reason, (http.client.IncompleteRead, ConnectionError)) and not isinstance(
        reason, ConnectionRefusedError
    ):
        return EnvironmentFailure(
            f"{where} broke the connection off", hint="try again; see what its own log says"
        )
    if isinstance(reason, (http.client.HTTPException, ValueError)):
        return EnvironmentFailure(
            f"{where} does not answer in HTTP", hint="check the address and the port"
        )
    said = getattr(reason, "strerror", None) or type(reason).__name__
    return EnvironmentFailure(
        f"{where} cannot be reached: {said}",
        hint="check the address, and that the server runs",
    )


class _Request(SPARQLWrapper):
    """SPARQLWrapper, for the building of a request only."""

    def built(self) -> urllib.request.Request:
        self.setOnlyConneg(True)  # no "format=json": that is no part of the protocol
        request: urllib.request.Request = self._createRequest()
        # An update sent directly has no parameters, and its address ends in a bare "?".
        request.full_url = request.full_url.removesuffix("?")
        return request


def _set_text(request: _Request, text: str, kind: str) -> None:
    # Not setQuery(): it guesses the kind of query by patterns, takes a name such as "add:x" for an
    # update, and warns on standard error. Here the kind is known.
    request.queryString, request.queryType = text, kind


class _Persistent(http.client.HTTPConnection):
    def putheader(self, header: str | bytes, *values: Any) -> None:
        # urllib insists on "close" and needs no more than this to be talked out of it.
        super().putheader(header, *(("keep-alive",) if header == "Connection" else values))


class _PersistentTls(_Persistent, http.client.HTTPSConnection):
    pass


class _KeptAlive(urllib.request.HTTPHandler):
    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_Persistent, req)


class _KeptAliveTls(urllib.request.HTTPSHandler):
    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_PersistentTls, req)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None
