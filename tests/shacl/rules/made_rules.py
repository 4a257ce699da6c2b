"""Rules at random over small graphs, and what they derive asked together and one by one."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from random import Random
from unittest.mock import patch

import pyoxigraph as ox

from csto_kg.errors import InputError, Location, UsageError
from csto_kg.shacl.graph.targets import Targets
from csto_kg.shacl.rules import growth
from csto_kg.shacl.rules.construct import read_construct
from csto_kg.shacl.rules.fixpoint import derive
from csto_kg.shacl.rules.rule_set import Rule, RuleSet, RuleShape
from tests.sparql import made_queries, patterns

_E = "http://e/"
_TEMPLATES = (
    *("$this :p ?b", "?b :q $this", "$this :r ?b", "?b a :n", "?c :r ?b", "$this :q ?d"),
    *("?d :p ?c", "$this :s ?m", "?b :p ?b", "?b :q ?x", "$this a :m", "?b :p ?n"),
)


def rule_set_at_random(chance: Random) -> RuleSet:
    """Return one to four rules for one or two shapes; texts that rules must not have are redone."""
    shapes = []
    for place in range(chance.choice((1, 1, 2))):
        rules = [_rule(chance, f"r{place}{n}") for n in range(chance.choice((1, 2, 2, 3)))]
        shapes.append(RuleShape(f"{_E}S{place}", Decimal(place), _targets(chance), tuple(rules)))
    return RuleSet(tuple(shapes))


def _targets(chance: Random) -> Targets:
    def names(*some: str) -> tuple[ox.NamedNode, ...]:
        return tuple(ox.NamedNode(_E + name) for name in some)

    return chance.choice(
        (
            Targets(nodes=names("n", "m", "k", "l", "o", "nowhere")),
            Targets(nodes=names("n", "m", "k")),
            Targets(classes=names("n")),
            Targets(subjects_of=names("p")),
            Targets(objects_of=names("q")),
            Targets(subjects_of=names("p", "s"), classes=names("m")),
        )
    )


_LINKS = (
    *(":p", ":q", ":r", ":p", ":q", "a"),
    *(":p|:q", "^:r", ":p/:q", ":p*", ":q+", "(:p|^:q)*"),
)
_MORE = (
    "OPTIONAL {{ {} }}",
    "FILTER NOT EXISTS {{ {} }}",
    "FILTER NOT EXISTS {{ {} FILTER NOT EXISTS {{ {} }} }}",
    "FILTER(?b != :n || EXISTS {{ {} }})",
    "{{ {} }} UNION {{ {} }}",
    "MINUS {{ {} }}",
    "{{ SELECT ?b (COUNT(?c) AS ?n) {{ {} }} GROUP BY ?b }} FILTER(?n > 0)",
    "{{ SELECT ?e ?c (MIN(?d) AS ?x) {{ ?e :p ?d . {} OPTIONAL {{ {} }} }} GROUP BY ?e ?c }} "
    "FILTER(?e = $this)",
    "OPTIONAL {{ SELECT $this (COUNT(DISTINCT ?c) AS ?n) {{ {} }} GROUP BY $this }}",
    "BIND(IF(EXISTS {{ {} }}, :n, ?b) AS ?m)",
    "OPTIONAL {{ {} FILTER NOT EXISTS {{ {} }} }} FILTER(!BOUND(?d))",
    "VALUES ?c {{ :n :m }} {}",
    "BIND(IRI(CONCAT(STR(?b), 'x')) AS ?x) FILTER(STRLEN(STR(?x)) < 14) FILTER NOT EXISTS {{ {} }}",
)


def _link(chance: Random) -> str:
    ends = [chance.choice(("$this", "?b", "?c", "?d", "?b", ":n")) for _ in range(2)]
    return f"{ends[0]} {chance.choice(_LINKS)} {ends[1]} ."


def _rule(chance: Random, name: str) -> Rule:
    while True:
        parts = [f"$this {chance.choice(_LINKS)} ?b ."] if chance.random() < 0.9 else []
        parts += [_link(chance) for _ in range(chance.choice((0, 0, 1, 2)))]
        for _ in range(chance.choice((0, 0, 1, 1, 2))):
            more = chance.choice(_MORE)
            links = [
                " ".join(_link(chance) for _ in range(chance.choice((1, 1, 2))))
                for _ in range(more.count("{}"))
            ]
            parts.insert(chance.randrange(len(parts) + 1), more.format(*links))
        if chance.random() < 0.15:
            parts.append(made_queries.Maker(chance).group(2).replace("?a", "$this"))
        template = " . ".join(chance.sample(_TEMPLATES, chance.choice((1, 1, 2))))
        text = f"CONSTRUCT {{ {template} }} WHERE {{ {' '.join(parts)} }}"
        try:
            construct = read_construct(text, patterns.PREFIXES)
        except (InputError, UsageError):
            continue
        return Rule(_E + name, Decimal(0), Location(text), construct)


def rule_of(name: str, text: str) -> Rule:
    """Return a rule by its text."""
    return Rule(_E + name, Decimal(0), None, read_construct(text, patterns.PREFIXES))


def set_of(*rules: Rule) -> RuleSet:
    """Return the rules of one shape, whose focus nodes have :p."""
    targets = Targets(subjects_of=(ox.NamedNode(_E + "p"),))
    return RuleSet((RuleShape(_E + "S", Decimal(0), targets, rules),))


def one_by_one(rules: RuleSet) -> RuleSet:
    """Return the same rules, asked for one focus node after another: the reference."""
    shapes = []
    for shape in rules.shapes:
        changed = [
            dataclasses.replace(r, construct=dataclasses.replace(r.construct, together=None))
            for r in shape.rules
        ]
        shapes.append(dataclasses.replace(shape, rules=tuple(changed)))
    return RuleSet(tuple(shapes))


def outcome(facts: list[ox.Triple], rules: RuleSet, *, rounds: int = 12) -> object:
    """Return what is derived, in which round, by which rule; or the error.

    Small as the graphs are, rules are asked only for what is new.
    """
    try:
        with patch.object(growth, "FEW", -1):
            found = derive(facts, rules, rounds=rounds)
    except InputError as error:
        return error.message
    return found.triples, found.rounds, [each.added for each in found.statistics]


def facts_at_random(chance: Random) -> list[ox.Triple]:
    """Return a sparse graph, so that there is much to derive."""
    nodes = (":n", ":m", ":k", ":l", ":o")
    lines = [
        f"{chance.choice(nodes)} {chance.choice((*made_queries.PROPERTIES, ':s'))} "
        f"{chance.choice((*nodes, *nodes, '1', '2'))} ."
        for _ in range(chance.choice((4, 8, 12, 16)))
    ]
    text = f"@prefix : <{_E}> . {' '.join(lines)}"
    return [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)]
