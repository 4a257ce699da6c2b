# ruff: noqa: E501  (messages are compared whole)
"""Terms in users' facts: declared ones pass; misspelt, displaced and misused ones are named."""

from __future__ import annotations

import string

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csto_kg.admission.vocabulary import Sort, Vocabulary, check_vocabulary, problems
from csto_kg.errors import InputError, error_text
from csto_kg.terms import CSTO, PREFIXES, RDF
from tests.graph.facts import GRAPH_FILES, ONTOLOGY, turtle

SHIPPED = Vocabulary.of(ox.parse(path=str(ONTOLOGY)))
TYPE = ox.NamedNode(RDF + "type")
THING = ox.NamedNode("https://example.org/thing")
OTHER = ox.NamedNode("https://example.org/other")
LETTERS = string.ascii_letters


def said(text: str, vocabulary: Vocabulary = SHIPPED) -> list[str]:
    head = "@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix ex: <https://example.org/> .\n"
    triples = turtle(head + text)
    return [error_text(e) for e in problems(((t, "f.ttl", None) for t in triples), vocabulary)]


def term(name: str) -> ox.NamedNode:
    return ox.NamedNode(CSTO + name)


def use(iri: ox.NamedNode, sort: Sort) -> ox.Triple:
    """A triple that uses a term as its sort asks."""
    if sort is Sort.PROPERTY:
        return ox.Triple(THING, iri, OTHER)
    return ox.Triple(THING, TYPE if sort is Sort.CLASS else term("about"), iri)


def is_refused(triple: ox.Triple) -> bool:
    try:
        check_vocabulary([(triple, "f.ttl", 3)], SHIPPED)
    except InputError:
        return True
    return False


# --- what the vocabulary is


def test_the_vocabulary_is_that_of_the_ontology() -> None:
    assert SHIPPED.terms["Tenure"] is Sort.CLASS
    assert SHIPPED.terms["status"] is Sort.PROPERTY
    assert SHIPPED.terms["competencyQuestion"] is Sort.PROPERTY
    assert SHIPPED.terms["Hearsay"] is Sort.INDIVIDUAL
    assert len(SHIPPED.terms) > 250
    assert SHIPPED.listed["capacity"] == {"ActingCapacity", "FullCapacity", "InterimCapacity"}
    assert "office" not in SHIPPED.listed


def test_a_vocabulary_is_read_from_triples_in_any_order() -> None:
    triples = turtle("""
        csto:kind rdfs:range csto:Kind . csto:Big a csto:Kind . csto:Kind a owl:Class .
        csto:kind a owl:FunctionalProperty , owl:ObjectProperty . csto:day a rdfs:Datatype .
        id:x a csto:Kind . [] a owl:Class .""")
    expected = Vocabulary(
        {
            "kind": Sort.PROPERTY,
            "Kind": Sort.CLASS,
            "Big": Sort.INDIVIDUAL,
            "day": Sort.DATATYPE,
        },
        {"kind": frozenset({"Big"})},
    )
    assert Vocabulary.of(triples) == Vocabulary.of(reversed(triples)) == expected


# --- what passes


def test_the_shipped_graphs_pass() -> None:
    for path in GRAPH_FILES:
        check_vocabulary(((quad, path.name, None) for quad in ox.parse(path=str(path))), SHIPPED)


@given(st.sampled_from(sorted(SHIPPED.terms)))
def test_every_declared_term_passes(name: str) -> None:
    assert not is_refused(use(term(name), SHIPPED.terms[name]))


@pytest.mark.parametrize(
    "facts",
    [
        'ex:a a foaf:Person ; foaf:name "A" ; <http://purl.org/dc/elements/1.1/source> ex:b .',
        "ex:a <http://schema.org/organizer> ex:b ; a <http://www.wikidata.org/entity/Q5> .",
        "ex:a ex:hasColour ex:Red ; a ex:Colour .",
        "id:x csto:evidence ex:Hearsay ; csto:about id:Tenure .",
        "id:x ex:hasStatus ex:Hearsay .",
        'id:x csto:note "csto:stauts" ; csto:start "2018-11-02"^^xsd:date .',
        "<https://w3id.org/csto-kg/ontology> a owl:Ontology .",
        "[] a csto:Tenure ; csto:holder [ a csto:Person ] .",
    ],
)
def test_terms_and_names_of_others_pass(facts: str) -> None:
    assert said(facts) == []


