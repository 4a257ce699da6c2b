"""Shapes, rules, readings and alignments beside the facts, on request."""

from __future__ import annotations

from pathlib import Path

import click.testing
import pyoxigraph as ox
import pytest

from csto_kg.cli.export import command
from csto_kg.errors import UsageError
from csto_kg.export.shipped_files import companions
from csto_kg.resources import Resources, find_resources

ONTOLOGY = Path(find_resources().ontology_dir)
FILES = {
    "shapes": sorted((ONTOLOGY / "shapes").glob("*.ttl")),
    "rules": sorted((ONTOLOGY / "rules").glob("*.ttl")),
    "readings": [
        *sorted((ONTOLOGY / "shapes" / "by-reading").glob("*.ttl")),
        *sorted((ONTOLOGY / "readings").glob("*.ttl")),
    ],
    "alignments": [ONTOLOGY / "alignments.ttl"],
}


def exported(*arguments: str) -> str:
    done = click.testing.CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def canonical(triples: object) -> set[str]:
    dataset = ox.Dataset(triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


@pytest.mark.parametrize("name", FILES)
def test_an_export_has_all_that_the_files_have(name: str) -> None:
    assert FILES[name]
    expected = canonical(
        quad for path in FILES[name] for quad in ox.parse(path=path, rename_blank_nodes=True)
    )
    text = exported("--source", name)
    assert canonical(ox.parse(text, format=ox.RdfFormat.TURTLE)) == expected
    assert exported("--source", name) == text


def test_formats_with_graphs_keep_them_apart_from_the_facts() -> None:
    text = exported("--source", "edm-15-168", "--source", "readings", "--format", "nquads")
    quads = list(ox.parse(text, format=ox.RdfFormat.N_QUADS))
    assert {quad.graph_name.value.rsplit("/", 1)[1] for quad in quads} == {
        "edm-15-168",
        "readings",
    }


def test_a_name_without_files_is_no_companion(tmp_path: Path) -> None:
    assert list(companions(find_resources())) == list(FILES)
    assert companions(Resources(str(tmp_path))) == {}


def test_a_description_has_none() -> None:
    with pytest.raises(UsageError, match="void describes sources, and shapes is none"):
        exported("--source", "shapes", "--format", "void")


def test_tables_have_none() -> None:
    with pytest.raises(UsageError, match="csv has tables of sources, and rules is none"):
        exported("--source", "rules", "--format", "csv", "--output", "tables")


def test_a_near_miss_is_told() -> None:
    with pytest.raises(UsageError) as caught:
        exported("--source", "shape")
    assert caught.value.hint == 'did you mean "shapes"?'
