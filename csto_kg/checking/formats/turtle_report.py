"""The validation report of the W3C's SHACL recommendation, in Turtle.

``sh:conforms`` is as SHACL defines it: false with any result, whatever its severity. Of a change,
the report is of the graph after it; what the change resolves is no result of that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.checking.checked_result import State
from csto_kg.checking.formats.identity import fingerprints, result_iri
from csto_kg.shacl.messages import worded
from csto_kg.shacl.report_graph import report_triples
from csto_kg.terms import CSTO, ID
from csto_kg.writers.turtle.writer import turtle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csto_kg.checking.checked_result import Result
    from csto_kg.checking.report import Labels, Report

_READING, _STATE = (ox.NamedNode(f"{CSTO}{name}") for name in ("underReading", "resultState"))


def turtle_report(report: Report, labels: Labels) -> str:
    """Return the report as Turtle; the same, byte for byte, for the same results."""
    standing = (r for r in report.results if r.state is not State.RESOLVED)
    named = [(ox.NamedNode(result_iri(name)), result) for name, result in fingerprints(standing)]
    worded_results = [(name, result, worded(result.message, labels)) for name, result in named]
    triples = [*report_triples(worded_results, conforms=not named)]
    return turtle([*triples, *(each for name, result in named for each in _ours(name, result))])


def _ours(name: ox.NamedNode, result: Result) -> Iterator[ox.Triple]:
    """What SHACL has no word for: the reading, and what a change does."""
    if result.reading is not None:
        yield ox.Triple(name, _READING, ox.NamedNode(ID + result.reading))
    if result.state is not None:
        yield ox.Triple(name, _STATE, ox.Literal(result.state.value))
