"""What an import brings: read without a network, shown as it came."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("harbour")


def test_the_shipped_context_without_a_network(run: Run, tmp_path: Path) -> None:
    document = {
        "@context": "https://w3id.org/csto-kg/ontology/context.jsonld",
        "@id": "my-record", "type": "Statement", "label": "It was said",
    }  # fmt: skip
    (tmp_path / "my.jsonld").write_text(json.dumps(document))
    found = run("--store", "kg", "import", "my.jsonld").stdout
    assert found.splitlines()[1].split("\t")[1:] == ["2", '"imported"']
    assert (
        run("--store", "kg", "sparql", "ASK { id:my-record a csto:Statement }").stdout == "true\n"
    )


def test_show_has_literals_as_they_came(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.ttl").write_text(
        "@prefix csto: <https://w3id.org/csto-kg/ontology#> .\n"
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        "<https://w3id.org/csto-kg/id/mine> csto:value 01.50 , 1.5 , 2 ; csto:paragraph 03 ;\n"
        '  csto:date "2018-11+00:00"^^xsd:gYearMonth ; csto:dateEarliest "2018-11-01"^^xsd:date ;\n'
        '  csto:dateLatest "2018-11-30"^^xsd:date .'
    )
    run("--store", "kg", "import", "mine.ttl")
    shown = run("--store", "kg", "show", "mine").stdout.splitlines()
    assert "date: 2018-11+00:00 (2018-11-01 to 2018-11-30)" in shown
    assert [line for line in shown if line.startswith(("value", "paragraph"))] == [
        "paragraph: 03", "value: 01.50", "value: 1.5", "value: 2",
    ]  # fmt: skip
