"""Real servers on loopback, on free ports, over a folder of their own, ended with the test."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from csto_kg.store.endpoint.remote_store import RemoteStore
from csto_kg.store.endpoint.settings import endpoint

ROOT = Path(__file__).resolve().parents[2]
FUSEKI = ROOT / ".servers" / "fuseki"
START_SECONDS = 60
KINDS = ("oxigraph", "fuseki")


class Server:
    """A server process over one folder; it can be killed, and started again on the same data."""

    def __init__(self, kind: str, folder: Path, *options: str) -> None:
        self.kind = kind
        self.folder = folder
        self.options = options
        self.process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)
        self.start()

    def start(self) -> None:
        self.port = _free_port()
        command = _COMMANDS[self.kind](self.folder, self.port)
        with open(self.folder.with_suffix(".log"), "ab") as log:
            self.process = subprocess.Popen(
                [*command, *self.options], stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                log_text = self.folder.with_suffix(".log").read_text(errors="replace")
                pytest.fail(f"{self.kind} does not start:\n{log_text[-2000:]}")
            time.sleep(0.05)

    def kill(self) -> None:
        """End it at once, as a crash does."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.port}" + ("/ds" if self.kind == "fuseki" else "")

    @property
    def query_url(self) -> str:
        return f"{self.root}/query"

    def store(self) -> RemoteStore:
        return RemoteStore(endpoint(self.query_url, environment={}))

    def _answers(self) -> bool:
        probe = f"{self.query_url}?query=ASK%20%7B%7D"
        try:
            with urllib.request.urlopen(probe, timeout=5) as response:
                return bool(response.status == 200)
        except (OSError, urllib.error.URLError):
            return False


@contextlib.contextmanager
def running(kind: str, folder: Path, *options: str) -> Iterator[Server]:
    """Start a server for the length of a ``with`` block; skip, or in CI fail, without it."""
    require(kind)
    server = Server(kind, folder, *options)
    try:
        yield server
    finally:
        server.kill()


def require(kind: str) -> None:
    """Skip the test when the server is not installed; in CI, where it must be, fail."""
    missing = {"oxigraph": _oxigraph_missing, "fuseki": _fuseki_missing}[kind]()
    if missing:
        _without(missing)


def _without(what: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(f"in CI no server may be missing: {what}")
    pytest.skip(what)


def _oxigraph_missing() -> str | None:
    there = os.access(_oxigraph(), os.X_OK)
    return None if there else "Oxigraph's server is not installed (make venv)"


def _fuseki_missing() -> str | None:
    if shutil.which("java") is None:
        return "Fuseki needs Java 17 or newer"
    there = (FUSEKI / ".complete").is_file()
    return None if there else "Fuseki is not fetched (make servers)"


def _oxigraph() -> str:
    return str(Path(sys.executable).parent / "oxigraph")


def _oxigraph_command(folder: Path, port: int) -> list[str]:
    return [_oxigraph(), "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]


def _fuseki_command(folder: Path, port: int) -> list[str]:
    main = "org.apache.jena.fuseki.main.cmds.FusekiMainCmd"
    quick_start = ("-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
    return ["java", *quick_start, "-cp", f"{FUSEKI}/*", main, "--localhost", f"--port={port}",
            "--update", "--tdb2", f"--loc={folder}", "/ds"]  # fmt: skip


_COMMANDS: dict[str, Callable[[Path, int], list[str]]] = {
    "oxigraph": _oxigraph_command,
    "fuseki": _fuseki_command,
}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