# --- what does not


@st.composite
def misspelt(draw: st.DrawFn) -> tuple[str, Sort]:
    name = draw(st.sampled_from(sorted(SHIPPED.terms)))
    at = draw(st.integers(0, len(name) - 1))
    letter = draw(st.sampled_from(LETTERS))
    kind = draw(st.sampled_from(["changed", "left out", "added", "swapped"]))
    if kind == "changed":
        found = name[:at] + letter + name[at + 1 :]
    elif kind == "left out":
        found = name[:at] + name[at + 1 :]
    elif kind == "added":
        found = name[:at] + letter + name[at:]
    else:
        found = name[:at] + name[at : at + 2][::-1] + name[at + 2 :]
    return found, SHIPPED.terms[name]


@given(misspelt())
def test_every_misspelling_by_one_letter_is_caught(found: tuple[str, Sort]) -> None:
    """Unless it is another term of the same sort: "bound" for "bounds" stays what it is."""
    name, sort = found
    known = SHIPPED.terms.get(name)
    right = known is sort or (known is not None and sort is Sort.INDIVIDUAL)
    assert is_refused(use(term(name), sort)) is not right


@given(
    st.sampled_from(sorted(n for n, s in SHIPPED.terms.items() if s is not Sort.INDIVIDUAL)),
    st.sampled_from(
        [
            "http://w3id.org/csto-kg/ontology#", "https://w3id.org/csto-kg/ontology/",
            "https://www.w3id.org/csto-kg/ontology#", "https://W3ID.org/csto-kg/Ontology#",
            "https://w3id.org/csto-kg/id/", "https://w3id.org/csto-kg/", "urn:csto:",
            "https://example.org/csto#",
        ]
    ),
)  # fmt: skip
def test_every_term_in_a_wrong_namespace_is_caught(name: str, namespace: str) -> None:
    triple = use(ox.NamedNode(namespace + name), SHIPPED.terms[name])
    (problem,) = problems([(triple, "f.ttl", 3)], SHIPPED)
    assert problem.hint == f"write csto:{name}, which is <{CSTO}{name}>"


@given(st.sampled_from(sorted(SHIPPED.terms)), st.sampled_from(list(Sort)[:3]))
def test_a_term_passes_only_as_what_it_is(name: str, sort: Sort) -> None:
    right = sort in (SHIPPED.terms[name], Sort.INDIVIDUAL)
    assert is_refused(use(term(name), sort)) is not right


