"""Whether a turn runs on a day, and the calendars of the shipped graph."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csto_kg.asking.rotation.calendar import Rotation, Span
from csto_kg.asking.rotation.lookup import rotation
from csto_kg.catalog.catalog import Catalog
from csto_kg.errors import InputError, UsageError
from csto_kg.knowledge_base import KnowledgeBase
from csto_kg.resources import find_resources
from csto_kg.session.session import run
from csto_kg.shacl.rules.fixpoint import derive
from csto_kg.shacl.rules.rule_set import rule_set
from csto_kg.store.embedded.embedded_store import EmbeddedStore
from csto_kg.terms import COUNTS, CSTO, GRAPH, ID, PREFIXES
from tools.scenarios import FOLDER as SCENARIOS

DAY = date(2020, 1, 1)
NAMES = ("startEarliest", "startLatest", "boundaryEarliest", "boundaryLatest")
TURNS = Catalog(find_resources().queries_dir).command("rotation/turns")
JUDGING = rule_set(
    [path for path in find_resources().rule_files if Path(path).stem in ("stages", "judging")]
)
DAYS = st.integers(-5, 5).map(lambda days: DAY + timedelta(days))


def due(*turns: tuple[str, ...]) -> list[str]:
    """What rules and the stored query say, for :data:`DAY`, of turns that follow each other.

    Each is its days: when it opens at the earliest and at the latest, and the first day after its
    course, likewise; "" stands for one that is not known.
    """
    lines = [f'<urn:rule> a csto:RotationRule ; csto:dayAsked "{DAY}"^^xsd:date .']
    for number, days in enumerate(turns, start=1):
        follows = f"; csto:follows <urn:turn-{number - 1}>" if number > 1 else ""
        lines.append(
            f"<urn:turn-{number}> a csto:Turn ; csto:underRule <urn:rule> ; "
            f"csto:state <urn:state> ; csto:ordinal {number} {follows} ."
        )
        lines += [
            f'<urn:turn-{number}> csto:{name} "{day}"^^xsd:date .'
            for name, day in zip(NAMES, days, strict=False)
            if day
        ]
    database = ox.Store()
    prefixes = "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in ("csto", "xsd"))
    graph = ox.NamedNode("urn:turns")
    database.load(prefixes + " ".join(lines), format=ox.RdfFormat.TURTLE, to_graph=graph)
    facts = [quad.triple for quad in database]
    for triple in derive(facts, JUDGING).triples:
        database.add(ox.Quad(triple.subject, triple.predicate, triple.object, graph))
    values = {"rule": ox.NamedNode("urn:rule")}
    return [row["due"] for row in run(EmbeddedStore(database), TURNS, {**values})]


@pytest.mark.parametrize(
    ("turns", "words"),
    [
        ([("2020-01-01", "2020-01-01")], ["due"]),
        # It passes on the very day.
        ([("2020-01-01", "2020-01-01"), ("2020-01-01", "2020-01-01")], ["", "due"]),
        (
            [("2019-01-01", "2019-01-01"), ("2020-01-01", "2020-06-01")],
            ["may be due", "may be due"],
        ),
        ([("2019-01-01", "2020-06-01")], ["may be due"]),
        ([("2019-01-01", "")], ["may be due"]),
        ([("2020-01-02", "2020-01-02")], [""]),
        ([("2019-01-01", "2019-01-01"), ("2020-01-02", "")], ["due", ""]),
        ([("", "")], [""]),
        # One that is over, and that none follows, runs no more.
        ([("2019-01-01", "2019-01-01", "2020-01-01", "2020-01-01")], [""]),
        ([("2019-01-01", "2019-01-01", "2020-01-01", "2020-06-01")], ["may be due"]),
        ([("2019-01-01", "2019-01-01", "2020-01-02", "2020-01-02")], ["due"]),
        # One that another follows runs until that opens, be its course over.
        (
            [("2019-01-01", "2019-01-01", "2019-06-01", "2019-06-01"), ("2020-06-01", "")],
            ["due", ""],
        ),
    ],
)
def test_a_turn_runs_from_its_first_day_until_the_next_one_opens(
    turns: list[tuple[str, ...]], words: list[str]
) -> None:
    assert due(*turns) == words


@settings(max_examples=60)
@given(st.lists(DAYS, min_size=2, max_size=2), st.lists(DAYS, min_size=2, max_size=2))
def test_it_runs_for_certain_where_it_does_on_every_day_that_the_dates_allow(
    opens: list[date], passes: list[date]
) -> None:
    first, last = min(opens), max(opens)
    early, late = min(passes), max(passes)
    runs = {
        first + timedelta(a) <= DAY < early + timedelta(b)
        for a in range((last - first).days + 1)
        for b in range((late - early).days + 1)
    }
    expected = "due" if runs == {True} else "" if runs == {False} else "may be due"
    found = due((str(first), str(last)), (str(early), str(late)))
    assert found[0] == expected


@pytest.mark.parametrize(
    ("earliest", "latest", "words"),
    [
        (DAY, DAY, "2020-01-01"),
        (DAY, date(2020, 6, 1), "2020-01-01 to 2020-06-01"),
        (DAY, None, "2020-01-01 or later"),
        (None, DAY, "2020-01-01 or earlier"),
        (None, None, ""),
    ],
)
def test_days_in_words(earliest: date | None, latest: date | None, words: str) -> None:
    assert str(Span(earliest, latest)) == words


@pytest.fixture(scope="module")
def shipped() -> Rotation:
    with KnowledgeBase.open() as kb:
        [found] = rotation(kb.session)
    return found


def test_the_day_is_the_latest_recorded_one(shipped: Rotation) -> None:
    assert (shipped.on, shipped.latest_recorded) == (date(2018, 12, 21), date(2018, 12, 21))


def test_each_reading_has_its_calendar_and_who_holds_it(shipped: Rotation) -> None:
    passes, stays = shipped.calendars
    assert [(c.reading, [t.names for t in c.due]) for c in shipped.calendars] == [
        ("turn-passes", ["Belarus"]),
        ("turn-stays", ["Armenia"]),
    ]
    assert [record.what for record in passes.held_by] == [
        "Inferred: Belarus holds that the turn passes",
        "Inferred: Nazarbayev holds that the turn passes",
    ]
    assert [record.evidence for record in stays.held_by] == [
        ("https://w3id.org/csto-kg/id/edm-p3s1",)
    ]


def test_the_turns_go_one_full_cycle_beyond_the_latest_day(shipped: Rotation) -> None:
    names = [[turn.names for turn in calendar.turns] for calendar in shipped.calendars]
    members = ["Armenia", "Belarus", "Kazakhstan", "Kyrgyzstan", "Russia", "Tajikistan"]
    assert names == [[*members, "Armenia", "Belarus"], [*members, "Armenia"]]


def test_a_vacancy_opens_a_turn_whose_length_is_left_open(shipped: Rotation) -> None:
    turn = shipped.calendars[0].turns[1]
    assert turn.opens == Span(date(2018, 10, 30), date(2018, 11, 2))
    assert turn.ends == Span(date(2021, 10, 29), None)
    assert turn.opened_by == ("https://w3id.org/csto-kg/id/bg-khachaturov-tenure",)
    assert turn.left_open is not None
    assert [record.iri.rsplit("/", 1)[1] for record in turn.rests_on] == [
        "bg-khachaturov-release", "bg-khachaturov-release-october", "bg-khachaturov-tenure",
        "edm-p1s2-khachaturov-tenure", "edm-p1s2-release",
    ]  # fmt: skip


def test_the_rule_says_whose_words_it_rests_on_and_what_it_leaves_open(shipped: Rotation) -> None:
    assert {element.what: element.claimants for element in shipped.elements} == {
        "Rule element: the holder is a citizen of a member": ("TASS",),
        "Rule element: every member must agree to an appointment": ("Secretariat of the CSTO",),
        "Rule element: the Collective Security Council appoints": (
            "foreign ministry of Armenia",
        ),
        "Rule element: the Council of Foreign Ministers recommends": (
            "foreign ministry of Armenia",
        ),
        "Rule element: a term, and a turn, is three years": (
            "foreign ministry of Armenia", "Kocharyan, Deputy Foreign Minister of Armenia",
        ),
        "Rule element: the members take turns in the order of the Russian alphabet, Armenia first,"
        " from 1 January 2017": (
            "foreign ministry of Armenia", "Kocharyan, Deputy Foreign Minister of Armenia",
        ),
    }  # fmt: skip
    assert [record.iri.rsplit("/", 1)[1] for record in shipped.leaves_open] == [
        "bg-gap-early-vacancy", "bg-r10-established-procedure", "bg-r10-not-regulated",
    ]  # fmt: skip


def test_a_day_asked_for_is_reached() -> None:
    with KnowledgeBase.open() as kb:
        [found] = rotation(kb.session, on=date(2040, 7, 1), names=["turn-stays"])
    [calendar] = found.calendars
    assert [turn.names for turn in calendar.due] == ["Belarus"]
    assert calendar.turns[-1].ordinal == 14  # the turn of that day, and a full cycle after it


def test_a_day_with_a_time_zone_is_refused_in_words() -> None:
    """An import may bring one; no check has seen it."""
    zoned = """
        PREFIX csto: <https://w3id.org/csto-kg/ontology#>
        DELETE { GRAPH ?graph { ?account csto:startEarliest ?day } }
        INSERT { GRAPH ?graph { ?account csto:startEarliest ?zoned } }
        WHERE {
            GRAPH ?graph { ?element csto:firstTurn/(^csto:supersedes)* ?account }
            GRAPH ?graph { ?account csto:startEarliest ?day }
            BIND (STRDT(CONCAT(STR(?day), "Z"), DATATYPE(?day)) AS ?zoned)
        }"""
    with KnowledgeBase.open() as kb:
        assert isinstance(kb.store, EmbeddedStore)
        kb.store.database.update(zoned)
        with pytest.raises(InputError) as error:
            rotation(kb.session)
    assert error.value.message == (
        'the calendar of turns has "2017-01-01Z", which is no day in the form YYYY-MM-DD'
    )


UNKNOWN_END = "kazakhstani-and-an-unknown-end"


@pytest.mark.parametrize(
    ("on", "due"),
    [
        ("2018-12-07", {"Belarus": "due"}),
        # The Belarusian's last day is not recorded: had that holder left, Kazakhstan would be due.
        ("2018-12-08", {"Belarus": "may be due", "Kazakhstan": "may be due"}),
        ("2019-03-01", {"Belarus": "may be due", "Kazakhstan": "may be due"}),
        ("2021-10-29", {"Belarus": "may be due", "Kazakhstan": "may be due"}),
        (None, {"Belarus": "may be due", "Kazakhstan": "may be due"}),
    ],
)
def test_who_is_due_is_open_where_an_end_is_not_recorded(
    on: str | None, due: dict[str, str]
) -> None:
    """As ``validate`` says of the scenario's Kazakhstani: who is due cannot be told."""
    with KnowledgeBase.open() as kb:
        assert isinstance(kb.store, EmbeddedStore)
        graph = ox.NamedNode(GRAPH + "scenario")
        facts = (SCENARIOS / UNKNOWN_END / "facts.ttl").read_bytes()
        kb.store.database.load(facts, format=ox.RdfFormat.TURTLE, to_graph=graph)
        [found] = rotation(kb.session, on=on and date.fromisoformat(on), names=["turn-passes"])
    [calendar] = found.calendars
    assert {turn.names: turn.due.value for turn in calendar.due} == due


