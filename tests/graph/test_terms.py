"""The terms: declared, documented, used."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from tests.graph.facts import (
    CSTO,
    GRAPH_FILES,
    ROOT,
    Dataset,
    Ontology,
    Term,
    iri,
    read,
    short,
)

QUERY_FILES = sorted((ROOT / "queries").rglob("*.rq"))
ONTOLOGY_FILES = sorted((ROOT / "ontology").rglob("*.ttl"))
QUESTIONS = ROOT / "docs" / "competency-questions.md"

# Folders of ontology/ whose files have queries inside.
CHECKS = {"rules", "readings", "shapes"}

# A term that nothing in graphs/ uses stands here with the reason why it is kept.
UNUSED: dict[str, str] = {
    f"csto:{term}": reason
    for reason, terms in {
        "bookkeeping of a store, which is no source": (
            "Change changeKind changedAt changedBy changedGraph"
        ),
        "what a report of a check says": "CheckResult resultState",
    }.items()
    for term in terms.split()
}

# Definitions that quote the word in which a source puts it, and do not define it by itself.
OWN_WORD_ALLOWED = frozenset({"csto:ActingCapacity", "csto:InterimCapacity"})


def test_the_files_are_found() -> None:
    assert {"background.ttl", "edm-15-168.ttl"} <= {path.name for path in GRAPH_FILES}
    assert {"csto.ttl", "alignments.ttl"} <= {path.name for path in ONTOLOGY_FILES}
    assert len(QUERY_FILES) >= 25


def iris_in_query(text: str) -> set[str]:
    """The csto: IRIs that a query, its header or its comments name."""
    full = re.findall(rf"<({re.escape(CSTO)}[^>\s]+)>", text)
    curies = re.findall(r"(?<![\w-])csto:([A-Za-z_][\w-]*)", text)
    return {*full, *(CSTO + name for name in curies)}


def undeclared(named: set[str], ontology: Ontology) -> list[str]:
    return sorted(short(ox.NamedNode(name)) for name in named - ontology.declared)


def iris_in_triples(triples: object) -> set[str]:
    """The csto: IRIs anywhere in triples, datatypes included."""
    found: set[str] = set()
    for triple in triples:  # type: ignore[attr-defined]
        for term in (triple.subject, triple.predicate, triple.object):
            name = term.datatype if isinstance(term, ox.Literal) else term
            if isinstance(name, ox.NamedNode) and name.value.startswith(CSTO):
                found.add(name.value)
    return found


@pytest.mark.parametrize("path", [*GRAPH_FILES, *ONTOLOGY_FILES], ids=lambda path: path.name)
def test_every_csto_iri_in_a_file_is_declared(path: Path, ontology: Ontology) -> None:
    assert undeclared(iris_in_triples(read(path)), ontology) == []


@pytest.mark.parametrize("path", QUERY_FILES, ids=lambda path: path.stem)
def test_every_csto_iri_in_a_query_is_declared(path: Path, ontology: Ontology) -> None:
    assert undeclared(iris_in_query(path.read_text(encoding="utf-8")), ontology) == []


def test_a_misspelt_iri_is_caught(data: Dataset) -> None:
    broken = data.changed(add="id:armenia csto:bordres id:azerbaijan ; a csto:Satte .")
    assert undeclared(iris_in_triples(broken.facts), data.ontology) == [
        "csto:Satte", "csto:bordres",
    ]  # fmt: skip
    query = f"SELECT * {{ ?s csto:satte ?o ; <{CSTO}bordres> ?x }}"
    assert undeclared(iris_in_query(query), data.ontology) == ["csto:bordres", "csto:satte"]


# --- labels, definitions, competency questions


def undocumented(ontology: Ontology) -> list[str]:
    """Terms without exactly one English label and definition, a question, a home."""
    found = []
    for name in sorted(ontology.declared):
        term = ox.NamedNode(name)
        for prop in ("rdfs:label", "skos:definition"):
            values = ontology.values(term, prop)
            english = [v for v in values if isinstance(v, ox.Literal) and v.language == "en"]
            if len(values) != 1 or not english or not english[0].value.strip():
                found.append(f"{short(term)}: {prop}")
        if not ontology.values(term, "csto:competencyQuestion"):
            found.append(f"{short(term)}: csto:competencyQuestion")
        home = ox.NamedNode(CSTO.removesuffix("#"))
        if ontology.values(term, "rdfs:isDefinedBy") != [home]:
            found.append(f"{short(term)}: rdfs:isDefinedBy")
    return found


def test_every_term_is_documented(ontology: Ontology) -> None:
    assert undocumented(ontology) == []


def test_an_undocumented_term_is_caught(ontology: Ontology) -> None:
    broken = Ontology(ontology.changed(add="csto:New a owl:Class ; rdfs:label 'neu'@de .").triples)
    assert undocumented(broken) == [
        "csto:New: rdfs:label", "csto:New: skos:definition", "csto:New: csto:competencyQuestion",
        "csto:New: rdfs:isDefinedBy",
    ]  # fmt: skip


def test_labels_tell_terms_of_one_kind_apart(ontology: Ontology) -> None:
    for kind in ("owl:Class", "owl:ObjectProperty", "owl:DatatypeProperty", "owl:NamedIndividual"):
        labels = [ontology.text(term, "rdfs:label") for term in ontology.of_type(kind)]
        assert sorted(map(str, labels)) == sorted(set(map(str, labels))), kind


def test_every_competency_question_is_in_the_list(ontology: Ontology) -> None:
    if not QUESTIONS.exists():
        pytest.skip("docs/competency-questions.md is not written yet")
    listed = set(re.findall(r"\bCQ\d+\b", QUESTIONS.read_text(encoding="utf-8")))
    named = {
        t.object.value for t in ontology
        if t.predicate == iri("csto:competencyQuestion") and isinstance(t.object, ox.Literal)
    }  # fmt: skip
    assert named - listed == set()


def opening(term: ox.NamedNode, ontology: Ontology) -> tuple[str, ...]:
    """How the definition of a term must begin: with its parent, or with what kind of term it is."""
    types = ontology.types(term)
    if iri("owl:AnnotationProperty") in types:
        return ("Annotation that",)
    if iri("owl:ObjectProperty") in types:
        return ("Relation of",)
    if iri("owl:DatatypeProperty") in types:
        return ("Property that", "Property of")
    if iri("skos:ConceptScheme") in types:
        return ("List of",)
    if iri("owl:NamedIndividual") in types:
        parents = [t for t in types if t.value.startswith(CSTO)]  # type: ignore[union-attr]
    else:
        parents = ontology.values(term, "rdfs:subClassOf")
    labels = [
        "concept" if parent == iri("skos:Concept") else ontology.text(parent, "rdfs:label")
        for parent in parents
        if isinstance(parent, ox.NamedNode)
    ]
    return tuple(label[0].upper() + label[1:] + " " for label in labels if label)


def ill_defined(ontology: Ontology) -> list[str]:
    """Definitions that do not open with the parent, break off, or use the term they define."""
    found = []
    for name in sorted(ontology.declared):
        term = ox.NamedNode(name)
        definition = ontology.text(term, "skos:definition") or ""
        label = ontology.text(term, "rdfs:label") or ""
        expected = opening(term, ontology)
        if expected and not definition.startswith(expected):
            found.append(f"{short(term)} does not begin with {' or '.join(expected)!r}")
        if not definition.endswith("."):
            found.append(f"{short(term)} breaks off")
        kinds = ontology.types(term)
        is_property = iri("owl:Class") not in kinds and iri("owl:NamedIndividual") not in kinds
        is_list = iri("skos:ConceptScheme") in kinds
        if is_property or is_list or short(term) in OWN_WORD_ALLOWED:
            continue  # "Relation of a tenure to the office", "List of the capacities": no circle
        if re.search(rf"\b{re.escape(label)}\b", definition.removeprefix(label), re.IGNORECASE):
            found.append(f"{short(term)} is defined by itself")
    return found


def test_every_definition_names_its_parent_and_not_itself(ontology: Ontology) -> None:
    assert ill_defined(ontology) == []


def test_an_orphaned_or_circular_definition_is_caught(ontology: Ontology) -> None:
    broken = Ontology(
        ontology.changed(
            add="""csto:Odd a owl:Class ; rdfs:subClassOf csto:Event ; rdfs:label "odd thing"@en ;
                   skos:definition "Something that is an odd thing "@en ."""
        ).triples
    )
    assert [v for v in ill_defined(broken) if v not in ill_defined(ontology)] == [
        "csto:Odd does not begin with 'Event '", "csto:Odd breaks off",
        "csto:Odd is defined by itself",
    ]  # fmt: skip


# --- use


def in_rules_and_shapes() -> set[str]:
    """The csto: IRIs that rules, readings and shapes use, those in their queries too."""
    files = [path for path in ONTOLOGY_FILES if path.parent.name in CHECKS]
    assert {path.parent.name for path in files} == CHECKS
    texts = [path.read_text(encoding="utf-8") for path in files]
    return {name for text in texts for name in iris_in_query(text)}


def unused(data: Dataset) -> list[str]:
    """Terms that no fact uses: a class through one below it, a scheme through its concepts.

    What rules derive is used in rules and shapes, and in no source.
    """
    ontology, facts = data.ontology, data.facts
    used: set[Term] = {t.predicate for t in facts.triples} | {t.object for t in facts.triples}
    used |= {ox.NamedNode(name) for name in in_rules_and_shapes()}
    for cls in list(used):
        used |= ontology.above(cls)
    for concept in list(used):
        used |= set(ontology.values(concept, "skos:inScheme"))
        used |= {a for t in ontology.types(concept) for a in ontology.above(t)}
    used |= {t.predicate for t in ontology.triples}
    return sorted(short(term) for term in map(ox.NamedNode, ontology.declared) if term not in used)


def test_no_term_is_unused_without_a_reason(data: Dataset) -> None:
    assert set(unused(data)) == set(UNUSED)


def test_an_unused_term_is_caught(data: Dataset) -> None:
    extra = data.ontology.changed(add="csto:Idle a owl:Class ; rdfs:subClassOf csto:Event .")
    assert "csto:Idle" in unused(Dataset(data.facts, Ontology(extra.triples)))
