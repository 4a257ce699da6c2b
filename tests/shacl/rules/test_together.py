"""Rules asked for all focus nodes at once and only for what is new: the same as one by one."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.generate import main as generate
from csto_kg.checking.suite import readings
from csto_kg.resources import find_resources
from csto_kg.shacl.rules.construct import read_construct
from csto_kg.shacl.rules.fixpoint import derive
from csto_kg.shacl.rules.rule_set import RuleSet, rule_set
from csto_kg.shacl.rules.together import Together
from csto_kg.sparql.statistics import Statistics
from tests.second_organisation.made import HERE, file_triples, statuses
from tests.shacl.rules import made_rules

_SHIPPED = find_resources()
_CASES = {"common": _SHIPPED.rule_files} | {
    reading.name: (*_SHIPPED.rule_files, reading.path) for reading in readings(_SHIPPED)
}
_each_case = pytest.mark.parametrize("files", _CASES.values(), ids=_CASES)
_PREFIXES = {"": "http://e/"}


def _together(where: str, template: str = "$this :made ?x") -> Together | None:
    return read_construct(f"CONSTRUCT {{ {template} }} WHERE {{ {where} }}", _PREFIXES).together


def _asked(where: str) -> Together:
    found = _together(where)
    assert found is not None
    return found


def test_all_rules_that_are_shipped_are_asked_together() -> None:
    shapes = rule_set([*_SHIPPED.rule_files, *_SHIPPED.reading_files]).shapes
    rules = [rule for shape in shapes for rule in shape.rules]
    assert len(rules) > 60
    assert [rule.name for rule in rules if rule.construct.together is None] == []


@pytest.mark.parametrize(
    "where",
    [
        "?x :p ?y OPTIONAL { ?y :q ?z FILTER(?z = $this) }",
        "$this :p ?x FILTER NOT EXISTS { $this :q ?x }",
        "{ $this :p ?x } UNION { ?x :q $this }",
        "{ SELECT $this (COUNT(?y) AS ?x) { $this :p ?y } GROUP BY $this }",
        # Known by a copy of the first pattern.
        "?x :p $this { ?x :q ?y } UNION { ?x :r ?y FILTER NOT EXISTS { $this :q ?y } }",
        "?x :p ?y MINUS { ?x :q ?z }",
        "?x :p ?y { SELECT ?y { ?y :q ?z } LIMIT 1 }",
    ],
)
def test_what_is_asked_together(where: str) -> None:
    assert _together(where) is not None


@pytest.mark.parametrize(
    "where",
    [
        # An inner group that names $this in an expression, and does not bind it.
        "$this :p ?x { ?x :q ?y FILTER(?y != $this) }",
        "?x :p ?y { ?x :q ?y } UNION { ?x :r ?y FILTER(?y != $this) }",
        "$this :p ?x OPTIONAL { { ?x :q ?y FILTER(?y != $this) } }",
        # An inner query that keeps it for itself, or that puts rows of many focus nodes together.
        "{ SELECT ?x { ?x :p $this } }",
        "{ SELECT (COUNT(*) AS ?x) { ?y :p $this } }",
        "{ SELECT $this ?x { ?x :p $this } LIMIT 1 }",
        # What MINUS takes away depends on the variables there are.
        "?x :p ?y MINUS { ?z :q $this }",
        # From a term to itself, be it in the graph or not.
        "$this :p* ?x",
        "?x :p ?y FILTER NOT EXISTS { ?y :q* $this }",
        # What is not planned.
        "$this !:p ?x",
        "?x :p $this FILTER NOT EXISTS { ?x :q ?y MINUS { ?y :r ?z } }",
    ],
)
def test_what_is_asked_one_by_one(where: str) -> None:
    assert _together(where) is None


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("{ SELECT ?x ?y (MIN(?d) AS ?m) { ?x :p ?d ; :q ?y } GROUP BY ?x ?y } FILTER(?y = $this)",
         "VALUES ?this { N } LATERAL { { SELECT ?x ?this (MIN(?d) AS ?m) WHERE { ?x :q ?this "
         "LATERAL { ?x :p ?d } } GROUP BY ?x ?this } }"),
        # It need not have a value, or names something outside: then it stays.
        ("$this :p ?x OPTIONAL { ?x :q ?y } FILTER(?y = $this)",
         "VALUES ?this { N } LATERAL { $this :p ?x } LATERAL { OPTIONAL { ?x :q ?y } } "
         "FILTER (?y = $this)"),
        ("$this :p ?y { ?x :q ?y } UNION { ?x :r ?y FILTER(?y = $this) }",
         "VALUES ?this { N } LATERAL { $this :p ?y } LATERAL { { ?x :q ?y } UNION { { $this :p ?y "
         "FILTER (?y = $this) } LATERAL { ?x :r ?y } } }"),
    ],
)  # fmt: skip
def test_what_equals_the_focus_node_is_called_so(where: str, expected: str) -> None:
    text = _asked(where).text(Statistics({}, {}), ["N"], None, ())
    assert " ".join(text.split("WHERE", 1)[1].split()) == f"{{ {expected} }}"


@pytest.mark.parametrize(
    ("where", "causes"),
    [
        ("$this :p ?x . ?x :q ?y", {":p": "x", ":q": "x"}),
        ("$this :p ?x", {":p": "x"}),
        # A match within NOT EXISTS only takes rows away; within two of them, it gives some back.
        ("$this :p ?x FILTER NOT EXISTS { ?x :q ?y FILTER NOT EXISTS { ?y :r ?z } }",
         {":p": "x", ":r": "x via :q"}),
        ("$this :p ?x FILTER NOT EXISTS { ?x :q ?y OPTIONAL { ?y :r ?z } FILTER(?z = 1) }",
         {":p": "x", ":r": "x via :q"}),
        ("$this :p ?x OPTIONAL { ?x :q ?y . ?y :r ?z FILTER NOT EXISTS { ?z :s ?x } }",
         {":p": "x", ":q": "x", ":r": "x via :q", ":s": "x"}),
        ("$this :p ?x MINUS { ?x :q ?y }", {":p": "x", ":q": "x"}),
        ("$this :p ?x BIND(IF(EXISTS { ?y :q ?x }, 1, 2) AS ?b)", {":p": "x", ":q": "x"}),
        ("{ SELECT ?x (COUNT(?y) AS ?n) { ?x :p ?z . ?z :q ?y } GROUP BY ?x }",
         {":p": "x", ":q": "x via :p"}),
        # All rows: no way leads out of a count of all, nor from what BIND computes.
        ("$this :p ?x { SELECT (COUNT(?y) AS ?n) { ?z :q ?y } }", {":p": "x", ":q": "all"}),
        ("$this :p ?x BIND(IRI(STR(?x)) AS ?y) FILTER EXISTS { ?y :q ?z }",
         {":p": "x", ":q": "all"}),
        ("$this :p ?x . ?x ?any ?y", {":p": "x", "?any": "all"}),
        # Paths of many steps: by one new step, with what comes before and after it.
        ("$this :p ?x . ?x :q* ?y", {":p": "x", ":q": "x via :q*"}),
        ("$this :p ?x . ?x (:q|:r)+ ?y", {":p": "x", ":q|:r": "x via :q|:r*"}),
        # What is free when it is asked, and bound later, leads nowhere: in the row that is left
        # when it matches no more, it may be anything.
        ("OPTIONAL { ?x :q ?y FILTER NOT EXISTS { ?z :r ?x } } $this :p ?x",
         {":p": "x", ":q": "all", ":r": "all"}),
        ("$this :p ?x { ?y :q ?z FILTER NOT EXISTS { ?x :r ?z FILTER NOT EXISTS { ?x :s ?z } } }",
         {":p": "x", ":q": "y", ":s": "y via :q"}),
        # Which rows LIMIT lets through is decided by others.
        ("$this :p ?x { SELECT ?x ?y { ?x :q ?y } ORDER BY ?y LIMIT 2 }", {":p": "x", ":q": "all"}),
        # A path that may be empty leads from any new node to itself, from a constant that is new
        # in the graph too.
        ("$this :p ?x . :n :q* ?y", {":p": "x", ":q*": "all"}),
        ("$this :p ?x . ?y :q* ?z", {":p": "x", ":q*": "all"}),
    ],
)  # fmt: skip
def test_causes(where: str, causes: dict[str, str]) -> None:
    found = {}
    for cause in _asked(where).causes:
        path = "".join(token.text for token in cause.pattern.path.tokens).strip("()")
        way = ["".join(t.text for t in p.path.tokens).replace("(", "").replace(")", "")
               for p in cause.bridge]  # fmt: skip
        found[path] = (cause.seed or "all") + (f" via {way[-1]}" if way else "")
    assert found == causes


def _same(facts: list[ox.Triple], rules: RuleSet) -> None:
    expected = made_rules.outcome(facts, made_rules.one_by_one(rules))
    assert made_rules.outcome(facts, rules) == expected


@settings(max_examples=100)
@given(st.integers(min_value=0))
def test_the_same_as_one_by_one(seed: int) -> None:
    chance = Random(seed)
    rules = made_rules.rule_set_at_random(chance)
    _same(made_rules.facts_at_random(chance), rules)


@pytest.mark.slow
def test_the_same_as_one_by_one_for_many_rules() -> None:
    for seed in range(6000):
        chance = Random(seed)
        rules = made_rules.rule_set_at_random(chance)
        _same(made_rules.facts_at_random(chance), rules)


@_each_case
def test_the_same_as_one_by_one_for_another_organisation(files: tuple[str, ...]) -> None:
    facts = [*statuses(), *file_triples(HERE / "organisation.ttl")]
    rules = rule_set(files)
    expected = made_rules.outcome(facts, made_rules.one_by_one(rules), rounds=100)
    assert not isinstance(expected, str)
    assert made_rules.outcome(facts, rules, rounds=100) == expected
    # And where rules with few rows are asked for all of them again.
    found = derive(facts, rules)
    assert (found.triples, found.rounds) == expected[:2]  # type: ignore[index]


@pytest.mark.slow
@pytest.mark.timeout(900)
@_each_case
@pytest.mark.parametrize(("size", "errors"), [(10_000, 20), (24_000, 0)])
def test_the_same_as_one_by_one_at_size(
    tmp_path: Path, size: int, errors: int, files: tuple[str, ...]
) -> None:
    path, listed = tmp_path / "made.nq", tmp_path / "errors.json"
    more = ["--errors", str(errors), "--errors-file", str(listed)] if errors else []
    generate([str(size), "--output", str(path), *more])
    facts = [*statuses(), *(quad.triple for quad in ox.parse(path=path))]
    rules = rule_set(files)
    found = derive(facts, rules)
    expected = derive(facts, made_rules.one_by_one(rules))
    assert (found.triples, found.rounds) == (expected.triples, expected.rounds)
    # One query a rule and round or so, however many focus nodes there are.
    asked, before = (sum(r.applications for r in d.statistics) for d in (found, expected))
    assert asked < 600
    assert asked * 3 < before


@pytest.mark.parametrize(
    "where",
    [
        "$this :p ?x . ?x :q ?y",
        "?y :q* ?x . $this :p ?y FILTER(?x != ?y)",
        "$this :p ?x FILTER NOT EXISTS { $this :p ?y FILTER NOT EXISTS { ?y :q ?z } }",
        "$this :p ?y OPTIONAL { ?y :q ?z } BIND(COALESCE(?z, :none) AS ?x)",
        "$this :p ?y OPTIONAL { ?y :p ?z FILTER NOT EXISTS { ?z :q ?w } } "
        "BIND(COALESCE(?z, :none) AS ?x)",
        "$this :p ?y BIND(IF(EXISTS { ?y :q ?z }, :yes, :no) AS ?x)",
        "$this :p ?x FILTER(?x = :none || EXISTS { ?x :q ?z })",
        "{ SELECT $this (COUNT(?z) AS ?x) { $this :p ?y . ?y :q ?z } GROUP BY $this }",
        "$this :p ?x FILTER NOT EXISTS { $this :p ?y OPTIONAL { ?y :q ?z } FILTER(!BOUND(?z)) }",
        "?y :r ?x MINUS { ?y :r ?x FILTER NOT EXISTS { ?x :q ?z } }",
        "{ $this :p ?x } UNION { $this :p ?y . ?y :q ?x }",
        "$this :p ?x FILTER NOT EXISTS { { SELECT ?x (COUNT(?z) AS ?n) { ?x :q ?z } GROUP BY ?x } "
        "FILTER(?n < 2) }",
        "$this :p ?x FILTER NOT EXISTS { { SELECT (COUNT(?z) AS ?n) { :b :q ?z } } "
        "FILTER(?n < 2) }",
    ],
)
def test_what_a_later_round_brings(where: str) -> None:
    """One rule comes before another that adds what it depends on."""
    first, second = (
        made_rules.rule_of(name, f"CONSTRUCT {{ {template} }} WHERE {{ {body} }}")
        for name, template, body in (
            ("first", "$this :made ?x", where),
            ("second", "?y :q ?z", "?y :later ?z"),
        )
    )
    text = (
        ":a :p :b , :c . :d :p :e . :l :p :b . :b :p :c ; :later :f ; :q :k . "
        ":c :later :g , :h . :a :r :c , :e . :e :later :e ."
    )
    facts = [
        quad.triple
        for quad in ox.parse(f"@prefix : <http://e/> . {text}", format=ox.RdfFormat.TURTLE)
    ]
    rules = made_rules.set_of(first, second)
    _same(facts, rules)
    found = made_rules.outcome(facts, rules)
    alone = made_rules.outcome(facts, made_rules.set_of(first))
    assert found[0] and len(found[0]) > len(alone[0]) + 4  # type: ignore[index]
