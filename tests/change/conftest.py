"""The guild: in memory for checks, copied from one made store for changes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from csto_kg.knowledge_base import KnowledgeBase
from tests.change.guild import make_data, open_guild


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_data(tmp_path_factory.mktemp("guild") / "data")


@pytest.fixture(scope="session")
def _made(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("made") / "kg"
    with open_guild(data, store) as kb:
        kb.store.graph_names()
    return store


@pytest.fixture
def memory(data: Path) -> Iterator[KnowledgeBase]:
    """The guild as it is shipped."""
    with open_guild(data) as kb:
        yield kb


@pytest.fixture
def store(_made: Path, tmp_path: Path) -> Path:
    """The directory of a store with the guild."""
    shutil.copytree(_made, tmp_path / "kg")
    return tmp_path / "kg"


@pytest.fixture
def kb(data: Path, store: Path) -> Iterator[KnowledgeBase]:
    """The guild in a store of its own."""
    with open_guild(data, store) as opened:
        yield opened


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Writes facts into a file."""
    from tests.change.guild import facts

    def write(*texts: str, name: str = "notes.ttl") -> Path:
        return facts(tmp_path / name, *texts)

    return write
