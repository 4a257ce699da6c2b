"""The program as a process, on the made-up data in tests/fixtures/data."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from tests.cli.guild import call, guild  # noqa: F401  (fixtures)
from tests.harbour import harbour  # noqa: F401  (a fixture)

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = [sys.executable, "-m", "csto_kg"]


class Run(Protocol):
    """Runs the program; options go to subprocess.run."""

    def __call__(
        self, *arguments: str | bytes, **options: Any
    ) -> subprocess.CompletedProcess[str]: ...


@pytest.fixture
def environment(root: Path) -> dict[str, str]:
    inherited = {
        name: value
        for name, value in os.environ.items()
        # What buffers hold at the end must come out by our own doing.
        if name != "PYTHONUNBUFFERED" and not name.startswith("CSTO_KG_")
    }
    return {
        **inherited,
        "CSTO_KG_DATA": str(root / "tests" / "fixtures" / "data"),
        "PYTHONPATH": str(root),
        "PYTHONIOENCODING": "utf-8",
    }


@pytest.fixture
def run(environment: dict[str, str], tmp_path: Path) -> Run:
    def start(*arguments: str | bytes, **options: Any) -> subprocess.CompletedProcess[str]:
        options = {
            "capture_output": "stdout" not in options,
            "env": environment,
            "cwd": tmp_path,
            "timeout": 60,
            "stdin": None if "input" in options else subprocess.DEVNULL,
            **options,
        }
        if options["stdin"] is None:
            del options["stdin"]
        if "stdout" in options:
            options.setdefault("stderr", subprocess.PIPE)
        return subprocess.run([*PROGRAM, *arguments], text=True, check=False, **options)

    return start
