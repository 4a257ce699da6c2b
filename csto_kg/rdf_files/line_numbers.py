"""On which line of a file each of its triples stands."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.rdf_files.syntax_errors import OneLine
from csto_kg.terms import ID, PREFIXES

if TYPE_CHECKING:
    from csto_kg.rdf_files.file import RdfFile


def quads_by_line(file: RdfFile) -> Iterator[tuple[ox.Quad, int | None]]:
    """Read the file as ``RdfFile.quads`` does, each quad with the line on which it ends.

    None in JSON-LD, which the parser reads as a whole. Raises InputError.
    """
    if file.format.name == "jsonld":
        for quad in file.quads():
            yield quad, None
        return
    with file.open_parsed() as stream:
        lines = OneLine(stream)
        numbers: deque[int] = deque()
        try:
            for quad in file.revealed(_counted(lines, file, numbers)):
                yield quad, numbers.popleft()
        except SyntaxError as error:
            raise file.problem(error) from error


def _counted(lines: OneLine, file: RdfFile, numbers: deque[int]) -> Iterable[ox.Quad]:
    # Tags are revealed in batches, so a line is noted when its quad leaves the parser.
    for quad in ox.parse(lines, format=file.format.engine):  # type: ignore[arg-type]
        numbers.append(lines.number)
        yield quad


def subject_line(text: str, iri: str) -> int | None:
    """Return the line of a JSON-LD text on which a node with this IRI is named, as ``@id`` first.

    Contexts are not looked at: a name is the IRI, one with a usual prefix, or its end.
    """
    names = [iri]
    names += [
        f"{prefix}:{iri[len(base) :]}" for prefix, base in PREFIXES.items() if iri.startswith(base)
    ]
    names += [iri.removeprefix(ID), re.split(r"[/#:]", iri)[-1]]
    quoted = [json.dumps(name, ensure_ascii=safe) for name in names for safe in (False, True)]
    for pattern in (r'"(?:@id|id)"\s*:\s*', ""):
        for name in dict.fromkeys(quoted):
            found = re.search(pattern + re.escape(name), text)
            if found:
                return text.count("\n", 0, found.end()) + 1
    return None
