"""Each record says what it is, how it is known, where it comes from and on what it rests."""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph as ox
import pytest

from tests.graph.facts import CSTO, ID, XSD, Dataset, Ontology, Term, iri, short

Rule = Callable[[Dataset], list[str]]

DERIVED_INTEGERS = frozenset({XSD + "integer", XSD + "decimal"})
LINKS = ("csto:sameMatterAs", "csto:competesWith")


def blank_nodes(data: Dataset) -> list[str]:
    return [
        str(t) for t in data.facts
        if isinstance(t.subject, ox.BlankNode) or isinstance(t.object, ox.BlankNode)
    ]  # fmt: skip


def incomplete_records(data: Dataset) -> list[str]:
    """Records without exactly one status, source and English label, and some evidence."""
    found = []
    for record in data.records:
        for prop in ("csto:status", "csto:source", "rdfs:label"):
            if len(data.facts.values(record, prop)) != 1:
                found.append(f"{short(record)}: {prop}")
        label = data.facts.values(record, "rdfs:label")
        if any(isinstance(v, ox.Literal) and v.language != "en" for v in label):
            found.append(f"{short(record)}: language of the label")
        if not data.facts.values(record, "csto:evidence"):
            found.append(f"{short(record)}: csto:evidence")
    return found


def undescribed(data: Dataset) -> list[str]:
    """Names under id: that are used and have no type or no label."""
    named = {
        term for t in data.facts.triples for term in (t.subject, t.object)
        if isinstance(term, ox.NamedNode) and term.value.startswith(ID)
    }  # fmt: skip
    return [
        f"{short(term)}: {prop}"
        for term in sorted(named, key=str)
        for prop in ("rdf:type", "rdfs:label")
        if not data.facts.values(term, prop)
    ]


def not_one_leaf_class(data: Dataset) -> list[str]:
    """Subjects of no class, of two, or of one that is split further, such as Agent.

    Agent, Evidence, Record and Communication are only parents. Event, Situation and Document are
    classes of what has none of its own: a crackdown, a treaty that runs on, a declaration.
    """
    abstract = {iri(f"csto:{n}") for n in ("Agent", "Evidence", "Record", "Communication")}
    found = []
    for subject in data.facts.subjects():
        types = [t for t in data.facts.types(subject) if t not in abstract]
        if len(types) != 1 or len(types) != len(data.facts.types(subject)):
            names = ", ".join(map(short, data.facts.types(subject)))
            found.append(f"{short(subject)}: {names or 'no class'}")
    return found


def literal_fits(value: ox.Literal, admitted: frozenset[Term]) -> bool:
    if iri("xsd:decimal") in admitted and value.datatype.value in DERIVED_INTEGERS:
        return True
    return value.datatype in admitted


def outside_domain_or_range(data: Dataset) -> list[str]:
    """Closed world: the types on record must be among those that domain and range admit."""
    facts, ontology = data.facts, data.ontology

    def fits(term: Term, admitted: frozenset[Term]) -> bool:
        if isinstance(term, ox.Literal):
            return literal_fits(term, admitted)
        types = [*facts.types(term), *ontology.types(term)]
        return any(admitted & ontology.above(t) for t in types)

    found = []
    for t in facts:
        if not t.predicate.value.startswith(CSTO):
            continue
        for term, axiom in ((t.subject, "rdfs:domain"), (t.object, "rdfs:range")):
            admitted = ontology.options(t.predicate, axiom)
            if admitted and not fits(term, admitted):
                found.append(f"{axiom}: {short(t.subject)} {short(t.predicate)} {short(t.object)}")
    return found


def repeated_functional_values(data: Dataset) -> list[str]:
    """Two values of a functional property: two names for one thing, to a reasoner."""
    return [
        f"{short(subject)}: {short(prop)}"
        for prop in data.ontology.of_type("owl:FunctionalProperty")
        for subject in data.facts.subjects(short(prop))
        if len(data.facts.values(subject, short(prop))) > 1
    ]


