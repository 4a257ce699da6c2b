"""What holds for any facts and many rules."""

from __future__ import annotations

import dataclasses
import tempfile
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csto_kg.errors import InputError
from csto_kg.shacl.rules.fixpoint import derive
from csto_kg.shacl.rules.rule_set import RuleSet, rule_set
from tests.shacl.rules.made import DECLARED, PREFIXES, by_pyshacl, rule, shape

_EX = "http://example.org/"
_NODES = [ox.NamedNode(_EX + name) for name in "abcde"]
_edges = st.frozensets(
    st.builds(
        ox.Triple,
        st.sampled_from(_NODES),
        st.just(ox.NamedNode(_EX + "edge")),
        st.sampled_from(_NODES),
    ),
    max_size=12,
)
_CLOSURE = shape("All", "sh:targetSubjectsOf ex:edge", ["step", "base"]) + rule(
    "base", "CONSTRUCT { $this ex:reaches ?y } WHERE { $this ex:edge ?y }", order=2
) + rule(
    "step",
    "CONSTRUCT { $this ex:reaches ?z } WHERE { $this ex:reaches ?y . ?y ex:reaches ?z }",
    order=1,
)  # fmt: skip


def _write(shapes: str) -> Path:
    path = Path(tempfile.mkdtemp()) / "rules.ttl"
    path.write_text(PREFIXES + DECLARED + shapes)
    return path


def _closure(edges: frozenset[ox.Triple]) -> set[tuple[object, object]]:
    pairs = {(edge.subject, edge.object) for edge in edges}
    while True:
        more = {(a, d) for a, b in pairs for c, d in pairs if b == c}
        if more <= pairs:
            return pairs  # type: ignore[return-value]
        pairs |= more


@settings(max_examples=15)
@given(_edges)
def test_the_closure_of_any_graph(edges: frozenset[ox.Triple]) -> None:
    path = _write(_CLOSURE)
    found = set(derive(edges, rule_set([path])).triples)
    assert {(t.subject, t.object) for t in found} == _closure(edges)
    assert {t.predicate.value for t in found} <= {_EX + "reaches"}
    assert by_pyshacl([path], edges) == found


# Rules over three properties and a class, in any combination: the patterns below each.
_PATTERNS = [
    "$this ex:p ?x",
    "$this ex:q ?x . ?x ex:p ?y",
    "?x ex:r $this . FILTER NOT EXISTS { ?x ex:q ?y }",
    "$this ex:p+ ?x . FILTER(?x != $this)",
    "$this ex:q* ?x . ?x a ex:C",
    "$this ?any ?x . FILTER(ISIRI(?x)) MINUS { ?x ex:p $this }",
    "?x a ex:C . OPTIONAL { ?x ex:q ?y } FILTER(!BOUND(?y))",
    "?x ex:p ?w . { SELECT $this (COUNT(?z) AS ?n) WHERE { $this ex:r ?z } "
    "GROUP BY $this } FILTER(?n > 1)",
    # MIN of IRIs is a string for rdflib.
    "{ SELECT (MIN(STR(?z)) AS ?name) WHERE { ?z ex:edge ?y } } BIND(IRI(?name) AS ?x)",
]
_TEMPLATES = ["$this ex:p ?x", "?x ex:q $this", "$this ex:r ?x", "?x a ex:C", "?x ex:p ?x"]
_TARGETS = [
    "sh:targetClass ex:C",
    "sh:targetSubjectsOf ex:p",
    "sh:targetObjectsOf ex:q, ex:edge",
    "sh:targetNode ex:a, ex:b",
]
_rule = st.tuples(st.sampled_from(_TEMPLATES), st.sampled_from(_PATTERNS))
_rules = st.lists(_rule, min_size=1, max_size=5)
_fact = st.builds(
    ox.Triple,
    st.sampled_from(_NODES),
    st.sampled_from([ox.NamedNode(_EX + name) for name in ("p", "q", "r", "edge")]),
    st.sampled_from(_NODES),
) | st.builds(
    ox.Triple,
    st.sampled_from(_NODES),
    st.just(ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")),
    st.just(ox.NamedNode(_EX + "C")),
)
_facts = st.lists(_fact, max_size=8, unique=True)


def _shapes(rules: list[tuple[str, str]], targets: list[str]) -> str:
    text = ""
    for number, (template, pattern) in enumerate(rules):
        text += rule(f"r{number}", f"CONSTRUCT {{ {template} }} WHERE {{ {pattern} }}",
                     order=number)  # fmt: skip
    for number, target in enumerate(targets):
        held = [f"r{each}" for each in range(len(rules)) if each % len(targets) == number]
        if held:
            text += shape(f"S{number}", target, held, order=number)
    return text


def _reading_all(rules: RuleSet) -> RuleSet:
    """The same rules, each of which runs again whenever anything was added."""
    shapes = []
    for each in rules.shapes:
        changed = [
            dataclasses.replace(r, construct=dataclasses.replace(r.construct, reads=None))
            for r in each.rules
        ]
        shapes.append(dataclasses.replace(each, rules=tuple(changed)))
    return RuleSet(tuple(shapes))


_any_rules = st.builds(_shapes, _rules, st.lists(st.sampled_from(_TARGETS), min_size=1, max_size=2))


@settings(max_examples=100)
@given(_any_rules, _facts, st.randoms(use_true_random=False))
def test_leaving_rules_out_changes_nothing_nor_does_the_order_of_facts(
    shapes: str, facts: list[ox.Triple], chance: object
) -> None:
    rules = rule_set([_write(shapes)])
    found = derive(facts, rules)
    every = derive(facts, _reading_all(rules))
    assert (every.triples, every.rounds) == (found.triples, found.rounds)
    for each, same in zip(every.statistics, found.statistics, strict=True):
        assert each.added == same.added
        assert each.applications >= same.applications
    chance.shuffle(facts)  # type: ignore[attr-defined]
    assert derive(facts, rules) == found


@settings(max_examples=15)
@given(_any_rules, _facts)
def test_pyshacl_derives_the_same(shapes: str, facts: list[ox.Triple]) -> None:
    path = _write(shapes)
    assert set(derive(facts, rule_set([path])).triples) == by_pyshacl([path], facts)


@given(_any_rules, _facts, st.integers(min_value=1, max_value=4))
def test_a_bound_on_rounds_gives_all_or_an_error(
    shapes: str, facts: list[ox.Triple], rounds: int
) -> None:
    rules = rule_set([_write(shapes)])
    whole = derive(facts, rules)
    if all(derive(facts, RuleSet(rules.shapes[:n + 1])).rounds
           - derive(facts, RuleSet(rules.shapes[:n])).rounds <= rounds
           for n in range(len(rules.shapes))):  # fmt: skip
        assert derive(facts, rules, rounds=rounds) == whole
    else:
        with pytest.raises(InputError, match=f"after {rounds} rounds"):
            derive(facts, rules, rounds=rounds)
