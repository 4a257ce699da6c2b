"""rdflib that keeps literals as they are written."""

from __future__ import annotations

import pytest
import rdflib


@pytest.fixture
def literals_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    monkeypatch.setattr(rdflib.term, "_toPythonMapping", {})  # nor complain of ill-typed ones