def inferences_without_ground(data: Dataset) -> list[str]:
    """What we infer says from what, in words and as links; nothing else claims a ground."""
    found = []
    for record in data.records:
        inferred = data.facts.values(record, "csto:status") == [iri("csto:InferredByUs")]
        for prop in ("csto:ground", "csto:derivedFrom"):
            if bool(data.facts.values(record, prop)) != inferred:
                found.append(f"{short(record)}: {'no' if inferred else 'needless'} {prop}")
    return found


def circular_inferences(data: Dataset) -> list[str]:
    """Records that are, in the end, derived from themselves."""
    found = []
    for record in data.records:
        seen: set[Term] = set()
        todo = data.facts.values(record, "csto:derivedFrom")
        while todo:
            term = todo.pop()
            if term not in seen:
                seen.add(term)
                todo += data.facts.values(term, "csto:derivedFrom")
        if record in seen:
            found.append(short(record))
    return found


def words_of_nobody(data: Dataset) -> list[str]:
    """What is attributed or hearsay has a speaker; a norm as claimed, one who claims it."""
    attributed = {iri("csto:AttributedStatement"), iri("csto:Hearsay")}
    found = []
    for words in data.instances("csto:Communication"):
        hedged = attributed & set(data.facts.values(words, "csto:status"))
        if hedged and not data.facts.values(words, "csto:speaker"):
            found.append(f"{short(words)}: csto:speaker")
    for norm in data.instances("csto:Provision"):
        if not data.facts.values(norm, "csto:claimant"):
            found.append(f"{short(norm)}: csto:claimant")
    return found


def unexplained_links(data: Dataset) -> list[str]:
    """Accounts of one matter come from two sources, or one of them says why there are two."""
    found = []
    for link in LINKS:
        for one in data.facts.subjects(link):
            for other in data.facts.values(one, link):
                if one == other:
                    found.append(f"{short(one)} {link} itself")
                sources = [data.facts.values(r, "csto:source") for r in (one, other)]
                noted = any(
                    data.facts.values(r, prop)
                    for r in (one, other)
                    for prop in ("csto:note", "csto:ground")
                )
                if sources[0] == sources[1] and not noted:
                    found.append(f"{short(one)} {link} {short(other)}")
    return found


