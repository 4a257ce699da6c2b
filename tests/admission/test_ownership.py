# ruff: noqa: E501  (messages are compared whole)
"""What facts may not touch and may not say: refused by name, with file and line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from csto_kg.errors import CstoKgError, InputError, UsageError
from tests.guild import LINES, NOTES, tenure

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from csto_kg.knowledge_base import KnowledgeBase

OURS = "belongs to csto-kg, and facts may not say anything of it; describe a thing of your own, such as <https://w3id.org/csto-kg/id/my-thing>"
TERM = "is a term of the ontology, and facts may not say anything of it; describe a thing of your own, such as <https://w3id.org/csto-kg/id/my-{}>"
RECORD = "to which other sources add nothing; write a record of your own, which may point to it by csto:supersedes"
SCHEMA = "changes what terms mean, which facts may not; leave it out; two records of one matter are joined by csto:sameMatterAs"
NEVER = "is never part of a source; leave it out; csto-kg finds it by itself"
STATUSES = "use one of csto:Hearsay, csto:InferredByUs, csto:Plan, csto:ReportedAsFact"

# Each on the second line of the facts, after one that is in order.
REFUSED = {
    # the ontology
    "a status that counts": ('csto:Hearsay csto:countsInChecks true .', '"csto:Hearsay" ' + TERM.format("hearsay")),
    "a class as a kind of another": ("csto:Statement rdfs:subClassOf csto:Tenure .", '"csto:Statement" ' + TERM.format("statement")),
    "a word of another vocabulary": ("rdfs:seeAlso rdfs:subPropertyOf csto:status .", f"rdfs:seeAlso {OURS}"),
    "the ontology itself": ("<https://w3id.org/csto-kg/ontology> rdfs:label 'mine' .", f"<https://w3id.org/csto-kg/ontology> {OURS}"),
    # shapes, rules, readings
    "a shape": ("<https://w3id.org/csto-kg/shapes#status> sh:deactivated true .", f"shape:status {OURS}"),
    "a rule": ("<https://w3id.org/csto-kg/rules#counted> sh:deactivated true .", f"rules:counted {OURS}"),
    "a shape of a reading": ("<https://w3id.org/csto-kg/shapes#comes-back> rdfs:label 'x' .", f"shape:comes-back {OURS}"),
    "a shape that is not there yet": ("<https://w3id.org/csto-kg/shapes#mine> a csto:Person .", f"shape:mine {OURS}"),
    # graphs
    "the graph of another source": ("graph:letters rdfs:label 'x' .", f"graph:letters {OURS}"),
    "a graph of the program": ("<https://w3id.org/csto-kg/graph/internal/changes> rdfs:label 'x' .", f"<https://w3id.org/csto-kg/graph/internal/changes> {OURS}"),
    "the document of another source": ("graph:notes csto:graphOf id:letters .", "id:letters is the source of graph:letters already; name a document of your own"),
    # records and things of other sources
    "a second status": ("id:bert-tenure csto:status csto:ReportedAsFact .", f"id:bert-tenure is a record of graph:chronicle, {RECORD}"),
    "an end": ('id:ada-tenure csto:end "1902-01-01"^^xsd:date .', f"id:ada-tenure is a record of graph:chronicle, {RECORD}"),
    "a label of a record": ("id:bert-tenure rdfs:label 'Bert is warden' .", f"id:bert-tenure is a record of graph:chronicle, {RECORD}"),
    "one matter, said of another's record": ("id:bert-tenure csto:sameMatterAs id:ada-tenure .", f"id:bert-tenure is a record of graph:chronicle, {RECORD}"),
    "a class of another's thing": ("id:ada a csto:Office .", "id:ada is described in graph:chronicle, and other sources add only rdfs:label, skos:altLabel and csto:note to it, not rdf:type; say it in a record of your own that points to it"),
    "a place for another's passage": ("id:page-2 csto:inDocument id:notes .", "id:page-2 is described in graph:chronicle, and other sources add only rdfs:label, skos:altLabel and csto:note to it, not csto:inDocument; say it in a record of your own that points to it"),
    # what rules derive and the program keeps
    "that a record counts": ("id:x csto:counted true .", f"csto:counted {NEVER}"),
    "a derived thing": ("<https://w3id.org/csto-kg/id/ada-tenure/turn> rdfs:label 'x' .", "<https://w3id.org/csto-kg/id/ada-tenure/turn> is derived by the rules, and facts may not say anything of it; describe a record of your own, such as <https://w3id.org/csto-kg/id/my-record>"),
    "a thing that rules may derive one day": ("<https://w3id.org/csto-kg/id/bert-tenure/turn> rdfs:label 'x' .", "<https://w3id.org/csto-kg/id/bert-tenure/turn> has a name under id:bert-tenure, which is described in graph:chronicle; such names are for what rules derive; name it otherwise, such as <https://w3id.org/csto-kg/id/my-thing>"),
    "an entry of the journal": ("id:x a csto:Change .", "a csto:Change is never part of a source; leave it out"),
    "who changed something": ("id:x csto:changedBy 'me' .", f"csto:changedBy {NEVER}"),
    # terms of one's own
    "a status of one's own": ("id:Sure a csto:EpistemicStatus .", "the ontology lists every csto:EpistemicStatus, and facts add none; use one of those that it has"),
    "a thing of one's own as status": ("id:x csto:status id:Sure .", f"id:Sure is no value of csto:status; {STATUSES}"),
    "a text as status": ("id:x csto:status 'ReportedAsFact' .", f'"ReportedAsFact" is no epistemic status; {STATUSES}'),
    "a blank node as status": ("id:x csto:status [ csto:countsInChecks true ] .", f"csto:countsInChecks {NEVER}"),
    "that it counts": ("id:x csto:countsInChecks true .", f"csto:countsInChecks {NEVER}"),
    "a kind of status": ("id:mine rdfs:subPropertyOf csto:status .", f"rdfs:subPropertyOf {SCHEMA}"),
    "a kind of class": ("id:Mine rdfs:subClassOf csto:Tenure .", f"rdfs:subClassOf {SCHEMA}"),
    "a new class": ("id:Mine a owl:Class .", "there is a new term here, a owl:Class, and facts bring no terms; use those of the ontology"),
    "a new property": ("id:mine a rdf:Property .", "there is a new term here, a rdf:Property, and facts bring no terms; use those of the ontology"),
    "a new shape": ("id:mine a sh:NodeShape .", "there is a new term here, a sh:NodeShape, and facts bring no terms; use those of the ontology"),
    "a target for shapes": ("id:mine sh:targetClass csto:Tenure .", f"sh:targetClass {SCHEMA}"),
    "identity": ("id:mine owl:sameAs id:bert-tenure .", f"owl:sameAs {SCHEMA}"),
    # for another source
    "a record of another source": ("id:x csto:source id:chronicle .", "id:chronicle is the source of graph:chronicle, and only the records there are taken from it; name a csto:Document of your own as csto:source, and cite this one by csto:evidence"),
    # words
    "a misspelt property": ("id:x csto:statsu csto:Hearsay .", '"csto:statsu" is no term of the ontology; did you mean "csto:status" or "csto:start"?'),
    "a misspelt status": ("id:x csto:status csto:ReportedFact .", '"csto:ReportedFact" is no term of the ontology; did you mean "csto:ReportedAsFact"?'),
    "a right name in a wrong namespace": ("id:x <http://w3id.org/csto-kg/ontology#status> csto:Hearsay .", "<http://w3id.org/csto-kg/ontology#status> is no term: it has a namespace that is not the ontology's; write csto:status, which is <https://w3id.org/csto-kg/ontology#status>"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused_with_its_line_and_nothing_is_changed(
    kb: KnowledgeBase, written: Callable[..., Path], what: str
) -> None:
    fact, said = REFUSED[what]
    before = kb.export("nquads")
    path = written("id:mine rdfs:label 'a thing of mine'@en .\n", fact)
    for attempt in (kb.validate, kb.add):
        with pytest.raises(InputError) as caught:
            attempt(path, source="notes")  # type: ignore[operator]
        assert str(caught.value) == f"{path}:{LINES + 2}: {said}"
    assert kb.export("nquads") == before
    assert kb.store.graph_names(internal=True) == kb.store.graph_names()


def test_a_passage_of_ones_own_in_the_document_of_another_source(
    memory: KnowledgeBase, written: Callable[..., Path]
) -> None:
    """Else a claim could be cited as if it were another place."""
    path = written("id:mine a csto:Passage ;\n csto:inDocument id:chronicle .")
    with pytest.raises(InputError) as caught:
        memory.validate(path)
    assert str(caught.value) == (
        f"{path}:{LINES + 2}: the passages of id:chronicle are in graph:chronicle; cite those by csto:evidence"
    )


def test_a_fact_on_evidence_that_its_source_takes_for_no_fact(
    memory: KnowledgeBase, written: Callable[..., Path]
) -> None:
    path = written(NOTES, tenure("bert", "1904-01-01", "1905-01-01", evidence="id:page-2"))
    with pytest.raises(InputError) as caught:
        memory.validate(path)
    assert str(caught.value) == (
        f"{path}:{LINES + 10}: id:bert-1904-01-01 would count as a fact, and rests on id:page-2, on which "
        "graph:chronicle rests nothing that counts; give it the status that it has there, or evidence of "
        "its own"
    )


@pytest.mark.parametrize(
    "said",
    [
        {"evidence": "id:page-2", "status": "csto:Hearsay"},
        {"evidence": "id:page-2 , id:note-1"},
        {"evidence": "id:page-1"},
    ],
    ids=["as hearsay", "with evidence of its own", "where a fact rests"],
)
def test_the_same_evidence_otherwise(
    memory: KnowledgeBase, written: Callable[..., Path], said: dict[str, str]
) -> None:
    path = written(NOTES, tenure("bert", "1904-01-01", "1905-01-01", **said))
    assert memory.validate(path).conforms


ALLOWED = {
    "names and notes of another's thing": "id:ada rdfs:label 'Ada the Elder'@en ; skos:altLabel 'A.' ; csto:note 'A note.' .",
    "things of one's own": "id:dora a csto:Person ; rdfs:label 'Dora' .",
    "one's own graph": "graph:notes a csto:SourceGraph ; csto:graphOf id:notes ; dct:title 'Notes' .",
    "a vocabulary of one's own": "id:dora <http://example.org/height> 1.7 ; a <http://example.org/Guildsman> .",
    "blank nodes": "id:dora <http://example.org/knows> [ a csto:Person ] .",
    "a word that another source says too": "id:ada-tenure csto:holder id:ada .",
    "a name with slashes": "<https://w3id.org/csto-kg/id/notes/dora> a csto:Person .",
}


@pytest.mark.parametrize("what", ALLOWED)
def test_what_may_be_said(memory: KnowledgeBase, written: Callable[..., Path], what: str) -> None:
    report = memory.validate(written(ALLOWED[what]))
    assert (report.conforms, report.results) == (True, ())


def test_only_a_fact_that_is_new_is_refused(
    memory: KnowledgeBase, written: Callable[..., Path]
) -> None:
    """Without a source it is nobody's, and what others say is no news; a source would repeat it."""
    path = written("id:ada-tenure csto:holder id:ada .")
    assert memory.validate(path).checked.added == 0
    with pytest.raises(InputError, match="id:ada-tenure is a record of graph:chronicle"):
        memory.validate(path, source="notes")


