"""Text made safe for a terminal, and names made comparable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csto_kg.text import display_width, fold, parse_day, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain Ёж 😀 \\n", "plain Ёж 😀 \\n"),
        ("a\x1b[2Jb", "a\\x1b[2Jb"),
        ("a\r\n\tb", "a\\r\\n\\tb"),
        ("\u202eevil", "\\u202eevil"),
        ("\x9b31m", "\\x9b31m"),
        ("bad\udc80byte", "bad\\udc80byte"),
    ],
)
def test_what_a_terminal_would_obey_is_written_out(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text())
def test_nothing_unsafe_is_left(text: str) -> None:
    shown = visible(text)
    assert not any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 for c in shown)
    assert len(shown.splitlines()) <= 1
    assert visible(shown) == shown


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("Ёж", 2), ("日本", 4), ("e\u0301", 1), ("", 0)]
)
def test_width_on_a_terminal(text: str, width: int) -> None:
    assert display_width(text) == width


def test_names_compare_without_case_diacritics_and_spaces() -> None:
    assert fold("  Élodie   M. ") == fold("elodie m.")
    assert fold("Strasse") == fold("STRAẞE")
    assert fold("a") != fold("b")


@pytest.mark.parametrize("day", ["2018-11-02", "0001-01-01", "2020-02-29"])
def test_a_day_is_read(day: str) -> None:
    assert str(parse_day(day)) == day


@pytest.mark.parametrize(
    "text",
    ["", "20181102", "2018-W44-5", "2018-306", "2018-02-30", "2018-11-2", "0000-01-01",
     " 2018-11-02", "2018-11-02T00:00", "２０１８-11-02", "12018-11-02", "2018-11-02\n"],
)  # fmt: skip
def test_no_other_form_is_a_day(text: str) -> None:
    assert parse_day(text) is None
