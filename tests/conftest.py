"""What all tests share: the repository, the article where there is one, a quiet environment."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import hypothesis
import pytest

from tests.outside import NO_ARTICLE, TEXTS

ROOT = Path(__file__).resolve().parent.parent

# What tests find out is not for the developer's own runs, nor the other way round: programs that
# tests start keep it here, and the tests themselves nowhere.
os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="csto-kg-tests-")
os.environ["CSTO_KG_CACHE"] = "off"
atexit.register(shutil.rmtree, os.environ["XDG_CACHE_HOME"], ignore_errors=True)

# Machines differ in speed, so no deadline for one example; a failure in CI must come again here.
hypothesis.settings.register_profile("default", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "default")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """The developer's own settings change no result."""
    for name in [*os.environ]:
        if name.startswith("CSTO_KG_") or name in {"NO_COLOR", "FORCE_COLOR", "COLUMNS"}:
            monkeypatch.delenv(name)
    monkeypatch.setenv("CSTO_KG_CACHE", "off")


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def article_file() -> Path:
    """The article's text; it is not part of the project."""
    path = TEXTS / "edm-15-168.txt"
    if not path.is_file():
        pytest.skip(NO_ARTICLE)
    return path


@pytest.fixture
def literals_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """An rdflib that keeps literals as they are written."""
    import rdflib

    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    monkeypatch.setattr(rdflib.term, "_toPythonMapping", {})  # nor complain of ill-typed ones
