"""Generated graphs: the same bytes each time, of the size asked for, of the real graphs' kind."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from bench.generate import SMALLEST, Generator, main
from bench.names import STATES, collation_key, state_name
from bench.proportions import generated, real
from bench.triples import WRITERS, Node, full, text
from tests.bench.conftest import SIZE, lines
from tests.graph.facts import Dataset, Ontology
from tests.graph.test_article import facts_from_hearsay, hedged_passages, presupposed_as_fact
from tests.graph.test_dates import ends_before_start, wrong_dates, wrong_years
from tests.graph.test_passages import (
    foreign_evidence,
    misnamed,
    named_after_other_evidence,
    uncovered,
)
from tests.graph.test_quotations import scare_quotes_of_a_speaker
from tests.graph.test_records import RULES
from tests.graph.test_russian_order import key, russian, wrong_keys
from tests.graph.test_terms import iris_in_triples, undeclared

# Changes only when the generator does: then put the new one here, and the figures of
# bench/README.md are of another graph.
DIGEST = "12277f577e7a174a341680a66834e0d616da43e7a23a27defeb48697c4c98baa"

DATA_RULES = [
    *RULES,
    wrong_dates,
    ends_before_start,
    wrong_years,
    uncovered,
    misnamed,
    foreign_evidence,
    named_after_other_evidence,
    facts_from_hearsay,
    presupposed_as_fact,
    scare_quotes_of_a_speaker,
    wrong_keys,
]


def test_the_bytes_are_those_of_every_machine(whole_lines: list[str]) -> None:
    assert hashlib.sha256("".join(whole_lines).encode()).hexdigest() == DIGEST


def test_the_hash_seed_changes_nothing(root: Path, whole_lines: list[str]) -> None:
    command = [sys.executable, "-m", "bench.generate", str(SIZE)]
    environment = {**os.environ, "PYTHONHASHSEED": "77"}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, check=True)
    assert done.stdout.decode() == "".join(whole_lines)


def test_another_seed_gives_another_graph(whole_lines: list[str]) -> None:
    other = set(lines(SIZE, seed=2))
    assert len(other & set(whole_lines)) < len(other) / 2


def test_a_larger_graph_begins_as_the_smaller_does(whole_lines: list[str]) -> None:
    assert lines(2 * SIZE)[:5000] == whole_lines[:5000]


@pytest.mark.parametrize("size", [SMALLEST, SIZE, 33_333, 100_000])
@pytest.mark.parametrize("seed", [1, 5])
def test_sizes_are_hit(size: int, seed: int) -> None:
    triples = sum(len(node.facts) for node in Generator(size, seed).nodes())
    assert abs(triples - size) <= 0.02 * size


def test_no_triple_comes_twice(whole_lines: list[str]) -> None:
    assert len(set(whole_lines)) == len(whole_lines)
    assert all(len(block) for block in whole_lines)


def test_the_formats_say_the_same() -> None:
    read: dict[str, set[ox.Triple]] = {}
    for name, written in WRITERS.items():
        data = "".join(written(Generator(SIZE).nodes()))
        rdf_format = {"nquads": ox.RdfFormat.N_QUADS, "ntriples": ox.RdfFormat.N_TRIPLES}
        quads = ox.parse(input=data, format=rdf_format.get(name, ox.RdfFormat.TURTLE))
        read[name] = {quad.triple for quad in quads}
    assert read["nquads"] == read["ntriples"] == read["turtle"]


def test_awkward_texts_are_escaped() -> None:
    node = Node("graph:g", "id:a", [("rdfs:label", text('a "b" \\ \n^^xsd:date'))])
    written = "".join(WRITERS["nquads"](iter([node])))
    [quad] = ox.parse(input=written, format=ox.RdfFormat.N_QUADS)
    assert isinstance(quad.object, ox.Literal)
    assert quad.object == ox.Literal('a "b" \\ \n^^xsd:date')
    assert full('"5"^^xsd:integer') == '"5"^^<http://www.w3.org/2001/XMLSchema#integer>'


@pytest.mark.parametrize("rule", DATA_RULES, ids=lambda rule: rule.__name__)
def test_it_keeps_the_rules_of_the_real_graphs(rule: object, whole: Dataset) -> None:
    assert rule(whole) == []  # type: ignore[operator]


def test_the_rules_have_something_to_look_at(whole: Dataset) -> None:
    assert hedged_passages(whole)
    assert len(russian(whole)) >= 10
    for kind in ("Nomination", "Appointment", "Consent", "Suspension", "Stance", "Citation"):
        assert whole.instances(f"csto:{kind}"), kind


def test_every_term_is_declared(whole: Dataset, ontology: Ontology) -> None:
    assert undeclared(iris_in_triples(whole.facts), ontology) == []


def test_names_are_never_given_twice_and_keys_are_those_of_the_real_graphs() -> None:
    names = [state_name(number) for number in range(STATES)]
    assert len({name.english for name in names}) == len({name.russian for name in names}) == STATES
    assert all(collation_key(name.russian) == key(name.russian) for name in names[:2000])


def test_proportions_are_those_of_the_real_graphs() -> None:
    theirs, ours = real(), generated(30_000)
    for status in theirs.statuses:
        assert abs(theirs.share(status) - ours.share(status)) < 0.06, status
    means = [counted.triples / len(counted.subjects) for counted in (theirs, ours)]
    assert abs(means[0] - means[1]) < 1
    for kind in ("Statement", "Passage", "Tenure", "Coreference", "StateMembership"):
        shares = [counted.kinds[kind] / counted.kinds.total() for counted in (theirs, ours)]
        assert 0.5 < shares[1] / shares[0] < 2, kind


def test_the_program_writes_a_file_and_the_list_of_errors(tmp_path: Path) -> None:
    target, listing = tmp_path / "g.ttl", tmp_path / "errors.json"
    arguments = ["10000", "--format", "turtle", "--output", str(target)]
    assert main([*arguments, "--errors", "5", "--errors-file", str(listing)]) == 0
    assert len(list(ox.parse(path=str(target)))) > 9_000
    assert len(json.loads(listing.read_text(encoding="utf-8"))["errors"]) == 5


@pytest.mark.parametrize(
    "arguments", [["100"], ["10000", "--errors", "5"], ["9000", "--errors", "900"]]
)
def test_what_cannot_be_made_is_refused(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if "900" in arguments:
        arguments = [*arguments, "--errors-file", str(tmp_path / "e")]
    with pytest.raises(SystemExit):
        main([*arguments, "--output", str(tmp_path / "out")])
    assert "error:" in capsys.readouterr().err