# Messages suggest terms that are close, so they are compared in a vocabulary that stays as it is.
SMALL = Vocabulary(
    {
        **dict.fromkeys(
            ("status", "state", "holder", "office", "start", "capacity"), Sort.PROPERTY
        ),
        **dict.fromkeys(("Tenure", "Office", "State", "EpistemicStatus"), Sort.CLASS),
        **dict.fromkeys(("Hearsay", "Plan", "FullCapacity", "ActingCapacity"), Sort.INDIVIDUAL),
    },
    {
        "status": frozenset({"Hearsay", "Plan"}),
        "capacity": frozenset({"FullCapacity", "ActingCapacity"}),
    },
)
NO_TERM = "is no term: it has a namespace that is not the ontology's"
LIST = "use one that it has (csto-kg export --source ontology)"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ("id:x csto:stauts csto:Hearsay .",
         'f.ttl: "csto:stauts" is no term of the ontology; did you mean "csto:status", "csto:state" or "csto:start"?'),
        ("id:x a csto:Tenur .",
         'f.ttl: "csto:Tenur" is no term of the ontology; did you mean "csto:Tenure"?'),
        ("id:x csto:status csto:Heresay .",
         'f.ttl: "csto:Heresay" is no term of the ontology; did you mean "csto:Hearsay"?'),
        ("id:x csto:capacity csto:Full .",
         'f.ttl: "csto:Full" is no term of the ontology; did you mean "csto:FullCapacity"?'),
        ("id:x csto:zzz 1 .", f'f.ttl: "csto:zzz" is no term of the ontology; {LIST}'),
        ("id:x csto: 1 .", f'f.ttl: "csto:" is no term of the ontology; {LIST}'),
        ("id:x a csto:tenure .",
         'f.ttl: "csto:tenure" is no term of the ontology; did you mean "csto:Tenure"?'),
        ("id:x csto:Tenure id:y .",
         f'f.ttl: "csto:Tenure" is a class, and stands where a property must; {LIST}'),
        ("id:x a csto:office .",
         'f.ttl: "csto:office" is a property, and stands where a class must; did you mean "csto:Office"?'),
        ("id:x csto:Office id:y .",
         'f.ttl: "csto:Office" is a class, and stands where a property must; did you mean "csto:office"?'),
        ("id:x a csto:Plan .",
         f'f.ttl: "csto:Plan" is an individual, and stands where a class must; {LIST}'),
        ('id:x csto:start "2018"^^csto:start .',
         'f.ttl: "csto:start" is a property, and stands where a datatype must; use a datatype of XML Schema, such as xsd:date'),
        ('id:x csto:start "2018"^^csto:Date .',
         'f.ttl: "csto:Date" is no term of the ontology; use a datatype of XML Schema, such as xsd:date'),
        ("csto:Rumour a csto:EpistemicStatus .", f'f.ttl: "csto:Rumour" is no term of the ontology; {LIST}'),
        ("csto:Plan csto:status csto:Plan .",
         'f.ttl: "csto:Plan" is a term of the ontology, and facts may not say anything of it; describe a thing of your own, such as <https://w3id.org/csto-kg/id/my-plan>'),
        ("id:x <http://w3id.org/csto-kg/ontology#holder> id:y .",
         f"f.ttl: <http://w3id.org/csto-kg/ontology#holder> {NO_TERM}; write csto:holder, which is <https://w3id.org/csto-kg/ontology#holder>"),
        ("id:x <https://w3id.org/csto-kg/ontology/holdr> id:y .",
         f'f.ttl: <https://w3id.org/csto-kg/ontology/holdr> {NO_TERM}; the namespace is <https://w3id.org/csto-kg/ontology#>; did you mean "csto:holder"?'),
        ("id:x csto:status id:Hearsay .",
         f"f.ttl: <https://w3id.org/csto-kg/id/Hearsay> {NO_TERM}; write csto:Hearsay, which is <https://w3id.org/csto-kg/ontology#Hearsay>"),
        ("id:x id:holdr id:y .",
         'f.ttl: "id:holdr" names a thing, and stands where a property must; did you mean "csto:holder"?'),
        ("id:x id: id:y .",
         'f.ttl: "id" is no property; in JSON-LD, name a thing by "@id"'),
        ("id:x a id:Person .",
         f'f.ttl: "id:Person" names a thing, and stands where a class must; {LIST}'),
        ("id:x id:holder id:y .",
         f"f.ttl: <https://w3id.org/csto-kg/id/holder> {NO_TERM}; write csto:holder, which is <https://w3id.org/csto-kg/ontology#holder>"),
        ("id:x csto:status ex:Hearsay .",
         f"f.ttl: <https://example.org/Hearsay> {NO_TERM}; write csto:Hearsay, which is <https://w3id.org/csto-kg/ontology#Hearsay>"),
    ],
)  # fmt: skip
def test_messages(facts: str, expected: str) -> None:
    assert said(facts, SMALL) == [expected]


def test_terms_that_only_rules_use_are_not_suggested() -> None:
    facts = "id:x csto:hullStar 1 ."
    vocabulary = {"hullStart": Sort.PROPERTY, "start": Sort.PROPERTY}
    [without] = said(facts, Vocabulary(vocabulary))
    assert 'did you mean "csto:hullStart"' in without
    [found] = said(facts, Vocabulary(vocabulary, {}, frozenset({"hullStart"})))
    assert found == 'f.ttl: "csto:hullStar" is no term of the ontology; did you mean "csto:start"?'


def test_each_use_is_named_once_and_the_first_is_raised() -> None:
    facts = turtle("id:x csto:a 1 ; csto:b 2 . id:y csto:a 1 .")
    located = [(triple, "f.ttl", line) for line, triple in enumerate(facts, 1)]
    assert [str(e.location) for e in problems(located, SHIPPED)] == ["f.ttl:1", "f.ttl:2"]
    with pytest.raises(InputError, match=r'^f\.ttl:1: "csto:a" is no term') as raised:
        check_vocabulary(iter(located), SHIPPED)
    assert raised.value.exit_code == 3


def test_namespaces_with_a_prefix_are_never_taken_for_a_mistake() -> None:
    for prefix, namespace in PREFIXES.items():
        if prefix not in ("csto", "id", "graph"):
            assert said(f"id:x <{namespace}holder> id:y .") == [], prefix
