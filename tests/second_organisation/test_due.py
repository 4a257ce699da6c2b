"""Who is due on given days, and what the checks make of it; worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from csto_kg.shacl.data_graph import DataGraph
from csto_kg.shacl.pyshacl.pyshacl_engine import PyshaclEngine
from csto_kg.shacl.rules.fixpoint import derive
from csto_kg.shacl.rules.rule_set import rule_set
from csto_kg.shacl.wellformed.shapes import Shapes, load_shapes
from tests.second_organisation.made import (
    CSTO,
    ID,
    OFFICES,
    READINGS,
    ROOT,
    RULES,
    derived,
    member,
    nomination,
    statuses,
    suspension,
    table,
    tenure,
    world,
)

SHAPES = ROOT / "ontology" / "shapes"
# Ana's early end opens Hostivia's turn, from 15 March 2011 to 14 March 2013.
ANA = tenure("ana", "celinia", "speaker", "2010-07-01", "2011-03-15")
# What Cem's early end does depends on the reading.
CEM = tenure("cem", "chlumia", "warden", "2011-08-31", "2012-03-10")

DUE = {
    ("speaker", "turn-stays"): """
        2010-06-30 -
        2010-07-01 celinia
        2011-03-14 celinia
        2011-03-15 hostivia
        2013-03-14 hostivia
        2013-03-15 chlumia
        2015-03-15 cedrania
        2017-03-15 celinia
        2019-03-15 hostivia
        2011-03-01/2011-03-14 celinia
        2011-03-01/2011-03-15 celinia|hostivia
        2011-03-15/2011-12-31 hostivia
        2010-01-01/2010-12-31 -
    """,
    ("warden", "turn-stays"): """
        2012-03-10 chlumia
        2013-02-27 chlumia
        2013-02-28 hostivia
        2014-08-28 cedrania
    """,
    ("warden", "turn-passes"): """
        2012-03-09 chlumia
        2012-03-10 hostivia
        2013-09-09 hostivia
        2013-09-10 cedrania|hostivia
        2015-03-09 cedrania|hostivia
        2015-03-10 cedrania|celinia|hostivia
    """,
    ("warden", "turn-restarts"): """
        2012-03-09 chlumia
        2012-03-10 chlumia
        2013-09-09 chlumia
        2013-09-10 hostivia
        2015-03-10 cedrania
    """,
}


@pytest.mark.parametrize(("office", "reading"), DUE)
def test_who_is_due_on_a_day(office: str, reading: str) -> None:
    rows = [line.split() for line in table(DUE[office, reading])]
    asked = [
        f'id:q{number} a csto:Person ; rdfs:label "Q{number}"@en .'
        + nomination(f"question{number}", f"q{number}", "celinia", office, intended=day)
        for number, (day, _) in enumerate(rows)
    ]
    found = derived(world(ANA, CEM, *asked), reading, offices=[office])
    due = ox.NamedNode(CSTO + "mayBeDue")
    states: dict[str, list[str]] = {}
    for triple in found:
        if triple.predicate == due:
            named = triple.object.value.removeprefix(ID)
            states.setdefault(triple.subject.value.removeprefix(ID), []).append(named)
    given = ["|".join(sorted(states.get(f"question{n}", ["-"]))) for n in range(len(rows))]
    assert [(day, who) for (day, _), who in zip(rows, given, strict=True)] == [
        (day, who) for day, who in rows
    ]


UNTOLD = tenure("dan", "hostivia", "speaker", "2011-03-20", None)


@pytest.mark.parametrize("day", ["2011-03-15", "2011-03-20", "2011-03-21", "2012-06-01"])
@pytest.mark.parametrize("more", ["", UNTOLD], ids=["", "an end is not recorded"])
def test_a_day_asked_about_is_judged_as_a_record_of_that_day_is(day: str, more: str) -> None:
    asked = 'id:q a csto:Person ; rdfs:label "Q"@en .' + nomination(
        "question", "q", "celinia", "speaker", intended=day
    )
    found = derived(world(ANA, more, asked), "turn-passes", day, ["speaker"])
    due = ox.NamedNode(CSTO + "dueInTurn")
    of_record, of_rule = (
        {t.object for t in found if t.predicate == due and t.subject.value == ID + name}
        for name in ("question", "speaker-rule")
    )
    assert of_rule == of_record
    certain = [t for t in found if t.predicate.value == CSTO + "certainlyInTurn"]
    assert len(of_rule) == 1 if certain else len(of_rule) > 1


# --- Verdicts


@cache
def _shapes(reading: str | None) -> Shapes:
    if reading is None:
        return load_shapes([SHAPES / "prefixes.ttl", *sorted(SHAPES.glob("rotation*.ttl"))])
    return load_shapes([*sorted((SHAPES / "by-reading").glob("*.ttl")), READINGS[reading]])


def verdicts(
    facts: list[ox.Triple], reading: str | None, offices: Sequence[str] = OFFICES
) -> list[str]:
    """Return the results of the common checks, or of a reading: focus node, verdict, shape."""
    found = [*facts, *derived(facts, reading, offices=offices)]
    results = PyshaclEngine().validate(DataGraph.of(found), _shapes(reading))
    return sorted(
        f"{result.focus.value.removeprefix(ID)} {result.severity.word}: "
        f"{result.shape.rsplit('#')[-1]}"
        for result in results
    )


def bo(state: str, first: str | None, last: str | None = None, capacity: str = "Full") -> str:
    """Bo follows Ana."""
    return tenure("bo", state, "speaker", first, last, capacity=capacity)


SPEAKER = {
    "on the very day of the vacancy": (bo("hostivia", "2011-03-15"), []),
    "for a state that is not due": (
        bo("chlumia", "2011-04-01"),
        ["bo-tenure violates: not-due"],
    ),
    "for the state that had the turn": (
        bo("celinia", "2011-04-01"),
        ["bo-tenure violates: not-due"],
    ),
    "acting": (bo("chlumia", "2011-04-01", capacity="Acting"), []),
    "before the rule applied": (bo("chlumia", "2009-01-01", "2010-06-30"), []),
    "on some day around the vacancy": (
        bo("hostivia", "2011-03-01/2011-03-31"),
        ["bo-tenure may violate: may-not-be-due"],
    ),
    "until the first day of the next turn": (bo("hostivia", "2011-04-01", "2013-03-15"), []),
    "a day longer": (
        bo("hostivia", "2011-04-01", "2013-03-16"),
        ["bo-tenure violates: outlasts-turn"],
    ),
    "until some day around the end of the turn": (
        bo("hostivia", "2011-04-01", "2013-03-10/2013-03-20"),
        ["bo-tenure may violate: may-outlast-turn"],
    ),
    "for a state that is next because another one is suspended": (
        suspension("hostivia", "2011-01-01", "2011-12-31") + bo("chlumia", "2011-04-01"),
        [],
    ),
    "for a state that is perhaps suspended": (
        suspension("hostivia", "2011-03-01/2011-03-31", "2011-12-31")
        + bo("hostivia", "2011-04-01"),
        ["bo-tenure may violate: may-not-be-due"],
    ),
    "for a state that joined too late to be in the order": (
        member("dravonia", "2011-03-16") + bo("dravonia", "2011-04-01"),
        ["bo-tenure violates: not-due"],
    ),
    "for a state that joined on the day of the vacancy": (
        member("dravonia", "2011-03-15") + bo("dravonia", "2011-04-01"),
        [],
    ),
}


@pytest.mark.parametrize(("more", "expected"), SPEAKER.values(), ids=SPEAKER)
def test_who_may_follow_where_the_rule_says_what_a_vacancy_does(
    more: str, expected: list[str]
) -> None:
    facts = world(ANA, more)
    assert verdicts(facts, "turn-passes", ["speaker"]) == expected
    assert verdicts(facts, "turn-stays", ["speaker"]) == expected


def follower(state: str, first: str) -> str:
    """Deniz follows Cem, sooner or later."""
    return tenure("deniz", state, "warden", first)


NOT_DUE = ["deniz-tenure violates: not-due"]
OPEN = ["deniz-tenure undetermined: due-left-open"]
WARDEN = {
    "the next state's, at once": (
        follower("hostivia", "2012-03-10"),
        {"turn-passes": [], "turn-stays": NOT_DUE, "turn-restarts": NOT_DUE},
    ),
    "the same state's": (
        follower("chlumia", "2012-04-01"),
        {"turn-passes": NOT_DUE, "turn-stays": [], "turn-restarts": []},
    ),
    "a third state's": (
        follower("cedrania", "2012-04-01"),
        {"turn-passes": NOT_DUE, "turn-stays": NOT_DUE, "turn-restarts": NOT_DUE},
    ),
    # Hostivia's turn may be over by then, or not.
    "the one after the next, when how long a turn lasts matters": (
        follower("cedrania", "2013-10-01"),
        {"turn-passes": OPEN, "turn-stays": NOT_DUE, "turn-restarts": NOT_DUE},
    ),
    "the next one's, when that matters": (
        follower("hostivia", "2014-01-01"),
        {"turn-passes": OPEN, "turn-stays": [], "turn-restarts": []},
    ),
    "one that is due by no view": (
        follower("celinia", "2013-10-01"),
        {"turn-passes": NOT_DUE, "turn-stays": NOT_DUE, "turn-restarts": NOT_DUE},
    ),
}


@pytest.mark.parametrize(("more", "expected"), WARDEN.values(), ids=WARDEN)
def test_who_may_follow_depends_on_the_reading(more: str, expected: dict[str, list[str]]) -> None:
    facts = world(CEM, more)
    assert {reading: verdicts(facts, reading, ["warden"]) for reading in READINGS} == expected


LABELLED = 'id:turn-stays a csto:Reading ; rdfs:label "It stays"@en .'
CLAUSE = ' ; csto:clause "the turn stays"'
IN_FORCE = "id:turn-stays a csto:Reading ; csto:inForce true"
NAMED = {
    "by its clause": ("", CLAUSE, CLAUSE, "Where the turn stays, Hostivia is not due then"),
    "by its label": (
        LABELLED,
        CLAUSE,
        "",
        'Under the reading "It stays", Hostivia is not due then',
    ),
    "by its IRI": ("", CLAUSE, "", 'Under the reading "turn-stays", Hostivia is not due then'),
    # It opens no turn, since no reading is in force.
    "not at all": (LABELLED, IN_FORCE, "id:other a csto:State", "Under this reading, no turn runs"),
}


@pytest.mark.parametrize(("more", "old", "new", "said"), NAMED.values(), ids=NAMED)
def test_a_message_names_the_reading_as_well_as_it_can(
    more: str, old: str, new: str, said: str, tmp_path: Path
) -> None:
    text = READINGS["turn-stays"].read_text(encoding="utf-8")
    assert text.count(old) == 1
    path = tmp_path / "turn-stays.ttl"
    path.write_text(text.replace(old, new), encoding="utf-8")
    facts = [*statuses(), *world(CEM, follower("hostivia", "2012-03-10"), more)]
    found = [*facts, *derive(facts, rule_set([*RULES, path])).triples]
    results = PyshaclEngine().validate(DataGraph.of(found), _shapes("turn-stays"))
    messages = {r.message for r in results if r.focus == ox.NamedNode(ID + "deniz-tenure")}
    assert [message.partition(". ")[2][: len(said)] for message in messages] == [said]


COMMON = {
    "all in order": ("", []),
    "until the anniversary": (tenure("bo", "celinia", "speaker", "2010-07-01", "2012-07-01"), []),
    "longer than the term of this office": (
        tenure("bo", "celinia", "speaker", "2010-07-01", "2012-07-02"),
        ["bo-tenure violates: term-exceeded"],
    ),
    "longer than the term of the other office, which is shorter": (
        tenure("bo", "chlumia", "warden", "2011-08-31", "2013-03-01"),
        ["bo-tenure violates: term-exceeded"],
    ),
    "two at a time": (
        ANA + bo("celinia", "2011-03-14", "2011-03-20"),
        ["bo-tenure violates: tenures-overlap"],
    ),
    "one in each office": (
        tenure("bo", "celinia", "speaker", "2010-07-01", "2011-12-31")
        + tenure("bo-again", "celinia", "warden", "2011-08-31", "2011-12-31"),
        [],
    ),
    "nobody says since when": (
        bo("celinia", None),
        ["bo-tenure undetermined: start-not-recorded"],
    ),
    "put forward by no member": (
        nomination("n", "bo", "abelia", "speaker", "2011-01-01", intended="2011-02-01")
        + 'id:bo a csto:Person ; rdfs:label "Bo"@en .',
        ["n violates: nominator-not-a-member"],
    ),
    "put forward on the day on which the state joins": (
        member("abelia", "2011-01-01")
        + nomination("n", "bo", "abelia", "speaker", "2011-01-01", intended="2011-02-01")
        + 'id:bo a csto:Person ; rdfs:label "Bo"@en .',
        [],
    ),
    "a member with no name in either language": (
        'id:nowhere a csto:State ; rdfs:label "Nowhere"@en .' + member("nowhere", "2011-01-01"),
        ["nowhere-membership may violate: member-without-short-name"] * 2,
    ),
}


@pytest.mark.parametrize(("more", "expected"), COMMON.values(), ids=COMMON)
def test_the_common_checks(more: str, expected: list[str]) -> None:
    assert verdicts(world(more), None) == expected


def test_a_tenure_is_held_for_a_state_even_if_its_first_day_is_unknown() -> None:
    found = derived(world(ANA, bo("hostivia", None)), "turn-passes", offices=["speaker"])
    held = {
        triple.subject.value.removeprefix(ID): triple.object.value.removeprefix(ID)
        for triple in found
        if triple.predicate.value == CSTO + "heldFor"
    }
    assert (held["ana-tenure"], held["bo-tenure"]) == ("celinia", "hostivia")