def test_nobody_is_due_before_the_rotation_began() -> None:
    with KnowledgeBase.open() as kb:
        [found] = rotation(kb.session, on=date(2016, 12, 31))
    assert [calendar.due for calendar in found.calendars] == [(), ()]


@pytest.mark.parametrize(
    ("office", "on", "names", "words"),
    [
        (
            "president-of-belarus", None, [],
            'no rotation rule is recorded for "president-of-belarus"; offices with a rule: '
            "csto-secretary-general",
        ),
        (None, None, ["turn-pass"], 'there is no reading "turn-pass"; did you mean'),
        (None, date(2500, 1, 1), [], "2500-01-01 is too far away; name a day up to the year"),
    ],
)  # fmt: skip
def test_what_there_is_not(
    office: str | None, on: date | None, names: list[str], words: str
) -> None:
    with KnowledgeBase.open() as kb, pytest.raises(UsageError) as error:
        rotation(kb.session, office, on, names)
    assert str(error.value).startswith(words)


def test_a_rule_that_another_one_supersedes_has_no_calendar(tmp_path: Path) -> None:
    facts = SCENARIOS / "rule-replaced" / "facts.ttl"
    with KnowledgeBase.open(tmp_path / "store") as kb:
        kb.add(facts, source="another")
        found = kb.rotation()
    assert [each.rule for each in found] == [ID + "rule-replaced-rule"]


def test_a_source_that_speaks_of_terms_moves_no_turn(shipped: Rotation) -> None:
    """Here, that hearsay counts: an import may bring it, and no check goes by it."""
    values = (ox.NamedNode(CSTO + "Hearsay"), COUNTS, ox.Literal(True), ox.NamedNode(GRAPH + "x"))
    with KnowledgeBase.open() as kb:
        assert isinstance(kb.store, EmbeddedStore)
        kb.store.database.add(ox.Quad(*values))
        assert rotation(kb.session) == [shipped]
