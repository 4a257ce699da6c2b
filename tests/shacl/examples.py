"""Facts that break one shape each: read from text files, checked beside a graph that conforms.

An example is a shape's name after ``##``, the triples to take out (``-``) and to add (``+``) in
Turtle, a note (``#``), and after ``=>`` each result: shape, verdict, focus node, path, value and
message.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from csto_kg.shacl.messages import worded
from csto_kg.shacl.result import Term, ValidationResult
from csto_kg.terms import PREFIXES, shorten

_HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())


@dataclass
class Example:
    """What to change, and the results that this must have, in order."""

    shape: str
    line: int
    removed: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    results: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.shape}-{self.line}"

    def applied(self, facts: Iterable[ox.Triple]) -> list[ox.Triple]:
        """The facts with the change made; what is taken out must be there."""
        held = set(facts)
        gone = set(turtle("\n".join(self.removed)))
        assert gone <= held, f"{self}: takes out what is not there"
        return [*(held - gone), *turtle("\n".join(self.added))]


def turtle(text: str) -> list[ox.Triple]:
    """Read Turtle in which the project's prefixes are known."""
    return [quad.triple for quad in ox.parse(_HEAD + text, format=ox.RdfFormat.TURTLE)]


def read_examples(path: Path) -> list[Example]:
    """Read a file of examples."""
    found: list[Example] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        mark, _, rest = line.partition(" ")
        if mark == "##":
            found.append(Example(rest, number))
        elif mark == "-":
            found[-1].removed.append(rest)
        elif mark == "+":
            found[-1].added.append(rest)
        elif mark == "=>":
            found[-1].results.append(rest)
        elif mark not in ("", "#"):
            raise ValueError(f"{path}:{number}: {line}")
    return found


def shown(result: ValidationResult) -> str:
    """A result as the files write it."""
    value = "-" if result.value is None else short(result.value)
    path = "-" if result.path is None else path_in_short(result.path)
    message = worded(result.message, lambda _: None)
    parts = (shorten(result.shape), result.severity.word, short(result.focus), path, value, message)
    return " | ".join(parts)


def short(term: Term) -> str:
    """A term as the prefixes of the project write it."""
    if isinstance(term, ox.NamedNode):
        return shorten(term.value)
    if isinstance(term, ox.BlankNode):
        return "[]"
    if term.language or term.datatype.value == PREFIXES["xsd"] + "string":
        return str(term)
    return f'"{term.value}"^^{shorten(term.datatype.value)}'


def path_in_short(path: str) -> str:
    """A property path with short names."""
    return worded(path, lambda _: None) if path[0] in "<(^" else shorten(path)
