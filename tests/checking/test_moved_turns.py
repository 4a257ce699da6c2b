"""Which turns a change moves, from what rules derive before and after."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

import pyoxigraph as ox

from csto_kg.checking.effects import Moved, moved_turns
from csto_kg.terms import CSTO

RULE = "https://example.org/rule"
OTHER = "https://example.org/other-rule"


class _Rules:
    def __init__(self, reading: str | None) -> None:
        self.reading = reading


class _Snapshot:
    """Turns by reading: rule, number, whose, in words; a year in the words is the first day."""

    def __init__(self, **turns: Iterable[tuple[str, int, str, str]]) -> None:
        self._turns = turns

    def derived(self, rules: _Rules) -> list[ox.Triple]:
        found = []
        for rule, number, states, words in self._turns.get(rules.reading or "", ()):
            turn = ox.NamedNode(f"{rule}/{rules.reading}/turn-{number}")
            values: list[tuple[str, ox.NamedNode | ox.Literal]] = [
                ("underRule", ox.NamedNode(rule)), ("ordinal", ox.Literal(number)),
                ("startEarliest", ox.Literal(words.partition("(")[2] or "2000")),
                *(("state", ox.NamedNode(f"https://example.org/{s}")) for s in states.split("|")),
            ]  # fmt: skip
            if words:
                values.append(("inWords", ox.Literal(words)))
            found += [ox.Triple(turn, ox.NamedNode(CSTO + p), v) for p, v in values]
        tenure = ox.NamedNode("https://example.org/tenure")
        found.append(ox.Triple(tenure, ox.NamedNode(CSTO + "underRule"), ox.NamedNode(RULE)))
        return found


def _moved(before: _Snapshot, after: _Snapshot, *readings: str | None) -> list[Moved]:
    rules = [_Rules(reading) for reading in readings]
    return [*moved_turns(cast(Any, before), cast(Any, after), cast(Any, rules))]


A = (RULE, 1, "Ada", "turn 1 of Ada")
B = (RULE, 2, "Ben", "turn 2 of Ben (2020)")
LATER_B = (RULE, 2, "Ben", "turn 2 of Ben (2021)")
C = (RULE, 3, "Cem", "turn 3 of Cem")
NOT_C = (RULE, 3, "Ada", "turn 3 of Ada")
TENTH = (RULE, 10, "Ada", "turn 10 of Ada")


def test_nothing_moves() -> None:
    assert _moved(_Snapshot(stays=[A, B]), _Snapshot(stays=[A, B]), None, "stays") == []


def test_a_turn_that_opens_later_and_one_that_passes_to_another() -> None:
    before, after = _Snapshot(stays=[A, B, C]), _Snapshot(stays=[A, LATER_B, NOT_C])
    assert _moved(before, after, None, "stays") == [
        Moved("stays", RULE, 2, B[3], LATER_B[3], passes_on=False),
        Moved("stays", RULE, 3, C[3], NOT_C[3], passes_on=True),
    ]


def test_readings_each_by_itself_and_only_those_asked_for() -> None:
    before = _Snapshot(stays=[B], passes=[B], third=[B])
    after = _Snapshot(stays=[LATER_B], passes=[B], third=[LATER_B])
    moved = [Moved("stays", RULE, 2, B[3], LATER_B[3], passes_on=False)]
    assert _moved(before, after, "passes", "stays") == moved


def test_a_turn_further_on_is_no_move() -> None:
    assert _moved(_Snapshot(stays=[A, B]), _Snapshot(stays=[A, B, C]), "stays") == []
    assert _moved(_Snapshot(stays=[A, B, C]), _Snapshot(stays=[A, B]), "stays") == []


def test_a_rule_that_makes_turns_no_more_and_a_new_one() -> None:
    new = (OTHER, 1, "Eva", "turn 1 of Eva")
    assert _moved(_Snapshot(stays=[A, B]), _Snapshot(stays=[new]), "stays") == [
        Moved("stays", OTHER, 1, "", new[3], passes_on=True),
        Moved("stays", RULE, 1, A[3], "", passes_on=True),
        Moved("stays", RULE, 2, B[3], "", passes_on=True),
    ]


def test_another_name_moves_nothing() -> None:
    # A label in another language was told as a turn that passes on.
    renamed = (RULE, 2, "Ben", "turn 2 of Benjamin (2020)")
    assert _moved(_Snapshot(stays=[A, B]), _Snapshot(stays=[A, renamed]), "stays") == []


def test_another_state_that_may_have_it_passes_it_on() -> None:
    either = (RULE, 2, "Ben|Cem", "turn 2 of Ben or Cem (2020)")
    assert _moved(_Snapshot(stays=[A, B]), _Snapshot(stays=[A, either]), "stays") == [
        Moved("stays", RULE, 2, B[3], either[3], passes_on=True)
    ]


def test_a_first_turn_without_days_is_none() -> None:
    bare = (RULE, 1, "Ada", "")
    assert _moved(_Snapshot(stays=[A, B]), _Snapshot(stays=[bare]), "stays") == [
        Moved("stays", RULE, 1, A[3], "", passes_on=True),
        Moved("stays", RULE, 2, B[3], "", passes_on=True),
    ]


def test_in_order_of_numbers() -> None:
    later = (RULE, 10, "Ada", "turn 10 of Ada (2031)")
    moved = _moved(_Snapshot(stays=[TENTH, B]), _Snapshot(stays=[later, LATER_B]), "stays")
    assert [each.ordinal for each in moved] == [2, 10]
