"""Every export of an endpoint is that of the embedded store, byte for byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from csto_kg.rdf_files.formats import FORMATS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engines.conftest import Call
    from tests.engines.servers import Server


@pytest.mark.parametrize("name", [*FORMATS, "void"])
def test_the_same_bytes(filled: Server, call: Call, name: str) -> None:
    own = call("export", "--format", name)
    assert own.code == 0
    assert call("--endpoint", filled.query_url, "export", "--format", name) == own


def test_the_same_tables(filled: Server, call: Call, tmp_path: Path) -> None:
    for folder, where in (("own", ()), ("served", ("--endpoint", filled.query_url))):
        done = call(*where, "export", "--format", "csv", "--output", str(tmp_path / folder))
        assert (done.code, done.out, done.err) == (0, "", "")
    for name in ("nodes.csv", "edges.csv"):
        assert (tmp_path / "served" / name).read_bytes() == (tmp_path / "own" / name).read_bytes()
