"""Which server to talk to, as whom, and for how long to wait.

Addresses come from options or the environment; credentials from the environment alone, and they
are in no message, no repr and no address: an address with ``user:password@`` is refused.
"""

from __future__ import annotations

import os
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass, field

from csto_kg.errors import UsageError

USER_VARIABLE = "CSTO_KG_ENDPOINT_USER"
PASSWORD_VARIABLE = "CSTO_KG_ENDPOINT_PASSWORD"  # noqa: S105  (the name of a variable)
TOKEN_VARIABLE = "CSTO_KG_ENDPOINT_TOKEN"  # noqa: S105
TIMEOUT_VARIABLE = "CSTO_KG_ENDPOINT_TIMEOUT"
DEFAULT_TIMEOUT = 60.0
"""Seconds of silence after which a server is given up."""

_QUERY_PATHS = ("query", "sparql")


@dataclass(frozen=True)
class Endpoint:
    """A SPARQL 1.1 endpoint: where queries go, where updates go if that is known, and how.

    ``authorization`` is the value of the HTTP header, ``secrets`` what must never be shown.
    """

    url: str
    update_url: str | None = None
    timeout: float = DEFAULT_TIMEOUT
    authorization: str | None = field(default=None, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)

    @property
    def update_candidates(self) -> list[str]:
        """Where updates may be taken: the address given, else what servers have by convention.

        ``…/query`` and ``…/sparql`` have ``…/update`` beside them (Oxigraph, Fuseki, QLever), or
        take both (Neptune, Blazegraph); a Fuseki dataset takes both under its own name, and
        RDF4J and GraphDB take updates under ``…/statements``.
        """
        if self.update_url is not None:
            return [self.update_url]
        parts = urllib.parse.urlsplit(self.url)
        path = parts.path.rstrip("/")
        folder, _, last = path.rpartition("/")
        if last in _QUERY_PATHS:
            paths = [f"{folder}/update", parts.path, f"{path}/update"]
        else:
            paths = [parts.path or "/", f"{path}/update", f"{path}/statements"]
        return [urllib.parse.urlunsplit(parts._replace(path=found)) for found in paths]


def endpoint(
    url: str,
    update_url: str | None = None,
    timeout: float | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Endpoint:
    """Return the endpoint at ``url`` with the credentials and the timeout of the environment.

    Raises UsageError for an address or a setting that cannot be used.
    """
    authorization, secrets = _credentials(environment)
    return Endpoint(
        _checked(url, "endpoint"),
        _checked(update_url, "update endpoint") if update_url else None,
        timeout if timeout is not None else _timeout(environment),
        authorization,
        secrets,
    )


def shown(url: str) -> str:
    """Return an address as messages show it: without user, password, query and fragment."""
    try:
        parts = urllib.parse.urlsplit(url)
        netloc = parts.netloc.rpartition("@")[2]
        return urllib.parse.urlunsplit((parts.scheme, netloc, parts.path, "", ""))
    except ValueError:
        return "(an address that cannot be read)"


def _checked(url: str, what: str) -> str:
    try:
        parts = urllib.parse.urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
        usable = usable and parts.port != 0  # reading it checks it
    except ValueError:
        usable = False
    else:
        # Before anything is shown: what stands before the @ may be a password.
        if "@" in parts.netloc:
            raise UsageError(
                f"the address of the {what} holds a user name or a password",
                hint=f"leave it out, and set {USER_VARIABLE} and {PASSWORD_VARIABLE}",
            )
    if "@" in url.partition("?")[0] and not usable:
        url = "(withheld: it may hold a password)"
    if not usable or any(c.isspace() or not c.isascii() or not c.isprintable() for c in url):
        raise UsageError(
            f'the address of the {what} "{shown(url)}" is no http or https URL',
            hint="give one such as http://localhost:3030/ds/query, escapes as in a browser's",
        )
    return urllib.parse.urldefrag(url).url


def _credentials(environment: Mapping[str, str]) -> tuple[str | None, tuple[str, ...]]:
    token = environment.get(TOKEN_VARIABLE, "")
    user, password = (environment.get(v, "") for v in (USER_VARIABLE, PASSWORD_VARIABLE))
    if token and (user or password):
        raise UsageError(
            f"{TOKEN_VARIABLE} is set, and {USER_VARIABLE} or {PASSWORD_VARIABLE} too",
            hint="keep the token, or the user with the password",
        )
    if token:
        if not token.isascii() or not token.isprintable() or " " in token:
            raise UsageError(
                f"{TOKEN_VARIABLE} holds characters that no token has",
                hint="set it without line ends and spaces",
            )
        return f"Bearer {token}", (token,)
    if not user and not password:
        return None, ()
    if not user or ":" in user:
        raise UsageError(
            f"{USER_VARIABLE} {'is not set' if not user else 'holds a colon'}, "
            f"so that {PASSWORD_VARIABLE} cannot be used",
            hint="set both",
        )
    import base64

    encoded = base64.b64encode(f"{user}:{password}".encode()).decode()
    return f"Basic {encoded}", tuple(filter(None, (password, encoded)))


def _timeout(environment: Mapping[str, str]) -> float:
    text = environment.get(TIMEOUT_VARIABLE, "")
    try:
        seconds = float(text) if text else DEFAULT_TIMEOUT
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 1e6:
        raise UsageError(
            f'{TIMEOUT_VARIABLE} is "{text}", and no number of seconds above 0',
            hint=f"set it to a number, or leave it out ({DEFAULT_TIMEOUT:g})",
        )
    return seconds
