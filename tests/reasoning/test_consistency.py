"""What a reasoner says of a small graph: contradictions to the triple, and what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from csto_kg.errors import EnvironmentFailure, InputError, Location, error_text
from csto_kg.reasoning import contradiction
from csto_kg.reasoning.findings import Conflict, Consistency, Fact
from csto_kg.terms import CSTO, GRAPH, XSD
from tests.graph.facts import iri, turtle
from tests.reasoning.conftest import FIRST_LINE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from csto_kg.knowledge_base import KnowledgeBase
    from tests.reasoning.conftest import FakeJava

    Facts = Callable[[str], str]

pytestmark = pytest.mark.usefixtures("java")
ISLES = GRAPH + "isles"
REPORTED = CSTO + "Reported"


def at(path: str, line: int) -> str:
    """The line of the facts that stand in a file, from 1."""
    return f"{path}:{FIRST_LINE + line - 1}"


def listed(conflict: Conflict | None) -> list[str]:
    assert conflict is not None
    return [f"{fact.text} [{fact.location or fact.graph}]" for fact in conflict.facts]


def test_a_consistent_graph_is_counted(isles: KnowledgeBase) -> None:
    assert isles.reason() == Consistency(
        consistent=True,
        reasoner="hermit",
        graphs={ISLES: 20, GRAPH + "ontology": 67},
        files={},
        triples=85,
        left_out={XSD + "date": 1, XSD + "gYear": 1},
    )


CONTRADICTIONS = {
    "disjoint classes": (
        "id:north-isle a csto:Person .",
        ["North Isle (id:north-isle) is a person [FILE:1]",
         f"North Isle (id:north-isle) is an island [{ISLES}]"],
        {"nothing is both a person and an island"},
    ),
    "two values that are declared different": (
        "id:first-keeper csto:holder id:ben .\nid:ben owl:differentFrom id:ada .",
        ["Ada keeps the light (id:first-keeper): holder is Ben (id:ben) [FILE:1]",
         "Ben (id:ben) is not the same as Ada (id:ada) [FILE:2]",
         f"Ada keeps the light (id:first-keeper): holder is Ada (id:ada) [{ISLES}]"],
        {"nothing has two different values of “holder”"},
    ),
    "two numbers for one": (
        "id:first-keeper csto:number 2 .",
        ["Ada keeps the light (id:first-keeper): number is “2” [FILE:1]",
         f"Ada keeps the light (id:first-keeper): number is “1” [{ISLES}]"],
        {"nothing has two different values of “number”"},
    ),
    "a word for a number": (
        'id:x csto:note "y" .\nid:x csto:number "one" .',
        ["id:x: number is “one” [FILE:2]"],
        {"every value of “number” is an xsd:integer"},
    ),
    "what is inferred from a value": (
        "id:ada csto:place id:south-isle .",
        ["Ada (id:ada): place is South Isle (id:south-isle) [FILE:1]",
         f"Ada (id:ada) is a person [{ISLES}]"],
        {"whatever has “place” is a tenure or a visit", "a tenure is a record",
         "a visit is a record", "nothing is both a record and a person"},
    ),
    "one record of two kinds": (
        "id:second a csto:Visit ; csto:holder id:ben .",
        ["id:second is a visit [FILE:1]", "id:second: holder is Ben (id:ben) [FILE:1]"],
        {"whatever has “holder” is a tenure", "nothing is two of these: a tenure and a visit"},
    ),
    "hearsay that is a reported fact": (
        "id:rumour csto:status csto:Reported .",
        ["Ben keeps the light, they say (id:rumour): status is reported (csto:Reported) [FILE:1]",
         f"Ben keeps the light, they say (id:rumour): status is hearsay (csto:Hearsay) [{ISLES}]"],
        {"nothing has two different values of “status”",
         "nothing has two different values of “counts in checks”",
         "reported (csto:Reported): counts in checks is “true”",
         "hearsay (csto:Hearsay): counts in checks is “false”"},
    ),
    "a hidden other name": (
        "id:x owl:sameAs id:rumour ; csto:holder id:ben .\nid:x a csto:Visit .",
        ["id:x: holder is Ben (id:ben) [FILE:1]", "id:x is a visit [FILE:2]"],
        {"whatever has “holder” is a tenure", "nothing is two of these: a tenure and a visit"},
    ),
}  # fmt: skip


QUICK = ("disjoint classes", "two values that are declared different")
CASES = [
    pytest.param(*case, id=name, marks=() if name in QUICK else pytest.mark.slow)
    for name, case in CONTRADICTIONS.items()
]


@pytest.mark.slow
@pytest.mark.slow
@pytest.mark.parametrize(("new", "expected", "because"), CASES)
def test_the_contradiction_is_named_to_the_triple(
    isles: KnowledgeBase, facts: Facts, new: str, expected: list[str], because: set[str]
) -> None:
    path = facts(new)
    found = isles.reason(path, explain=True)
    assert not found.consistent
    assert not found.conforms
    assert found.conflict is not None
    assert found.conflict.minimal
    files = {f"FILE:{line}": at(path, line) for line in (1, 2)}
    for short, whole in files.items():
        expected = [text.replace(short, whole) for text in expected]
    assert listed(found.conflict) == expected
    assert set(found.conflict.because) == because
    assert found.files == {path: len(turtle(new))}


def test_pellet_finds_the_same(isles: KnowledgeBase, facts: Facts) -> None:
    path = facts("id:north-isle a csto:Person .")
    found = isles.reason(path, reasoner="pellet")
    assert found.reasoner == "pellet"
    assert found.conflict == Conflict(
        (
            Fact(
                turtle("id:north-isle a csto:Person .")[0],
                "North Isle (id:north-isle) is a person",
                location=Location(path, FIRST_LINE),
            ),
            Fact(
                turtle("id:north-isle a csto:Island .")[0],
                "North Isle (id:north-isle) is an island",
                graph=ISLES,
            ),
        )
    )


@pytest.mark.slow
def test_without_pellets_words_the_contradiction_is_found_too(
    isles: KnowledgeBase, facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contradiction.ContradictionFinder, "_words", lambda _: frozenset())
    path = facts("id:rumour a csto:Visit .\nid:rumour csto:holder id:ben .")
    found = isles.reason(path, explain=True)
    assert listed(found.conflict) == [
        f"Ben keeps the light, they say (id:rumour) is a visit [{at(path, 1)}]",
        f"Ben keeps the light, they say (id:rumour): holder is Ben (id:ben) [{at(path, 2)}]",
    ]
    assert found.conflict is not None
    assert set(found.conflict.because) == {
        "whatever has “holder” is a tenure", "nothing is two of these: a tenure and a visit",
    }  # fmt: skip


@pytest.mark.slow
def test_when_runs_are_used_up_the_rest_is_named_and_said_not_to_be_minimal(
    isles: KnowledgeBase, facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contradiction, "RUNS", 0)
    monkeypatch.setattr(contradiction.ContradictionFinder, "_words", lambda _: frozenset())
    found = isles.reason(facts("id:north-isle a csto:Person ."))
    assert not found.consistent
    assert found.conflict is not None
    assert not found.conflict.minimal
    assert len(found.conflict.facts) > 10


def test_an_ontology_that_contradicts_itself(tmp_path: Path, isles: KnowledgeBase) -> None:
    from csto_kg.knowledge_base import KnowledgeBase

    (tmp_path / "data" / "graphs").mkdir(parents=True)
    (tmp_path / "data" / "ontology").mkdir()
    text = (isles.session.resources.root, "ontology", "csto.ttl")
    with open("/".join(text), encoding="utf-8") as stream:
        (tmp_path / "data" / "ontology" / "csto.ttl").write_text(
            stream.read() + "csto:Hearsay a csto:Person , csto:Island .\n", encoding="utf-8"
        )
    with KnowledgeBase.open(data=tmp_path / "data") as kb:
        found = kb.reason(explain=True)
    assert not found.consistent
    assert found.conflict is not None
    assert (found.conflict.facts, found.conflict.minimal) == ((), True)
    assert set(found.conflict.because) == {
        "hearsay (csto:Hearsay) is a person", "hearsay (csto:Hearsay) is an island",
        "nothing is both a person and an island",
    }  # fmt: skip


def test_a_class_without_possible_members_is_named(isles: KnowledgeBase, facts: Facts) -> None:
    found = isles.reason(facts("id:Sea a owl:Class ; rdfs:subClassOf csto:Person , csto:Island ."))
    assert (found.consistent, found.conforms) == (True, False)
    assert found.unsatisfiable == ("https://w3id.org/csto-kg/id/Sea",)


@pytest.mark.parametrize("reasoner", ["hermit", "pellet"])
def test_what_follows_about_things(isles: KnowledgeBase, facts: Facts, reasoner: str) -> None:
    new = """
        id:x csto:holder id:y ; csto:status csto:Hearsay ; csto:mainPlace id:z .
        id:w a csto:Tenure ; csto:status csto:Reported ; csto:place id:z ; csto:note "w" ."""
    found = isles.reason(facts(new), reasoner=reasoner, inferences=True)
    assert found.conforms
    assert found.inferences is not None
    expected = [
        ("id:x is a tenure", CSTO + "Hearsay", False),
        ("id:y is a person", None, None),
        ("id:z is an island", None, None),
    ]
    if reasoner == "pellet":  # which alone follows what properties imply
        keeper = "Ada keeps the light (id:first-keeper)"
        expected.insert(0, (f"{keeper}: place is North Isle (id:north-isle)", REPORTED, True))
        expected.insert(2, ("id:x: place is id:z", CSTO + "Hearsay", False))
    assert [(i.text, i.status, i.counts) for i in found.inferences] == expected
    asked = isles.reason(facts(new), reasoner=reasoner)
    assert asked.inferences is None


def test_a_status_is_never_inferred(isles: KnowledgeBase, facts: Facts) -> None:
    """Even from axioms that users bring along."""
    new = """
        @prefix ex: <http://example.org/> .
        ex:p a owl:ObjectProperty ; rdfs:subPropertyOf csto:status . id:x ex:p csto:Reported .
        ex:Told a owl:Class ; rdfs:subClassOf [ a owl:Restriction ; owl:onProperty csto:status ;
            owl:hasValue csto:Reported ] . id:y a ex:Told ."""
    found = isles.reason(facts(new), reasoner="pellet", inferences=True)
    assert found.inferences is not None
    assert {i.text for i in found.inferences} == {
        "Ada keeps the light (id:first-keeper): place is North Isle (id:north-isle)",
        "id:x is a record",
    }


def test_a_literal_without_a_value_is_a_contradiction_in_itself(
    isles: KnowledgeBase, facts: Facts, fake_java: FakeJava
) -> None:
    fake_java.does("exit 1")  # no reasoner is asked
    path = facts('id:first-keeper csto:number "one"^^xsd:integer .')
    assert listed(isles.reason(path).conflict) == [
        "Ada keeps the light (id:first-keeper): number is “one”, which is no xsd:integer "
        f"[{at(path, 1)}]"
    ]


def test_what_owl_has_no_place_for_is_said(isles: KnowledgeBase, facts: Facts) -> None:
    new = 'id:x csto:holder "Ada" .\nid:x csto:number id:one .\nid:x csto:date "2001"^^xsd:gYear .'
    path = facts(new)
    found = isles.reason(path)
    assert found.consistent
    assert [(fact.text, str(fact.location)) for fact in found.unseen] == [
        ("id:x: holder is “Ada”", at(path, 1)),
        ("id:x: number is id:one", at(path, 2)),
    ]
    assert found.left_out == {XSD + "date": 1, XSD + "gYear": 2}


@pytest.mark.slow
def test_nothing_is_fetched(isles: KnowledgeBase, facts: Facts) -> None:
    new = "<https://example.org/o> a owl:Ontology ; owl:imports <http://127.0.0.1:9/o> ."
    assert isles.reason(facts(new)).consistent


def test_facts_in_several_files_and_formats(isles: KnowledgeBase, tmp_path: Path) -> None:
    one, two = tmp_path / "one.nq", tmp_path / "two.jsonld"
    one.write_text(f"{iri('id:x')} {iri('csto:holder')} _:b {iri('graph:mine')} .\n")
    two.write_text('{"@context": "context.jsonld", "@id": "x",\n "type": "Visit"}')
    (tmp_path / "context.jsonld").write_text("{}")
    found = isles.reason([str(one), two])
    assert found.files == {str(one): 1, str(two): 1}
    assert listed(found.conflict) == [
        f"id:x: holder is something without a name [{one}:1]", f"id:x is a visit [{two}:1]",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("id:x csto:holdr id:y .",
         '"csto:holdr" is no term of the ontology; did you mean "csto:holder"?'),
        ("id:x a csto:holder .",
         '"csto:holder" is a property, and stands where a class must; '
         "use one that it has (csto-kg export --source ontology)"),
    ],
)  # fmt: skip
def test_misspelt_facts_are_not_reasoned_over(
    isles: KnowledgeBase, facts: Facts, new: str, said: str
) -> None:
    path = facts(f"id:a csto:holder id:b .\n{new}")
    with pytest.raises(InputError) as raised:
        isles.reason(path)
    assert error_text(raised.value) == f"{at(path, 2)}: {said}"


def test_a_store_without_ontology_cannot_be_contradicted() -> None:
    import pyoxigraph as ox

    from csto_kg.reasoning.consistency import reason
    from csto_kg.store.embedded.embedded_store import EmbeddedStore

    with pytest.raises(EnvironmentFailure, match="there is no ontology in the store"):
        reason(EmbeddedStore(ox.Store()))
