"""The program on the guild of tests/change, for the commands that check and change."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple, Protocol

import pytest

from csto_kg.cli.main import cli
from csto_kg.cli.run import run as run_program
from tests.guild import make_data


class Done(NamedTuple):
    """How a call ended, and what it wrote."""

    returncode: int
    stdout: str
    stderr: str


class Call(Protocol):
    """Calls the program in this process."""

    def __call__(self, *arguments: str) -> Done: ...


@pytest.fixture
def guild(environment: dict[str, str], tmp_path: Path) -> Path:
    """The program works on the guild; return the folder that it runs in."""
    environment["CSTO_KG_DATA"] = str(make_data(tmp_path / "data"))
    return tmp_path


@pytest.fixture
def call(
    guild: Path,
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Call:
    """The program without the second that a process takes to start."""
    monkeypatch.chdir(guild)
    monkeypatch.setenv("CSTO_KG_DATA", environment["CSTO_KG_DATA"])

    def called(*arguments: str) -> Done:
        capfd.readouterr()
        code = run_program(cli, arguments)
        return Done(code, *capfd.readouterr())

    assert os.environ["CSTO_KG_DATA"]
    return called
