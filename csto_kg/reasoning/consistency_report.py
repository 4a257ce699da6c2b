"""What a reasoner says of the graph, as text for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyoxigraph as ox

from csto_kg.reasoning.findings import Conflict, Consistency, Fact, Inference
from csto_kg.reasoning.reasoner import REASONERS
from csto_kg.terms import shorten

Line = tuple[int, str]
"""How far a line is indented, and the line."""

_LISTED = 20  # facts of a conflict that was not narrowed down


def text(found: Consistency) -> Iterator[Line]:
    """Iterate over the lines of a report for people."""
    if found.conflict is None:
        yield 0, f"consistent: {REASONERS[found.reasoner]} finds no contradiction"
    else:
        yield from _conflict(found.conflict)
    for iri in found.unsatisfiable:
        yield 0, f"{shorten(iri)} is a class that can have no member"
    if found.inferences is not None:
        yield 0, ""
        yield 0, f"what follows about things: {len(found.inferences) or 'nothing'}"
        for inference in found.inferences:
            yield 2, inference.text + _known(inference)
    yield 0, ""
    yield 0, f"seen: {found.triples} triples of"
    for graph, count in found.graphs.items():
        yield 2, f"{shorten(graph)} ({count})"
    for file, count in found.files.items():
        yield 2, f"{file} ({count})"
    if found.left_out:
        listed = ", ".join(f"{shorten(name)} {n}" for name, n in found.left_out.items())
        total = sum(found.left_out.values())
        yield 0, f"not seen: {total} literals that OWL reasoners cannot read ({listed})"
    if found.unseen:
        yield 0, "passed over: a text where a thing must be, or the other way round"
        yield from _facts(found.unseen)


def _conflict(conflict: Conflict) -> Iterator[Line]:
    if not conflict.facts:
        yield 0, "inconsistent: the ontology contradicts itself"
    elif len(conflict.facts) == 1:
        yield 0, "inconsistent: this cannot be true"
    else:
        yield 0, f"inconsistent: these {len(conflict.facts)} facts cannot all be true"
    yield from _facts(conflict.facts if conflict.minimal else conflict.facts[:_LISTED])
    if not conflict.minimal:
        yield 0, "not narrowed down further: the time or the number of runs was used up"
    if conflict.because:
        yield 0, "because"
        for reason in conflict.because:
            yield 2, reason
    yield 0, "There may be other contradictions: mend this one and ask again."


def _facts(facts: tuple[Fact, ...]) -> Iterator[Line]:
    for fact in facts:
        place = shorten(fact.graph) if fact.graph is not None else fact.location or "new facts"
        yield 2, f"{fact.text}  [{place}]"


def _known(inference: Inference) -> str:
    if inference.status is None:
        return ""
    counts = "counts" if inference.counts else "does not count"
    return f"  [{shorten(inference.status)}, {counts} as a fact]"


def machine(found: Consistency) -> dict[str, Any]:
    """Return the report as JSON; the terms of triples are in the notation of N-Triples."""
    conflict, inferences = found.conflict, found.inferences
    return {
        "consistent": found.consistent,
        "conforms": found.conforms,
        "reasoner": found.reasoner,
        "checked": {
            "triples": found.triples,
            "graphs": dict(found.graphs),
            "files": dict(found.files),
            "left_out": dict(found.left_out),
            "unseen": [_fact(fact) for fact in found.unseen],
        },
        "unsatisfiable": list(found.unsatisfiable),
        "conflict": conflict
        and {
            "facts": [_fact(fact) for fact in conflict.facts],
            "because": list(conflict.because),
            "minimal": conflict.minimal,
        },
        "inferences": None
        if inferences is None
        else [
            {
                **_triple(inference.triple),
                "text": inference.text,
                "status": inference.status,
                "counts": inference.counts,
            }
            for inference in inferences
        ],
    }


def _fact(fact: Fact) -> Mapping[str, Any]:
    place = fact.location
    return {
        **_triple(fact.triple),
        "text": fact.text,
        "graph": fact.graph,
        "file": place.file if place else None,
        "line": place.line if place else None,
    }


def _triple(triple: ox.Triple) -> dict[str, str]:
    return {name: str(getattr(triple, name)) for name in ("subject", "predicate", "object")}