GRAPHS = {
    "ontology": "graph:ontology is part of what csto-kg ships and cannot be changed; put the facts into no named graph, or into that of their source",
    "chronicle": "graph:chronicle is part of what csto-kg ships and cannot be changed; put the facts into no named graph, or into that of their source",
    "internal/changes": "<https://w3id.org/csto-kg/graph/internal/changes> is kept by csto-kg for itself; name the graph otherwise",
    "internal/derived/common": "<https://w3id.org/csto-kg/graph/internal/derived/common> is kept by csto-kg for itself; name the graph otherwise",
    "internal/literals/x": "<https://w3id.org/csto-kg/graph/internal/literals/x> is kept by csto-kg for itself; name the graph otherwise",
}


@pytest.mark.parametrize("graph", GRAPHS)
def test_named_graphs_that_are_not_theirs(
    kb: KnowledgeBase, written: Callable[..., Path], graph: str
) -> None:
    path = written(
        "id:a rdfs:label 'x' .\n",
        f"<https://w3id.org/csto-kg/graph/{graph}> {{ id:b rdfs:label 'x' }}",
        name="notes.trig",
    )
    for attempt in (kb.validate, kb.add):
        with pytest.raises(CstoKgError) as caught:
            attempt(path, source="notes")  # type: ignore[operator]
        assert str(caught.value) == f"{path}:{LINES + 2}: {GRAPHS[graph]}"
        assert isinstance(caught.value, InputError)


