"""Queries and graphs at random, of all that a planner must leave as it is: for property tests.

The same for the same seed, so that a failure can be looked at.
"""

from __future__ import annotations

from random import Random

import pyoxigraph as ox

from csto_kg.sparql.statistics import Counted, Statistics
from tests.sparql import patterns

PROPERTIES = (":p", ":q", ":r", "a")
_VARIABLES = ("?a", "?b", "?c", "?d")
_NODES = (":n", ":m", "1", "'x'@en", "2")
_TESTS = (
    *("?a = 1", "?b > 0", "?a != ?b", "BOUND(?c)", "!BOUND(?a)", "?c IN (:n, 1)", "?b < ?a"),
    *("STR(?b) < STR(?a)", "COALESCE(?a > ?b, true)", "?a && ?b", "?b = ?c || ?a = ?c"),
    *("1 + ?a", "LANG(?c) = 'en'", "(?a > 0) && ((?b > 0) && ?d != ?a)", "?d = ?a", "ISIRI(?d)"),
    *("REGEX(STR(?a), 'n')", "!(?d = 1)", "true", "?a NOT IN (:n)", "?b = ?b"),
)
_PATHS = (
    *(":p/:q", "^:p", ":p|:q", ":p*", ":q+", ":p?", "(:p/:q)*", "^(:p/:q)", "!:p", "?b", "?d"),
    *("!(:p|^:q)", "(:p|^:r)/:q", ":p/:q*", "^:p/^:q", "(^:p)*/:q", "a/:p", "(:p)|(:q/:r)"),
)
_VALUES = ("?a", "STR(?b)", "?a + 1", "IF(?b = 1, :n, ?c)", "COALESCE(?c, 1)", ":n", "?nothing")


def answer(text: str, facts: list[tuple[str, str, str]]) -> list[str]:
    """Return the rows of a query, sorted; every third fact is also in a graph of its own."""
    store = ox.Store()
    for graph, some in (("", facts), ("g", facts[::3])):
        data = "".join(f"{' '.join(fact)} .\n" for fact in some)
        name = ox.NamedNode(f"http://e/{graph}") if graph else None
        store.load(f"@prefix : <http://e/> .\n{data}", format=ox.RdfFormat.TURTLE, to_graph=name)
    rows = store.query(text, prefixes=patterns.PREFIXES)
    assert isinstance(rows, ox.QuerySolutions)
    return sorted(str([row[variable] for variable in rows.variables]) for row in rows)