RULES: dict[Rule, tuple[str, str, list[str]]] = {
    # rule: (what to add, what to remove, the violations that must be found, and no others)
    blank_nodes: ("", "", []),  # see below: blank nodes have no stable name
    incomplete_records: (
        "id:edm-p1s2-release csto:status csto:Plan .",
        "id:edm-p1s2-general csto:source id:edm-15-168 ; csto:evidence id:edm-p1s2 .",
        [
            "id:edm-p1s2-general: csto:source",
            "id:edm-p1s2-general: csto:evidence",
            "id:edm-p1s2-release: csto:status",
        ],
    ),
    undescribed: (
        "id:edm-p1s2-release csto:about id:nobody .",
        'id:tass rdfs:label "TASS"@en .',
        ["id:nobody: rdf:type", "id:nobody: rdfs:label", "id:tass: rdfs:label"],
    ),
    not_one_leaf_class: (
        "id:tass a csto:Person . id:armenia a csto:Agent .",
        "id:kommersant a csto:Outlet .",
        [
            "id:armenia: csto:Agent, csto:State",
            "id:kommersant: no class",
            "id:tass: csto:Outlet, csto:Person",
        ],
    ),
    outside_domain_or_range: (
        "id:edm-p1s2-release csto:office id:armenia . id:tass csto:speaker id:armenia .",
        "",
        [
            "rdfs:range: id:edm-p1s2-release csto:office id:armenia",
            "rdfs:domain: id:tass csto:speaker id:armenia",
        ],
    ),
    repeated_functional_values: (
        "id:edm-p1s2-khachaturov-tenure csto:holder id:stanislav-zas .",
        "",
        ["id:edm-p1s2-khachaturov-tenure: csto:holder"],
    ),
    inferences_without_ground: (
        'id:edm-p1s2-general csto:ground "So it seems." .',
        "id:edm-gap-verdict csto:derivedFrom id:edm-p1s2 .",
        ["id:edm-gap-verdict: no csto:derivedFrom", "id:edm-p1s2-general: needless csto:ground"],
    ),
    circular_inferences: (
        """id:edm-year-2018 csto:derivedFrom id:edm-gap-verdict .
           id:edm-gap-verdict csto:derivedFrom id:edm-year-2018 .""",
        "",
        ["id:edm-gap-verdict", "id:edm-year-2018"],
    ),
    words_of_nobody: (
        "",
        """id:edm-p4s2-disclosure csto:speaker id:alyaksandr-lukashenka .
           id:edm-p4s5-confidentiality csto:claimant id:nikol-pashinyan .""",
        ["id:edm-p4s2-disclosure: csto:speaker", "id:edm-p4s5-confidentiality: csto:claimant"],
    ),
    unexplained_links: (
        """id:x csto:source id:edm-15-168 ; csto:sameMatterAs id:x ; csto:competesWith id:y .
           id:y csto:source id:edm-15-168 .""",
        "",
        [
            "id:x csto:sameMatterAs itself",
            "id:x csto:sameMatterAs id:x",
            "id:x csto:competesWith id:y",
        ],
    ),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_graphs_keep_the_rule(rule: Rule, data: Dataset) -> None:
    assert rule(data) == []


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if RULES[rule][2]], ids=lambda rule: rule.__name__
)
def test_a_broken_graph_is_caught(rule: Rule, data: Dataset) -> None:
    add, remove, expected = RULES[rule]
    before = rule(data)
    assert [v for v in rule(data.changed(add=add, remove=remove)) if v not in before] == expected


def test_a_blank_node_is_caught(data: Dataset) -> None:
    broken = data.changed(add='id:armenia csto:about [ a csto:Person ; rdfs:label "x" ] .')
    assert len(blank_nodes(broken)) == 3


def test_a_literal_of_the_wrong_datatype_is_caught(data: Dataset) -> None:
    broken = data.changed(add='id:edm-p1s1 csto:paragraph "one" .')
    assert "rdfs:range: id:edm-p1s1 csto:paragraph one" in outside_domain_or_range(broken)


def test_every_property_that_needs_it_has_a_domain_and_a_range(ontology: Ontology) -> None:
    """Dates have no OWL range, notes and dates any subject; the rest says what it joins."""
    open_domain = {
        short(p) for kind in ("owl:ObjectProperty", "owl:DatatypeProperty")
        for p in ontology.of_type(kind) if not ontology.values(p, "rdfs:domain")
    }  # fmt: skip
    open_range = {
        short(p) for kind in ("owl:ObjectProperty", "owl:DatatypeProperty")
        for p in ontology.of_type(kind) if not ontology.values(p, "rdfs:range")
    }  # fmt: skip
    dates = {
        f"csto:{role}{suffix}"
        for role in ("date", "start", "end", "reportedDate", "attestedDate")
        for suffix in ("", "Earliest", "Latest")
    }
    assert open_domain == dates | {"csto:note", "csto:dateGround", "csto:called"}
    further = {  # days of facts to come, and of what rules derive
        f"csto:{role}{bound}"
        for role in (
            "intendedStart", "hullStart", "hullEnd", "hullDate", "hullIntendedStart", "judged",
            "boundary", "scheduledStart", "scheduledBoundary", "scheduledTerm", "termFromStart",
            "termBase", "termEnd", "acted",
        )
        for bound in ("Earliest", "Latest")
    } | {
        "csto:intendedStart", "csto:dayAsked", "csto:latestDay", "csto:courseMayEnd",
        "csto:dayAfterEnd", "csto:mayHoldFrom", "csto:mayHoldUntil", "csto:holdsFrom",
        "csto:holdsUntil",
    }  # fmt: skip
    assert open_range == dates | further | {"csto:shortForm"}
