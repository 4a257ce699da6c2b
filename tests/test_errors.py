"""Errors: one line, one code, one way to suggest."""

from __future__ import annotations

import pytest

from csto_kg.errors import (
    EnvironmentFailure,
    ExitCode,
    InputError,
    Interrupted,
    Location,
    UsageError,
    did_you_mean,
    error_line,
)


def test_an_error_line_says_where_what_and_what_to_do() -> None:
    error = InputError("it is wrong", hint="mend it", location=Location("a.ttl", 3, 7))
    assert error_line(error) == "csto-kg: error: a.ttl:3:7: it is wrong; mend it"


def test_place_and_hint_may_be_absent() -> None:
    assert error_line(UsageError("no")) == "csto-kg: error: no"
    assert error_line(UsageError("no", location=Location("f", 2))) == "csto-kg: error: f:2: no"


def test_an_error_line_is_one_line_and_moves_no_cursor() -> None:
    error = UsageError('"a\nb\x1b[31m\u202e" is bad')
    assert error_line(error) == 'csto-kg: error: "a\\nb\\x1b[31m\\u202e" is bad'


@pytest.mark.parametrize(
    ("kind", "code"),
    [(UsageError, 2), (InputError, 3), (EnvironmentFailure, 4), (Interrupted, 130)],
)
def test_each_kind_has_its_exit_code(
    kind: type[UsageError | InputError | EnvironmentFailure | Interrupted], code: int
) -> None:
    assert kind("x").exit_code == code


def test_exit_codes_are_those_of_the_manual() -> None:
    assert {code.name: int(code) for code in ExitCode} == {
        "OK": 0,
        "NOT_CONFORMING": 1,
        "USAGE": 2,
        "INPUT": 3,
        "ENVIRONMENT": 4,
        "INTERRUPTED": 130,
    }


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("fromat", 'did you mean "format"?'),
        ("FORMAT", 'did you mean "format"?'),
        ("elan", 'did you mean "Élan"?'),
        ("out", 'did you mean "output"?'),
        ("xyzzy", None),
        ("", None),
    ],
)
def test_suggestions(word: str, expected: str | None) -> None:
    assert did_you_mean(word, ["format", "output", "Élan"]) == expected


def test_several_suggestions_are_listed_best_first() -> None:
    suggestion = did_you_mean("holder", ["holders-of", "holder-on", "zzz", "holderx"])
    assert suggestion == 'did you mean "holderx", "holder-on" or "holders-of"?'
