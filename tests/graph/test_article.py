"""What the article's graph must not say: more than the article."""

from __future__ import annotations

import pyoxigraph as ox

from tests.graph.facts import Dataset, Node, iri, short

ARTICLE = iri("id:edm-15-168")
# Records of what holds or happens: as facts they would enter a check.
WORLDLY = ("csto:Situation", "csto:Event", "csto:Stance", "csto:Figure", "csto:Agency")
# Statuses that pass on a content without affirming that even its telling happened.
HEDGED = frozenset({iri("csto:Hearsay")})


def of_article(data: Dataset, *classes: str) -> list[Node]:
    return [
        record for cls in classes for record in data.instances(cls)
        if ARTICLE in data.facts.values(record, "csto:source")
    ]  # fmt: skip


def named_members(data: Dataset) -> list[str]:
    """The states that the article's graph makes members of anything."""
    found = [
        short(state) for membership in of_article(data, "csto:StateMembership")
        for state in data.facts.values(membership, "csto:state")
    ]  # fmt: skip
    return sorted(found)


def hedged_passages(data: Dataset) -> frozenset[object]:
    """Passages of which some record is hearsay."""
    return frozenset(
        passage
        for record in data.records
        if HEDGED & set(data.facts.values(record, "csto:status"))
        for passage in data.facts.values(record, "csto:evidence")
        if iri("csto:Passage") in data.facts.types(passage)
    )


def facts_from_hearsay(data: Dataset) -> list[str]:
    """Records of the world that count in checks and rest on hedged sentences alone."""
    hedged = hedged_passages(data)
    return [
        short(record)
        for cls in WORLDLY
        for record in data.instances(cls)
        if data.counting(record) and hedged.issuperset(data.facts.values(record, "csto:evidence"))
    ]


def what_counts_from(data: Dataset, passage: str) -> list[str]:
    """Records on one passage whose status counts, other than how the text is to be read."""
    about_the_text = {iri("csto:Coreference"), iri("csto:Gap")}
    return [
        short(record)
        for record in data.records
        if iri(passage) in data.facts.values(record, "csto:evidence")
        and data.counting(record)
        and not about_the_text & set(data.facts.types(record))
    ]


def presupposed_as_fact(data: Dataset) -> list[str]:
    """Facts of the world that are derived from nothing but records which do not count.

    Norms as claimed are the exception: the rule of the rotation is known by them alone, and what
    follows from it (a turn) is as good as they are, and says so.
    """
    found = []
    for record in data.records:
        grounds = [
            g for g in data.facts.values(record, "csto:derivedFrom")
            if data.facts.values(g, "csto:status") and isinstance(g, ox.NamedNode)
        ]  # fmt: skip
        others = len(data.facts.values(record, "csto:derivedFrom")) - len(grounds)
        worldly = any(data.ontology.is_a(t, c) for t in data.facts.types(record) for c in WORLDLY)
        norms = any(iri("csto:Provision") in data.facts.types(g) for g in grounds)
        counted = norms or any(map(data.counting, grounds))
        if worldly and grounds and not others and not counted:
            found.append(short(record))
    return found


def test_it_names_four_members(data: Dataset) -> None:
    assert named_members(data) == ["id:armenia", "id:belarus", "id:kazakhstan", "id:russia"]


def test_a_fifth_member_is_caught(data: Dataset) -> None:
    broken = data.changed(
        add="""id:x a csto:StateMembership ; csto:source id:edm-15-168 ;
                    csto:state id:tajikistan ."""
    )
    assert "id:tajikistan" in named_members(broken)


def test_hearsay_makes_no_fact(data: Dataset) -> None:
    assert iri("id:edm-p4s2") in hedged_passages(data)
    assert facts_from_hearsay(data) == []
    assert what_counts_from(data, "id:edm-p4s2") == []


def test_a_fact_from_hearsay_is_caught(data: Dataset) -> None:
    broken = data.changed(
        add="""id:x a csto:Nomination ; csto:status csto:ReportedAsFact ;
                    csto:source id:edm-15-168 ; csto:evidence id:edm-p4s2 .
               id:edm-p4s2-three-candidates csto:status csto:ReportedAsFact .""",
        remove="id:edm-p4s2-three-candidates csto:status csto:Hearsay .",
    )
    assert facts_from_hearsay(broken) == ["id:x"]
    assert what_counts_from(broken, "id:edm-p4s2") == ["id:edm-p4s2-three-candidates", "id:x"]


def test_no_fact_is_derived_from_claims_alone(data: Dataset) -> None:
    assert presupposed_as_fact(data) == []


def test_a_fact_from_a_claim_is_caught(data: Dataset) -> None:
    broken = data.changed(
        add="""id:x a csto:Meeting ; csto:status csto:InferredByUs ;
                    csto:derivedFrom id:edm-p4s2-disclosure , id:edm-p5s2-collusion ."""
    )
    assert presupposed_as_fact(broken) == ["id:x"]


def test_what_is_planned_or_possible_is_no_fact(data: Dataset) -> None:
    """A content put as due, possible, intended, conditional or counterfactual never counts."""
    names = "Possible Due Permission Intended Conditional Counterfactual NearlyCertain"
    unreal = {iri(f"csto:{name}") for name in names.split()}
    assert [
        short(r) for r in data.records
        if unreal & set(data.facts.values(r, "csto:modality")) and data.counting(r)
    ] == []  # fmt: skip


def test_unnamed_outlets_stay_unnamed(data: Dataset) -> None:
    """Eleven citations; the three whose outlet the text names have one."""
    cited = of_article(data, "csto:CitedSource")
    named = [c for c in cited if data.facts.text(c, "csto:outletNamed") == "true"]
    assert (len(cited), len(named)) == (11, 3)
    assert [c for c in cited if data.facts.values(c, "csto:outlet")] == named


def test_nothing_in_the_articles_graph_points_to_the_background(data: Dataset) -> None:
    """The background speaks of the article's records; the article knows nothing of it."""
    theirs = {
        r for r in data.records if ARTICLE not in data.facts.values(r, "csto:source")
    }  # fmt: skip
    assert [
        f"{short(t.subject)} {short(t.predicate)} {short(t.object)}"
        for record in of_article(data, "csto:Record")
        for t in data.facts.about(record)
        if t.object in theirs
    ] == []
