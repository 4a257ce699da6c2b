"""Servers that hold the shipped graph, and the program run in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import pytest

from csto_kg.cli.main import cli
from csto_kg.cli.run import run
from csto_kg.knowledge_base import KnowledgeBase
from csto_kg.transfer.to_endpoint import push
from tests.engines.servers import KINDS, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engines.servers import Server

# Fuseki takes seconds to start; its tests are in `make test-all`.
ALL_KINDS = [pytest.param(k, marks=pytest.mark.slow if k == "fuseki" else ()) for k in KINDS]


class Done(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


class Call(Protocol):
    """Runs a command of the program in this process."""

    def __call__(self, *arguments: str) -> Done: ...


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str]) -> Call:
    def in_process(*arguments: str) -> Done:
        capfd.readouterr()
        code = run(cli, arguments)
        out, err = capfd.readouterr()
        return Done(code, out, err)

    return in_process


@pytest.fixture(scope="session", params=ALL_KINDS)
def filled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """Each server in turn, with the shipped graph pushed to it; not to be changed."""
    with running(request.param, tmp_path_factory.mktemp("server") / request.param) as server:
        with KnowledgeBase.open() as kb, server.store() as target:
            push(kb.store, target, kb.store.graph_names())
        yield server


@pytest.fixture(scope="session", params=ALL_KINDS)
def _started(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    with running(request.param, tmp_path_factory.mktemp("server") / request.param) as server:
        yield server


@pytest.fixture
def server(_started: Server) -> Server:
    """Each server in turn, empty; a test may change it, and even kill it."""
    if _started.process is None:
        _started.start()
    with _started.store() as store:
        store.update("DROP ALL")
    return _started
