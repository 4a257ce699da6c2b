"""A server that is not installed: a skip that says so, and in CI a failure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engines import servers

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("fuseki", "Fuseki is not fetched (make servers)"),
        ("oxigraph", "Oxigraph's server is not installed (make venv)"),
    ],
)
def test_a_missing_server(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str, said: str
) -> None:
    monkeypatch.setattr(servers, "FUSEKI", tmp_path)
    monkeypatch.setattr(servers, "_oxigraph", lambda: str(tmp_path / "oxigraph"))
    monkeypatch.setattr(servers.shutil, "which", lambda name: name)
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception) as skipped:
        servers.require(kind)
    assert str(skipped.value) == said
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception) as failed:
        servers.require(kind)
    assert str(failed.value) == f"in CI no server may be missing: {said}"