def test_a_named_graph_beside_that_of_the_source(
    kb: KnowledgeBase, written: Callable[..., Path]
) -> None:
    path = written(
        "graph:notes { id:a rdfs:label 'x' }\ngraph:b { id:b rdfs:label 'x' }", name="n.trig"
    )
    with pytest.raises(InputError) as caught:
        kb.add(path, "notes")
    assert str(caught.value) == (
        f"{path}:{LINES + 2}: graph:b is not graph:notes, the graph of the source; put the facts into no "
        "named graph, or into that of their source"
    )
    assert kb.validate(path).checked.graphs[-2:] == (
        "https://w3id.org/csto-kg/graph/notes",
        "https://w3id.org/csto-kg/graph/ontology",
    )


@pytest.mark.parametrize("name", ["ontology", "chronicle", "graph:letters"])
def test_sources_that_nobody_may_change(
    kb: KnowledgeBase, written: Callable[..., Path], name: str
) -> None:
    path = written("id:a rdfs:label 'x' .")
    graph = f"graph:{name.removeprefix('graph:')}"
    for attempt in (kb.validate, kb.add):
        with pytest.raises(UsageError) as caught:
            attempt(path, source=name)  # type: ignore[operator]
        assert str(caught.value) == (
            f"{graph} is part of what csto-kg ships and cannot be changed; name a source of your own"
        )


def test_a_record_of_a_source_that_a_user_added(
    kb: KnowledgeBase, written: Callable[..., Path]
) -> None:
    kb.add(written(NOTES, tenure("dora", "1904-01-01", "1905-01-01")), "notes")
    path = written("id:dora-1904-01-01 csto:note 'x' .", name="more.ttl")
    with pytest.raises(InputError) as caught:
        kb.validate(path)
    assert str(caught.value) == (
        f"{path}:{LINES + 1}: id:dora-1904-01-01 is a record of graph:notes, {RECORD}; if this is that "
        "source, say so with --source notes"
    )
    assert kb.validate(path, source="notes").conforms
