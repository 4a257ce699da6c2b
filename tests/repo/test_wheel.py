"""The wheel: it carries the graph, is the same by way of the sdist, and works by itself."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from csto_kg.catalog.catalog import Catalog
from tests.repo.files import repository_files


def _run(*command: str | Path, cwd: Path) -> str:
    """Run a command outside of the repository and its environment; return what it printed."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTHON")
    }
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _build(target: str, source: Path, into: Path) -> Path:
    _run(sys.executable, "-m", "hatchling", "build", "-t", target, "-d", into, cwd=source)
    (built,) = into.iterdir()
    return built


def _digests(wheel: Path) -> dict[str, str]:
    with zipfile.ZipFile(wheel) as archive:
        return {n: hashlib.sha256(archive.read(n)).hexdigest() for n in archive.namelist()}


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _build("wheel", root, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def graph(root: Path) -> dict[str, Path]:
    """What the wheel must carry: all that git lists of the graph, but the expected answers."""
    files = repository_files(root, "ontology", "graphs", "queries")
    return {n: p for n, p in files.items() if not n.startswith("queries/expected/")}


def test_the_wheel_carries_the_graph(wheel: Path, graph: dict[str, Path]) -> None:
    assert {Path(name).suffix for name in graph} >= {".ttl", ".rq"}
    shipped = {n: d for n, d in _digests(wheel).items() if n.startswith("csto_kg/_data/")}
    assert shipped == {
        f"csto_kg/_data/{name}": hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in graph.items()
    }


def test_the_wheel_carries_the_engine_and_the_licences(root: Path, wheel: Path) -> None:
    names = _digests(wheel).keys()
    assert {n for n in names if not n.startswith(("csto_kg/_data/", "csto_kg-"))} == {
        *repository_files(root, "csto_kg")
    }
    licences = {n.split("/licenses/")[1] for n in names if "/licenses/" in n}
    assert licences == {"LICENSE", "LICENSE-graph", "NOTICE"}


def test_the_sdist_builds_into_the_same_wheel(wheel: Path, root: Path, tmp_path: Path) -> None:
    sdist = _build("sdist", root, tmp_path / "sdist")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    again = _build("wheel", tmp_path / sdist.name.removesuffix(".tar.gz"), tmp_path / "wheel")
    assert again.name == wheel.name
    assert _digests(again) == _digests(wheel)


@pytest.mark.slow
def test_pip_installs_the_wheel_and_it_answers(root: Path, wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    programs = tmp_path / "venv" / "bin"
    # The locked versions, but only those that the wheel itself asks for.
    locked = re.findall(r"(?m)^[\w.-]+==\S+", (root / "requirements.lock").read_text())
    (tmp_path / "constraints.txt").write_text("\n".join(locked))
    _run(
        *(programs / "python", "-m", "pip", "install", "--quiet", wheel),
        *("--constraint", "constraints.txt"),
        cwd=tmp_path,
    )
    where = _run(programs / "python", "-c", "import csto_kg; print(csto_kg.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(tmp_path / "venv")
    assert "0.2.0" in _run(programs / "csto-kg", "--version", cwd=tmp_path)
    ours = Path(sys.executable).with_name("csto-kg")
    asked = next(
        query.name
        for query in Catalog(str(root / "queries")).all()
        if not any(parameter.required for parameter in query.parameters)
    )
    for call in (["query"], ["query", asked]):
        answer = _run(programs / "csto-kg", *call, cwd=tmp_path)
        assert len(answer.splitlines()) > 1
        assert answer == _run(ours, *call, cwd=tmp_path)
