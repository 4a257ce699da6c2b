"""Readings are found by their files."""

from __future__ import annotations

from pathlib import Path

import pytest

from csto_kg.checking.suite import Reading, find_readings, readings
from csto_kg.errors import InputError, UsageError, error_line
from csto_kg.resources import Resources


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ontology" / "readings").mkdir(parents=True)
    for name in ("stays-put", "moves", "moves-on"):
        (tmp_path / "ontology" / "readings" / f"{name}.ttl").write_text("")
    return tmp_path


def test_a_reading_is_a_file_and_an_individual_of_its_name(folder: Path) -> None:
    found = readings(Resources(str(folder)))
    assert [reading.name for reading in found] == ["moves", "moves-on", "stays-put"]
    assert found[2] == Reading(
        "stays-put",
        str(folder / "ontology" / "readings" / "stays-put.ttl"),
        "https://w3id.org/csto-kg/id/stays-put",
    )


def test_no_folder_no_readings(tmp_path: Path) -> None:
    assert readings(Resources(str(tmp_path))) == []


def test_readings_asked_for_come_once_and_in_order(folder: Path) -> None:
    found = find_readings(Resources(str(folder)), ["stays-put", "moves", "stays-put"])
    assert [reading.name for reading in found] == ["moves", "stays-put"]


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ("stays", 'there is no reading "stays"; did you mean "stays-put"?'),
        ("other", 'there is no reading "other"; choose from: moves, moves-on, stays-put'),
    ],
)
def test_an_unknown_reading(folder: Path, asked: str, line: str) -> None:
    with pytest.raises(UsageError) as caught:
        find_readings(Resources(str(folder)), ["moves", asked])
    assert error_line(caught.value) == f"csto-kg: error: {line}"


def test_an_unknown_reading_where_there_are_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        find_readings(Resources(str(tmp_path)), ["moves"])
    assert error_line(caught.value) == (
        'csto-kg: error: there is no reading "moves"; the data folder has none'
    )


@pytest.mark.parametrize("name", ["all", "none", "a b", "-x", "x--y", "ä"])
def test_a_name_that_no_reading_can_have(folder: Path, name: str) -> None:
    path = folder / "ontology" / "readings" / f"{name}.ttl"
    path.write_text("")
    with pytest.raises(InputError) as caught:
        readings(Resources(str(folder)))
    assert error_line(caught.value) == (
        f'csto-kg: error: {path}: a reading cannot have the name "{name}"; rename the file: '
        "letters and digits, with single hyphens between them, and neither all nor none"
    )