class Maker:
    """Makes queries, graphs and statistics."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._new = 0

    def query(self) -> str:
        form = self._chance.choice(("*", "*", "*", "DISTINCT *", "?a ?c", "?b (COUNT(*) AS ?n)"))
        grouped = " GROUP BY ?b" if "COUNT" in form else ""
        return f"SELECT {form} {{ {self.group(self._chance.choice((2, 3, 3)))} }}{grouped}"

    def facts(self) -> list[tuple[str, str, str]]:
        some = range(self._chance.choice((0, 5, 12, 25, 40)))
        return [
            (self._of(_NODES[:2]), self._of((*PROPERTIES, ":s")), self._of(_NODES)) for _ in some
        ]

    def statistics(self) -> Statistics:
        names = ("http://e/p", "http://e/q", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
        return Statistics({name: self._counted() for name in names}, {})

    def _counted(self) -> Counted:
        triples = self._chance.randrange(40)
        return Counted(triples, *(self._chance.randint(1, triples + 1) for _ in range(2)))

    def _of(self, choices: tuple[str, ...]) -> str:
        return self._chance.choice(choices)

    def group(self, depth: int) -> str:
        count = self._chance.choice((1, 1, 2, 2, 3))
        return " ".join(self._element(depth - 1) for _ in range(count))

    def _element(self, depth: int) -> str:
        if depth <= 0 or self._chance.random() < 0.35:
            return self._triples()
        return self._chance.choice(_KINDS)(self, depth)

    def _triples(self) -> str:
        pairs = self._chance.choice((1, 1, 2))
        parts = [f"{self._verb()} {self._object()}" for _ in range(pairs)]
        subject = self._of((*_VARIABLES, *_VARIABLES, ":n"))
        return f"{subject} {' ; '.join(parts)} ."

    def _object(self) -> str:
        chance = self._chance.random()
        if chance < 0.06:
            return f"[ {self._verb()} {self._object()} ]"
        if chance < 0.08:
            return f"( {self._of(_VARIABLES)} 1 )"
        return self._of((*_VARIABLES, *_VARIABLES, *_NODES))

    def _verb(self) -> str:
        if self._chance.random() < 0.65:
            return self._of(PROPERTIES)
        return self._of(_PATHS)

    def _test(self) -> str:
        return self._of(_TESTS)

    def _exists(self, depth: int) -> str:
        word = self._of(("EXISTS", "NOT EXISTS", "NOT EXISTS"))
        return f"{word} {{ {self.group(depth)} }}"

    def _filter_exists(self, depth: int) -> str:
        form = self._of(("FILTER {}", "FILTER({} || " + self._test() + ")", "FILTER {}",
                         "FILTER(" + self._test() + " && {})", "FILTER(!({}))"))  # fmt: skip
        return form.replace("{}", self._exists(depth))

    def _bind(self, depth: int) -> str:
        self._new += 1
        name = self._of((f"?x{self._new}", f"?x{self._new}", "?x"))
        value = self._of(_VALUES)
        if self._chance.random() < 0.2:
            value = f"IF({self._exists(depth)}, 1, ?c)"
        bind = f"BIND({value} AS {name})"
        if name != "?x" and self._chance.random() < 0.6:
            return f"{bind} FILTER(COALESCE({name} != 1, {self._of(('true', '?a'))}))"
        return f"{{ {self.group(depth)} {bind} }}"

    def _select(self, depth: int) -> str:
        inner = self.group(depth)
        return self._of((
            f"{{ SELECT ?a ?b {{ {inner} }} }}",
            f"{{ SELECT * {{ {inner} }} }}",
            f"{{ SELECT DISTINCT ?b ?c {{ {inner} }} ORDER BY ?b }}",
            f"{{ SELECT ?a (MIN(?b) AS ?m) (COUNT(?c) AS ?k) {{ {inner} }} GROUP BY ?a }}",
            f"{{ SELECT ?a ?b (COUNT(DISTINCT ?c) AS ?k) {{ {inner} }} GROUP BY ?a ?b }}",
            f"{{ SELECT (COUNT(?b) AS ?c) {{ {inner} }} }}",
            f"{{ SELECT ?b (COUNT(*) AS ?n) {{ {inner} }} GROUP BY ?b HAVING(COUNT(*) > 1) }}",
            f"{{ SELECT ?a (STR(?b) AS ?t) {{ {inner} }} }}",
            f"{{ SELECT ?b ?c {{ {inner} }} VALUES ?b {{ :n 1 UNDEF }} }}",
            f"{{ SELECT DISTINCT ?b {{ {inner} }} ORDER BY ?b LIMIT 1 }}",
            "{ SELECT ?c (GROUP_CONCAT(?w; separator=',') AS ?all) { { SELECT DISTINCT ?c ?w { "
            f"{inner} BIND(STR(?b) AS ?w) }} ORDER BY ?c ?w }} }} GROUP BY ?c }}",
        ))  # fmt: skip

    def _values(self, _depth: int) -> str:
        return self._of((
            "VALUES ?b { :n :m 1 }",
            "VALUES ?a { :n :n 'x'@en }",
            "VALUES ?d { :z :n }",
            "VALUES (?b ?c) { (1 UNDEF) (:n :n) (UNDEF :m) }",
        ))  # fmt: skip


_KINDS = (
    lambda self, depth: f"OPTIONAL {{ {self.group(depth)} }}",
    lambda self, depth: f"OPTIONAL {{ {self.group(depth)} FILTER({self._test()}) }}",
    lambda self, depth: f"{{ {self.group(depth)} }} UNION {{ {self.group(depth)} }}",
    lambda self, depth: f"{{ {self.group(depth)} FILTER({self._test()}) }}",
    lambda self, depth: f"MINUS {{ {self.group(depth)} }}",
    lambda self, _: f"FILTER({self._test()})",
    lambda self, _: f"FILTER({self._test()})",
    Maker._filter_exists,
    Maker._filter_exists,
    Maker._filter_exists,
    Maker._bind,
    Maker._bind,
    Maker._select,
    Maker._select,
    Maker._values,
    lambda self, depth: f"GRAPH {self._of(('?g', ':g'))} {{ {self.group(depth)} }}",
)
