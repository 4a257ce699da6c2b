"""What follows by rules, and that pyshacl finds the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from csto_kg.errors import InputError, error_line
from csto_kg.shacl.rules.fixpoint import Derivation, RuleStatistics, derive
from csto_kg.shacl.rules.rule_set import rule_set
from tests.shacl.rules.made import DECLARED, PREFIXES, by_pyshacl, derived, rule, shape, triples

_EDGE = shape("All", "sh:targetSubjectsOf ex:edge", ["r"])
_EDGES = "ex:a ex:edge ex:b . ex:b ex:edge ex:c . ex:c ex:edge ex:d ."
_ROOM = shape("All", "sh:targetClass ex:Room", ["r"])


def _sequence(name: str, order: int, source: str, target: str) -> str:
    return rule(
        name,
        f"CONSTRUCT {{ $this ex:{target} ?x }} WHERE {{ $this ex:{source} ?x }}",
        order=order,
    )


_CASES = {
    "rules that feed each other against their order": (
        shape("All", "sh:targetNode ex:a", ["r1", "r2", "r3"])
        + _sequence("r1", 1, "three", "four")
        + _sequence("r2", 2, "two", "three")
        + _sequence("r3", 3, "one", "two"),
        "ex:a ex:one 1 .",
        "ex:a ex:two 1 ; ex:three 1 ; ex:four 1 .",
    ),
    "recursion": (
        _EDGE
        + rule("r", """CONSTRUCT { $this ex:reaches ?y } WHERE {
            { $this ex:edge ?y } UNION { $this ex:edge ?x . ?x ex:reaches ?y } }"""),
        _EDGES + " ex:d ex:edge ex:a .",
        """ex:a ex:reaches ex:a, ex:b, ex:c, ex:d . ex:b ex:reaches ex:a, ex:b, ex:c, ex:d .
           ex:c ex:reaches ex:a, ex:b, ex:c, ex:d . ex:d ex:reaches ex:a, ex:b, ex:c, ex:d .""",
    ),
    "ordinals and new IRIs": (
        shape("All", "sh:targetClass ex:Queue", ["first", "next"])
        + rule("first", """CONSTRUCT { ?place ex:of $this ; ex:ordinal 1 } WHERE {
            BIND(IRI(CONCAT(STR($this), "/1")) AS ?place) }""", order=1)
        + rule("next", """CONSTRUCT { ?next ex:of $this ; ex:ordinal ?more ; ex:after ?place }
            WHERE {
            ?place ex:of $this ; ex:ordinal ?number . $this ex:length ?length .
            BIND(?number + 1 AS ?more) FILTER(?more <= ?length)
            BIND(IRI(CONCAT(STR($this), "/", STR(?more))) AS ?next) }""", order=2),
        "ex:q a ex:Queue ; ex:length 3 .",
        """<http://example.org/q/1> ex:of ex:q ; ex:ordinal 1 .
           <http://example.org/q/2> ex:of ex:q ; ex:ordinal 2 ; ex:after <http://example.org/q/1> .
           <http://example.org/q/3> ex:of ex:q ; ex:ordinal 3 ; ex:after <http://example.org/q/2> .
        """,
    ),
    "NOT EXISTS sees what rules of a lower order have given": (
        shape("All", "sh:targetClass ex:Room", ["r1", "r2"])
        + rule("r2", """CONSTRUCT { $this ex:state ex:free } WHERE {
            FILTER NOT EXISTS { $this ex:state ex:taken } }""", order=2)
        + rule("r1", """CONSTRUCT { $this ex:state ex:taken } WHERE {
            ?x ex:in $this }""", order=1),
        "ex:a a ex:Room . ex:b a ex:Room . ex:x ex:in ex:a .",
        "ex:a ex:state ex:taken . ex:b ex:state ex:free .",
    ),
    "NOT EXISTS sees nothing of rules of a higher order": (
        shape("All", "sh:targetClass ex:Room", ["r1", "r2"])
        + rule("r1", """CONSTRUCT { $this ex:state ex:free } WHERE {
            FILTER NOT EXISTS { $this ex:state ex:taken } }""", order=1)
        + rule("r2", """CONSTRUCT { $this ex:state ex:taken } WHERE {
            ?x ex:in $this }""", order=2),
        "ex:a a ex:Room . ex:x ex:in ex:a .",
        "ex:a ex:state ex:free, ex:taken .",
    ),
    "what a rule gives is seen when all its focus nodes had their turn": (
        _ROOM
        + rule("r", """CONSTRUCT { $this ex:state ex:first } WHERE {
            FILTER NOT EXISTS { ?other ex:state ex:first } }"""),
        "ex:a a ex:Room . ex:b a ex:Room .",
        "ex:a ex:state ex:first . ex:b ex:state ex:first .",
    ),
    "a rule that is deactivated": (
        shape("All", "sh:targetNode ex:a", ["r1", "r2", "r3"])
        + rule("r1", "CONSTRUCT { $this ex:p 1 } WHERE {}", more="sh:deactivated true ;")
        + rule("r2", "CONSTRUCT { $this ex:p 2 } WHERE {}", more="sh:deactivated false ;")
        + rule("r3", "CONSTRUCT { $this ex:p 3 } WHERE {}"),
        "ex:a ex:q 1 .",
        "ex:a ex:p 2, 3 .",
    ),
    "shapes in their order, each to its end before the next": (
        shape("Later", "sh:targetNode ex:a", ["late"], order=1.5)
        + shape("Sooner", "sh:targetNode ex:a", ["one", "two"], order=1)
        + rule("late", """CONSTRUCT { $this ex:missing true } WHERE {
            FILTER NOT EXISTS { $this ex:three ?x } }""")
        + _sequence("one", 1, "two", "three")
        + _sequence("two", 2, "one", "two"),
        "ex:a ex:one 1 .",
        "ex:a ex:two 1 ; ex:three 1 .",
    ),
    "what a later shape gives does not go back to an earlier one": (
        shape("First", "sh:targetNode ex:a", ["one"], order=1)
        + shape("Second", "sh:targetNode ex:a", ["two"], order=2)
        + _sequence("one", 1, "two", "three")
        + _sequence("two", 1, "one", "two"),
        "ex:a ex:one 1 .",
        "ex:a ex:two 1 .",
    ),
    "one rule at two shapes": (
        shape("First", "sh:targetNode ex:a", ["r"])
        + shape("Second", "sh:targetNode ex:b", ["r"])
        + rule("r", "CONSTRUCT { $this ex:seen true } WHERE {}"),
        "",
        "ex:a ex:seen true . ex:b ex:seen true .",
    ),
    "an implicit class target": (
        "ex:Room a rdfs:Class, sh:NodeShape ; sh:rule ex:r .\n"
        + rule("r", "CONSTRUCT { $this ex:seen true } WHERE {}"),
        "ex:a a ex:Room . ex:b a ex:Hall . ex:Hall rdfs:subClassOf ex:Room . ex:c a ex:Other .",
        "ex:a ex:seen true . ex:b ex:seen true .",
    ),
    "an implicit class target of OWL": (
        "ex:Room a owl:Class, sh:NodeShape ; sh:rule ex:r .\n"
        + rule("r", "CONSTRUCT { $this ex:seen true } WHERE {}"),
        "ex:a a ex:Room .",
        "ex:a ex:seen true .",
    ),
    "subclasses of a target class, at any distance": (
        _ROOM + rule("r", "CONSTRUCT { $this ex:seen true } WHERE {}"),
        """ex:Hall rdfs:subClassOf ex:Room . ex:Ballroom rdfs:subClassOf ex:Hall, ex:Ballroom .
           ex:a a ex:Ballroom . ex:b a ex:Hall . ex:c a ex:House .""",
        "ex:a ex:seen true . ex:b ex:seen true .",
    ),
    "targets by property": (
        shape("S", "sh:targetSubjectsOf ex:in", ["s"])
        + shape("O", "sh:targetObjectsOf ex:in", ["o"])
        + rule("s", "CONSTRUCT { $this ex:role ex:guest } WHERE {}")
        + rule("o", "CONSTRUCT { $this ex:role ex:room } WHERE {}"),
        "ex:x ex:in ex:a .",
        "ex:x ex:role ex:guest . ex:a ex:role ex:room .",
    ),
    "focus nodes that only rules make": (
        shape("All", "sh:targetClass ex:Room", ["named", "r"])
        + rule("named", """CONSTRUCT { ?next a ex:Room } WHERE { $this ex:next ?next }""", order=2)
        + rule("r", "CONSTRUCT { $this ex:seen true } WHERE {}", order=1),
        "ex:a a ex:Room ; ex:next ex:b . ex:b ex:next ex:c .",
        """ex:b a ex:Room . ex:c a ex:Room .
           ex:a ex:seen true . ex:b ex:seen true . ex:c ex:seen true .""",
    ),
    "focus nodes of a class that only rules make a subclass": (
        shape("All", "sh:targetClass ex:Room", ["hall", "r"])
        + rule("hall", "CONSTRUCT { ex:Hall rdfs:subClassOf ex:Room } WHERE { ?x a ex:Room }",
               more='sh:prefixes [ sh:declare [ sh:prefix "rdfs" ; sh:namespace '
                    '"http://www.w3.org/2000/01/rdf-schema#" ] ] ;')
        + rule("r", "CONSTRUCT { $this ex:seen true } WHERE {}"),
        "ex:a a ex:Room . ex:b a ex:Hall .",
        "ex:Hall rdfs:subClassOf ex:Room . ex:a ex:seen true . ex:b ex:seen true .",
    ),
    "literals as focus nodes": (
        shape("All", 'sh:targetObjectsOf ex:name ; sh:targetNode "x"@en', ["r"])
        + rule("r", """CONSTRUCT { $this ex:p 1 . ?thing ex:called $this . ex:all ex:has $this }
            WHERE { OPTIONAL { ?thing ex:name $this } }"""),
        'ex:a ex:name "A", "a\\"b\\nc", "a"@de, 5 .',
        """ex:all ex:has "A", "a\\"b\\nc", "a"@de, "x"@en, 5 .
           ex:a ex:called "A", "a\\"b\\nc", "a"@de, 5 .""",
    ),
    "a target node of which there are no facts": (
        shape("All", "sh:targetNode ex:Nowhere", ["r"])
        + rule("r", "CONSTRUCT { ?x ex:seenFrom $this } WHERE { ?x a ex:Room }"),
        "ex:a a ex:Room .",
        "ex:a ex:seenFrom ex:Nowhere .",
    ),
    "no $this at all, but only where there is a focus node": (
        shape("Some", "sh:targetClass ex:Room", ["r1"])
        + shape("None", "sh:targetClass ex:Hall", ["r2"])
        + rule("r1", "CONSTRUCT { ?x ex:seen true } WHERE { ?x ex:in ?y }")
        + rule("r2", "CONSTRUCT { ?x ex:seen false } WHERE { ?x ex:in ?y }"),
        "ex:a a ex:Room . ex:b a ex:Room . ex:x ex:in ex:a .",
        "ex:x ex:seen true .",
    ),
    "prefixes of an imported ontology, and of the text": (
        shape("All", "sh:targetNode ex:a", ["r"])
        + """ex:r a sh:SPARQLRule ; sh:prefixes ex:own ; sh:construct \"\"\"
                PREFIX there: <http://example.org/there#>
                CONSTRUCT { $this far:p there:x } WHERE { $this near:q ?x }\"\"\" .
            ex:own owl:imports ex:other ; sh:declare ex:near .
            ex:near sh:prefix "near" ; sh:namespace "http://example.org/" .
            ex:other a owl:Ontology ; owl:imports ex:own ; sh:declare
                [ sh:prefix "far" ; sh:namespace "http://example.com/far/"^^xsd:anyURI ] .\n""",
        "ex:a ex:q 1 .",
        "ex:a <http://example.com/far/p> <http://example.org/there#x> .",
    ),
    "$this in a subquery and in NOT EXISTS": (
        _ROOM
        + rule("r", """CONSTRUCT { $this ex:guests ?n } WHERE {
            { SELECT $this (COUNT(?x) AS ?n) WHERE { ?x ex:in $this } GROUP BY $this }
            FILTER NOT EXISTS { $this ex:closed true } }"""),
        """ex:a a ex:Room . ex:b a ex:Room . ex:c a ex:Room ; ex:closed true .
           ex:x ex:in ex:a . ex:y ex:in ex:a . ex:z ex:in ex:c .""",
        "ex:a ex:guests 2 .",
    ),
    "$this in a subquery that does not project it": (
        _ROOM
        + rule("r", """CONSTRUCT { $this ex:guests ?n } WHERE {
            { SELECT (COUNT(?x) AS ?n) WHERE { ?x ex:in ?this } } }"""),
        "ex:a a ex:Room . ex:b a ex:Room . ex:x ex:in ex:a . ex:y ex:in ex:a .",
        "ex:a ex:guests 2 . ex:b ex:guests 0 .",
    ),
    "$this in nested subqueries": (
        _ROOM
        + rule("r", """CONSTRUCT { $this ex:first ?x } WHERE {
            { SELECT $this ?x WHERE {
                { SELECT DISTINCT ?this ?x WHERE { ?x ex:in $this } ORDER BY ?this ?x LIMIT 1 }
                FILTER(?x != $this) } } }"""),
        "ex:a a ex:Room . ex:b a ex:Room . ex:x ex:in ex:a . ex:y ex:in ex:a .",
        "ex:a ex:first ex:x .",
    ),
    "$this with BOUND, in MINUS, in VALUES of others and as a predicate": (
        shape("All", "sh:targetNode ex:in", ["r"])
        + rule("r", """CONSTRUCT { ?x ex:linked ?y } WHERE {
            ?x $this ?y . FILTER(BOUND($this) && !(!BOUND( ?this )))
            MINUS { ?x $this ?y ; ex:hidden true }
            VALUES ?kind { ex:Room } ?y a ?kind }"""),
        "ex:a a ex:Room . ex:x ex:in ex:a . ex:y ex:in ex:a ; ex:hidden true . ex:z ex:in ex:b .",
        "ex:x ex:linked ex:a .",
    ),
    "CONSTRUCT WHERE": (
        _ROOM + rule("r", "CONSTRUCT WHERE { $this ex:next ?x }"),
        "ex:a a ex:Room ; ex:next ex:b .",
        "",
    ),
    "variables whose names begin with this": (
        _ROOM
        + rule("r", "CONSTRUCT { ?thisOne ex:near $this } WHERE { ?thisOne ex:in ?this_0 . "
               "?this_0 ex:next $this }"),
        "ex:a a ex:Room . ex:x ex:in ex:b . ex:b ex:next ex:a .",
        "ex:x ex:near ex:a .",
    ),
    "zero steps, negated properties and variables as predicates": (
        shape("All", "sh:targetClass ex:Room", ["r1", "r2", "r3", "r4"])
        + rule("r1", "CONSTRUCT { $this ex:same ?x } WHERE { $this ex:next* ?x }", order=4)
        + rule("r2", "CONSTRUCT { $this ex:other ?x } WHERE { $this !ex:next ?x }", order=3)
        + rule("r3", "CONSTRUCT { ?x ex:back ?y } WHERE { ?y ?p ?x . ?x a ex:Room }", order=2)
        + rule("r4", "CONSTRUCT { ?x ex:next $this } WHERE { ?x ex:in $this }", order=5),
        "ex:a a ex:Room . ex:x ex:in ex:a .",
        """ex:a ex:same ex:a ; ex:back ex:x, ex:a ; ex:other ex:Room, ex:a, ex:x .
           ex:x ex:next ex:a .""",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", _CASES)
def test_what_follows(tmp_path: Path, case: str) -> None:
    shapes, facts, expected = _CASES[case]
    found = derived(tmp_path, shapes, facts)
    assert set(found.triples) == set(triples(expected))
    assert list(found.triples) == sorted(found.triples, key=str)
    assert by_pyshacl([tmp_path / "rules.ttl"], triples(facts)) == set(found.triples)


def _counted(found: Derivation) -> dict[str, tuple[int, int]]:
    return {
        each.rule.rpartition("/")[2]: (each.applications, each.added) for each in found.statistics
    }


def test_the_statistics_of_a_recursion(tmp_path: Path) -> None:
    shapes = _CASES["recursion"][0]
    found = derived(tmp_path, shapes, _EDGES)
    # For all three focus nodes at once, edges of one, two and three steps, and then nothing.
    recursion = RuleStatistics("http://example.org/All", "http://example.org/r", 4, 6)
    assert (found.statistics, found.rounds) == ((recursion,), 4)


def test_a_rule_runs_again_only_for_what_it_reads(tmp_path: Path) -> None:
    found = derived(tmp_path, *_CASES["rules that feed each other against their order"][:2])
    # r3 gives in the first round, r2 in the second and r1 in the third; neither is asked before.
    assert _counted(found) == {"r1": (1, 1), "r2": (1, 1), "r3": (1, 1)}
    assert found.rounds == 4


def test_a_rule_runs_again_for_new_focus_nodes(tmp_path: Path) -> None:
    found = derived(tmp_path, *_CASES["focus nodes that only rules make"][:2])
    assert _counted(found) == {"r": (3, 3), "named": (3, 2)}
    assert found.rounds == 4


def test_a_rule_without_this_runs_once(tmp_path: Path) -> None:
    found = derived(tmp_path, *_CASES["no $this at all, but only where there is a focus node"][:2])
    assert _counted(found) == {"r1": (1, 1), "r2": (0, 0)}


def test_each_shape_has_rounds_of_its_own(tmp_path: Path) -> None:
    found = derived(
        tmp_path, *_CASES["what a later shape gives does not go back to an earlier one"][:2]
    )
    assert found.rounds == 1 + 2
    assert [each.rule.rpartition("/")[2] for each in found.statistics] == ["one", "two"]


def test_no_rules_no_triples(tmp_path: Path) -> None:
    assert derived(tmp_path, "", _EDGES).triples == ()


_GROWING = shape("All", "sh:targetNode ex:a", ["grow", "other"]) + rule(
    "grow",
    """CONSTRUCT { $this ex:number ?more } WHERE {
    $this ex:number ?number . BIND(?number + 1 AS ?more) }""",
)
_FINITE = rule("other", "CONSTRUCT { $this ex:seen true } WHERE {}")


@pytest.mark.parametrize("rounds", [1, 7, 100])
def test_rules_that_do_not_end(tmp_path: Path, rounds: int) -> None:
    with pytest.raises(InputError) as caught:
        derived(tmp_path, _GROWING + _FINITE, "ex:a ex:number 1 .", rounds)
    names = (
        "the rules <http://example.org/grow> and <http://example.org/other> still add triples"
        if rounds == 1
        else "the rule <http://example.org/grow> still adds triples"
    )
    assert error_line(caught.value) == (
        f"csto-kg: error: {tmp_path / 'rules.ttl'}:9:21: {names} after {rounds} rounds; "
        "let it construct only what can be finitely many"
    )


def test_the_bound_includes_the_round_that_gives_nothing(tmp_path: Path) -> None:
    shapes = _CASES["recursion"][0]
    assert len(derived(tmp_path, shapes, _EDGES, rounds=4).triples) == 6
    with pytest.raises(InputError, match="after 3 rounds"):
        derived(tmp_path, shapes, _EDGES, rounds=3)


def test_facts_of_a_store_are_used_in_place_and_left_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "rules.ttl"
    path.write_text(PREFIXES + DECLARED + _CASES["recursion"][0])
    store = ox.Store()
    facts = triples(_EDGES)
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in facts[:2])
    elsewhere = ox.Quad(*triples("ex:d ex:edge ex:a .")[0], ox.NamedNode("http://example.org/g"))
    store.add(elsewhere)
    before = set(store)
    found = derive(store, rule_set([path]), extra=facts[1:])
    assert set(store) == before
    assert found == derive(facts, rule_set([path]))
    with pytest.raises(InputError):
        derive(store, rule_set([path]), extra=facts[1:], rounds=2)
    assert set(store) == before


def test_no_heavy_library_is_imported() -> None:
    code = (
        "import sys, csto_kg.shacl.rules.fixpoint, csto_kg.checking.suite; "
        "print(sorted({'rdflib', 'pyshacl', 'click', 'rich', 'yaml'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
