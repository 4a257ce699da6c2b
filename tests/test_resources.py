"""Finding the shipped data."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from csto_kg.errors import EnvironmentFailure, error_line
from csto_kg.resources import find_resources

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    return shutil.copytree(root / "tests" / "fixtures" / "data", tmp_path / "data")


def test_a_clone_has_the_data_beside_the_package(root: Path) -> None:
    assert find_resources().root == str(root)


def test_the_environment_names_another_folder(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSTO_KG_DATA", str(copy))
    assert find_resources().root == str(copy)


def test_each_file_is_a_graph_of_its_own(copy: Path) -> None:
    (copy / "graphs" / "notes.txt").write_text("no graph")
    (copy / "graphs" / ".hidden.ttl").write_text("no graph")
    assert [file.graph.rsplit("/", 1)[1] for file in find_resources(copy).graph_files] == [
        "ontology",
        "places",
        "workshop",
    ]


def test_the_fingerprint_follows_content_and_names(copy: Path) -> None:
    before = find_resources(copy).fingerprint
    assert find_resources(copy).fingerprint == before
    (copy / "graphs" / "places.ttl").rename(copy / "graphs" / "rooms.ttl")
    renamed = find_resources(copy).fingerprint
    (copy / "graphs" / "rooms.ttl").write_text("")
    assert len({before, renamed, find_resources(copy).fingerprint}) == 3


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFailure) as caught:
        find_resources(tmp_path / "no")
    assert error_line(caught.value) == (
        f'csto-kg: error: there is no data folder "{tmp_path / "no"}"; '
        "point CSTO_KG_DATA at a folder with ontology/, graphs/ and queries/"
    )


def test_a_folder_without_the_ontology(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFailure) as caught:
        _ = find_resources(tmp_path).graph_files
    assert error_line(caught.value) == (
        f'csto-kg: error: the data folder "{tmp_path}" has no ontology/csto.ttl; '
        "install csto-kg again, or point CSTO_KG_DATA at a folder that has it"
    )


def test_rules_readings_and_shapes_have_folders_of_their_own(copy: Path) -> None:
    ontology = copy / "ontology"
    folders = ("rules", "readings", "shapes", "shapes/by-reading")
    for folder in folders:
        (ontology / folder).mkdir()
        for name in ("b.ttl", "a.ttl", ".hidden.ttl", "notes.txt"):
            (ontology / folder / name).write_text("")
    found = find_resources(copy)
    files = (found.rule_files, found.reading_files, found.shape_files, found.by_reading_files)
    assert files == tuple(
        (str(ontology / folder / "a.ttl"), str(ontology / folder / "b.ttl")) for folder in folders
    )
    assert [file.graph.rsplit("/", 1)[1] for file in found.graph_files] == [
        "ontology",
        "places",
        "workshop",
    ]


def test_no_folder_of_rules_readings_or_shapes_is_needed(copy: Path) -> None:
    found = find_resources(copy)
    assert (found.rule_files, found.reading_files, found.shape_files) == ((), (), ())
    assert found.by_reading_files == ()


def test_a_folder_of_rules_that_is_a_file(copy: Path) -> None:
    (copy / "ontology" / "rules").write_text("")
    with pytest.raises(EnvironmentFailure) as caught:
        _ = find_resources(copy).rule_files
    assert error_line(caught.value) == (
        f'csto-kg: error: cannot read the folder "{copy / "ontology" / "rules"}": '
        "Not a directory; check its permissions"
    )
