"""Things that a change leaves without description, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from csto_kg.checking.effects import dangling_references
from csto_kg.checking.snapshot import Snapshot
from csto_kg.knowledge_base import KnowledgeBase
from tests.guild import GRAPH, ID, LINES, NOTES, tenure

P, Q = ox.NamedNode("https://example.org/p"), ox.NamedNode("https://example.org/q")
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def _snapshot(**graphs: str) -> Snapshot:
    """Graphs of triples "a b": id:a points to id:b, which describes id:a."""
    return Snapshot(
        {
            GRAPH + name: frozenset(
                ox.Triple(ox.NamedNode(ID + a), P, ox.NamedNode(ID + b))
                for a, b in (line.split() for line in text.split(","))
            )
            for name, text in graphs.items()
        }
    )


def _missing(before: Snapshot, after: Snapshot, *derived: ox.Triple) -> list[tuple[object, ...]]:
    return [
        (
            each.thing.removeprefix(ID), [g.removeprefix(GRAPH) for g in each.graphs],
            each.taken_out, [c.removeprefix(ID) for c in each.close],
        )
        for each in dangling_references(before, after, derived)
    ]  # fmt: skip


OLD = _snapshot(old="ann ben,ben ann")


def test_everything_is_described() -> None:
    assert _missing(OLD, _snapshot(old="ann ben,ben ann", new="cem ann")) == []


def test_a_misspelt_name_with_its_near_ones() -> None:
    after = _snapshot(old="ann ben,ben ann", new="cem anna,eva anna", more="cem anna")
    assert _missing(OLD, after) == [("anna", ["more", "new"], False, ["ann"])]


def test_another_case_is_the_only_hint() -> None:
    before = _snapshot(old="armenia armenian,armenian armenia")
    after = _snapshot(old="armenia armenian,armenian armenia", new="x Armenia")
    assert _missing(before, after) == [("Armenia", ["new"], False, ["armenia"])]


def test_what_a_source_that_goes_described() -> None:
    before = _snapshot(old="ann ben", new="ben ben", more="cem ben")
    after = _snapshot(old="ann ben", more="cem ben")
    assert _missing(before, after) == [("ben", ["more", "old"], True, [])]


def test_what_was_missing_before_is_not_told_again() -> None:
    before = _snapshot(old="ann nobody")
    assert _missing(before, _snapshot(old="ann nobody", new="cem nobody")) == []


def test_what_rules_make_is_described_and_what_they_name_is_not() -> None:
    after = _snapshot(old="ann ben,ben ann", new="cem turn")
    turn = ox.NamedNode(ID + "turn")
    named = ox.Triple(turn, Q, ox.Literal("turn"))
    assert _missing(OLD, after, named) == [("turn", ["new"], False, [])]
    assert _missing(OLD, after, ox.Triple(turn, TYPE, Q)) == []


def test_names_of_other_kinds_are_not_looked_for() -> None:
    elsewhere = ox.NamedNode("https://example.org/unknown")
    new = frozenset([ox.Triple(ox.NamedNode(ID + "cem"), P, elsewhere)])
    assert _missing(OLD, Snapshot({**OLD.graphs, GRAPH + "new": new})) == []


def test_the_place_of_a_misspelt_name(memory: KnowledgeBase, written: Callable[..., Path]) -> None:
    path = written(NOTES, tenure("Ada", "1906-01-01", "1907-01-01"))
    [missing] = memory.validate(path).missing
    assert (missing.thing, missing.close) == (ID + "Ada", (ID + "ada",))
    assert missing.file == str(path)
    assert missing.line is not None
    assert "id:Ada" in path.read_text("utf-8").splitlines()[missing.line - 1]
    assert missing.line > LINES


def test_a_graph_as_it_is_leaves_nothing_out(memory: KnowledgeBase) -> None:
    report = memory.validate()
    assert (report.missing, report.moved) == ((), ())


@pytest.mark.parametrize("number", [1, 30])
def test_hints_are_looked_for_so_often(number: int) -> None:
    names = ",".join(f"x{n} thing{n:02}" for n in range(number))
    known = ",".join(f"thing{n:02}s ann" for n in range(number))
    before = _snapshot(old=known + ",ann ann")
    after = _snapshot(old=known + ",ann ann", new=names)
    found = dangling_references(before, after)
    assert [bool(each.close) for each in found] == [n < 20 for n in range(number)]
