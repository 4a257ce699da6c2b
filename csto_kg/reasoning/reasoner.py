"""HermiT and Pellet, each run in a child process that never outlives its use."""

from __future__ import annotations

import importlib.util
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from csto_kg.closing import Closing
from csto_kg.errors import EnvironmentFailure, UsageError, did_you_mean
from csto_kg.reasoning.java import find_java
from csto_kg.terms import PREFIXES

REASONERS = {"hermit": "HermiT", "pellet": "Pellet"}
"""The reasoners by name, and as their makers write them."""

_WORKER = Path(__file__).with_name("worker.py")
_OWL = PREFIXES["owl"]
_SAID_AT_MOST = 200  # characters of what Java says in an error line


class ReasonerTimeout(EnvironmentFailure):
    """The reasoner ran longer than it was allowed to, and was stopped."""


@dataclass(frozen=True)
class Outcome:
    """What a reasoner says of triples.

    ``unsatisfiable``: IRIs of classes that can have no member. ``inferred``: triples that follow
    and were not given. ``explanation``: Pellet's, if it was asked for one, in its own words.
    """

    consistent: bool
    unsatisfiable: tuple[str, ...] = ()
    inferred: tuple[ox.Triple, ...] = ()
    explanation: str = ""


class Reasoner(Closing):
    """Runs the reasoners, one run at a time; a context manager that leaves no process behind.

    ``timeout``: seconds for all runs together. Raises UsageError for an unknown name,
    EnvironmentFailure when there is no Java or no owlready2.
    """

    def __init__(self, name: str, *, timeout: float | None = None) -> None:
        if name not in REASONERS:
            raise UsageError(
                f'there is no reasoner "{name}"',
                hint=did_you_mean(name, REASONERS) or f"use one of {', '.join(REASONERS)}",
            )
        if importlib.util.find_spec("owlready2") is None:
            raise EnvironmentFailure(
                "owlready2, which runs the reasoner, is not there", hint="pip install owlready2"
            )
        self.name = name
        self.title = REASONERS[name]
        self._java = find_java()
        self._timeout = timeout
        self._deadline = None if timeout is None else time.monotonic() + timeout
        self._process: subprocess.Popen[bytes] | None = None
        self._unread = b""

    def run(
        self, triples: Iterable[ox.Triple], *, values: bool = False, explain: bool = False
    ) -> Outcome:
        """Ask whether the triples are consistent, and what follows from them.

        ``values``: infer property values too. ``explain``: ask Pellet, whatever reasoner this is,
        why they are inconsistent. Raises ReasonerTimeout when time is up, EnvironmentFailure when
        the reasoner fails.
        """
        reasoner = "pellet" if explain else self.name
        file = os.path.join(self._folder, "module.nt")
        with open(file, "wb") as stream:
            ox.serialize(triples, stream, format=ox.RdfFormat.N_TRIPLES)
        request = {"file": file, "reasoner": reasoner, "values": values, "explain": explain}
        answer = self._ask(json.dumps(request).encode() + b"\n")
        if "failed" in answer:
            raise EnvironmentFailure(
                f"{REASONERS[reasoner]} failed: {_said(answer['failed'])}",
                hint="try the other reasoner (--reasoner), or other facts",
            )
        return Outcome(
            answer["consistent"],
            tuple(iri for iri in answer.get("unsatisfiable", ()) if not iri.startswith(_OWL)),
            _triples(answer.get("inferred", "")),
            answer.get("explanation", ""),
        )

    @property
    def seconds_left(self) -> float | None:
        """How much of the time is left; None without a limit."""
        return None if self._deadline is None else max(self._deadline - time.monotonic(), 0)

    def close(self) -> None:
        """Stop the child process and what it started, and remove their files."""
        self._stop()
        if "_folder" in self.__dict__:
            shutil.rmtree(self._folder, ignore_errors=True)
            del self.__dict__["_folder"]

    @cached_property
    def _folder(self) -> str:
        try:
            return tempfile.mkdtemp(prefix="csto-kg-reason-")
        except OSError as error:
            raise EnvironmentFailure(
                f"no temporary folder can be made: {error.strerror}", hint="set TMPDIR to one"
            ) from error

    def _ask(self, request: bytes) -> dict[str, Any]:
        process = self._process or self._start()
        assert process.stdin is not None  # noqa: S101
        try:
            process.stdin.write(request)
            process.stdin.flush()
        except BrokenPipeError:
            line = b""
        else:
            line = self._line(process)
        if not line:
            self._stop()
            with open(os.path.join(self._folder, "said"), encoding="utf-8", errors="replace") as f:
                said = f.read().strip()
            return {"failed": said.rpartition("\n")[2] or "its process ended"}
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _start(self) -> subprocess.Popen[bytes]:
        # Importable there is what is importable here; temporary files go where we remove them.
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "TMPDIR": self._folder,
        }
        with open(os.path.join(self._folder, "said"), "wb") as said:
            self._process = subprocess.Popen(  # noqa: S603  (our own file)
                [sys.executable, "-P", str(_WORKER), self._java],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                env=environment,
                start_new_session=True,  # a group of its own, to be ended as one
            )
        return self._process

    def _line(self, process: subprocess.Popen[bytes]) -> bytes:
        """Read one line of the child; empty when it has ended. Raises ReasonerTimeout."""
        assert process.stdout is not None  # noqa: S101
        output = process.stdout.fileno()
        while b"\n" not in self._unread:
            if not select.select([output], [], [], self.seconds_left)[0]:
                self._stop()
                raise ReasonerTimeout(
                    f"{self.title} took longer than {self._timeout:g} s and was stopped",
                    hint="raise --timeout",
                )
            part = os.read(output, 1 << 16)
            if not part:
                return b""
            self._unread += part
        line, _, self._unread = self._unread.partition(b"\n")
        return line

    def _stop(self) -> None:
        process, self._process, self._unread = self._process, None, b""
        if process is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


def _triples(text: str) -> tuple[ox.Triple, ...]:
    """The inferred triples, without owlready2's own, in a set order."""
    quads = ox.parse(text.encode(), format=ox.RdfFormat.N_TRIPLES)
    found = {quad.triple for quad in quads if quad.object != ox.NamedNode(_OWL + "Ontology")}
    return tuple(sorted(found, key=str))


def _said(text: str) -> str:
    """What went wrong, from the output of Java or Python: the line that names an exception."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if "Exception" in line or "Error:" in line]
    # The first line is owlready2's own.
    line = next((found for found in telling if "OwlReady" not in found), (lines or [""])[-1])
    line = line.removeprefix('Exception in thread "main" ')
    return line if len(line) <= _SAID_AT_MOST else line[:_SAID_AT_MOST] + "…"
