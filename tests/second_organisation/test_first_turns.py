"""First turns, rules that lack something, and terms that end with a month; derived by hand."""

from __future__ import annotations

import pytest

from tests.second_organisation.made import (
    calendar,
    days,
    derived,
    record,
    table,
    tenure,
    turns,
    world,
)

UNTIL = "2018-12-31"


def test_a_first_turn_with_a_stated_end() -> None:
    facts = world(f"id:speaker-turn {days('end', '2012-12-31')} .")
    assert turns(facts, "speaker", until="2016-12-31") == table("""
        1 celinia  2010-07-01 2012-12-31
        2 hostivia 2013-01-01 2014-12-31
        3 chlumia  2015-01-01 2016-12-31
    """)


def test_a_first_turn_with_two_accounts_of_its_end() -> None:
    other = record(
        "other-account",
        "Turn",
        "csto:state id:celinia ; csto:office id:speaker ; csto:sameMatterAs id:speaker-turn ;"
        + days("start", "2010-07-01") + days("end", "2012-12-31"),
    )  # fmt: skip
    facts = world(
        f"id:speaker-turn {days('end', '2012-02-28')} .",
        other + "id:speaker-order csto:firstTurn id:other-account .",
    )
    assert turns(facts, "speaker", until="2016-12-31") == table("""
        1 celinia  2010-07-01 2012-02-28/2012-12-31
        2 hostivia 2012-02-29/2013-01-01 2014-02-27/2014-12-31
        3 chlumia  2014-02-28/2015-01-01 2016-02-27/2016-12-31
        4 cedrania 2016-02-28/2017-01-01 2018-02-27/2018-12-31
    """)


def test_a_first_turn_on_some_day_of_a_month() -> None:
    turn = record(
        "vague",
        "Turn",
        "csto:state id:celinia ; csto:office id:speaker ;" + days("start", "2010-02-01/2010-02-28"),
    )
    facts = world(turn + "id:speaker-order csto:firstTurn id:vague .", without=["speaker-turn"])
    assert turns(facts, "speaker", until="2012-12-31") == table("""
        1 celinia  2010-02-01/2010-02-28 2012-01-31/2012-02-27
        2 hostivia 2012-02-01/2012-02-28 2014-01-31/2014-02-27
    """)


def _successor(status: str, of: str = "speaker-turn", name: str = "successor") -> str:
    facts = f"csto:state id:hostivia ; csto:supersedes id:{of} ; {days('start', '2011-01-01')}"
    return record(name, "Turn", facts, status)


@pytest.mark.parametrize("status", ["ReportedAsFact", "InferredByUs", "NormAsClaimed"])
def test_an_account_that_supersedes_the_first_turns_takes_its_place(status: str) -> None:
    # A rule was left without any turn, and everything conformed.
    facts = world(_successor(status))
    assert turns(facts, "speaker", until="2014-12-31") == table("""
        1 hostivia 2011-01-01 2012-12-31
        2 chlumia  2013-01-01 2014-12-31
    """)


@pytest.mark.parametrize("status", ["Hearsay", "Plan", "AttributedStatement", "Forecast"])
def test_what_is_no_fact_and_no_norm_supersedes_no_first_turn(status: str) -> None:
    facts = world(_successor(status))
    expected = turns(world(), "speaker", until="2014-12-31")
    assert turns(facts, "speaker", until="2014-12-31") == expected


def test_an_account_that_is_inferred_from_hearsay_takes_no_place() -> None:
    said = record("said", "Statement", "", "Hearsay")
    facts = world(said, _successor("InferredByUs"), "id:successor csto:derivedFrom id:said .")
    expected = turns(world(), "speaker", until="2014-12-31")
    assert turns(facts, "speaker", until="2014-12-31") == expected
    norm = record("said", "Provision", "", "NormAsClaimed")
    facts = world(norm, _successor("InferredByUs"), "id:successor csto:derivedFrom id:said .")
    assert turns(facts, "speaker", until="2012-12-31")[0] == "1 hostivia 2011-01-01 2012-12-31"


def test_an_account_of_another_offices_turn_takes_no_place() -> None:
    facts = world(_successor("ReportedAsFact"), "id:successor csto:office id:warden .")
    expected = turns(world(), "speaker", until="2014-12-31")
    assert turns(facts, "speaker", until="2014-12-31") == expected
    facts = world(_successor("ReportedAsFact"), "id:successor csto:office id:speaker .")
    assert turns(facts, "speaker", until="2012-12-31")[0] == "1 hostivia 2011-01-01 2012-12-31"


def test_an_element_that_is_inferred_from_hearsay_lays_down_nothing() -> None:
    said = record("said", "Statement", "", "Hearsay")
    element = record(
        "shorter",
        "RuleElement",
        "csto:elementOf id:speaker-rule ; csto:termMonths 12 ; csto:supersedes id:speaker-term ;"
        "csto:derivedFrom id:said ;" + days("start", "2010-07-01"),
        "InferredByUs",
    )
    expected = turns(world(), "speaker", until="2014-12-31")
    assert turns(world(said, element), "speaker", until="2014-12-31") == expected


def test_a_day_mistyped_by_centuries_ends_the_calendar_and_nothing_else() -> None:
    # The rules were said not to come to an end, in a file of ours.
    far = tenure("eva", "celinia", "speaker", "2918-07-01")
    found = turns(world(far), "speaker", until=None)
    assert len(found) == 90
    assert found[-1] == "90 hostivia 2188-07-01 2190-06-30"


def test_a_correction_of_a_correction_counts_alone() -> None:
    first = _successor("ReportedAsFact")
    second = record(
        "second",
        "Turn",
        f"csto:state id:chlumia ; csto:supersedes id:successor ; {days('start', '2012-01-01')}",
    )
    assert turns(world(first, second), "speaker", until="2013-12-31") == table("""
        1 chlumia 2012-01-01 2013-12-31
    """)


def test_no_first_turn_and_no_turns_and_the_other_office_has_its_own() -> None:
    facts = world(without=["speaker-turn"])
    assert turns(facts, "speaker", until=UNTIL) == []
    assert len(turns(facts, "warden", until=UNTIL)) == 5


def test_a_rule_without_a_language_has_no_order() -> None:
    facts = world("id:speaker-order-too a csto:RuleElement .", without=["speaker-order"])
    assert turns(facts, "speaker", until=UNTIL) == []


def test_a_rule_without_an_organisation_has_its_first_turn_only() -> None:
    facts = [
        fact
        for fact in world()
        if not (
            fact.subject.value.endswith("/speaker-rule")
            and fact.predicate.value.endswith("organization")
        )
    ]
    assert turns(facts, "speaker", until=UNTIL) == table("1 celinia 2010-07-01 2012-06-30")


def test_a_rule_without_a_term_has_its_first_turn_only() -> None:
    facts = world(without=["speaker-term"])
    assert turns(facts, "speaker", until=UNTIL) == table("1 celinia 2010-07-01 ?/")


def test_a_rule_that_another_one_supersedes_has_no_turns() -> None:
    newer = """
        id:newer-rule a csto:RotationRule ; csto:office id:speaker ;
            csto:organization id:five-rivers ; csto:supersedes id:speaker-rule ;
            csto:status csto:NormAsClaimed .
    """
    assert turns(world(newer), "speaker", until=UNTIL) == []


# --- The end of months


MONTH_ENDS = """
    2010-01-01  12  2010-12-31
    2010-12-01   1  2010-12-31
    2011-01-31   1  2011-02-27
    2012-01-31   1  2012-02-28
    2011-08-31  18  2013-02-27
    2010-08-31  18  2012-02-28
    2012-02-29  12  2013-02-27
    2012-02-29  48  2016-02-28
    2012-02-28  12  2013-02-27
    2010-03-31  18  2011-09-29
    2010-05-30   9  2011-02-27
    1999-12-31   2  2000-02-28
    1899-12-31   2  1900-02-27
    2010-12-31  24  2012-12-30
    2010-11-30   3  2011-02-27
    2011-11-30   3  2012-02-28
"""


def test_a_term_that_begins_at_the_end_of_a_month() -> None:
    rows = [line.split() for line in table(MONTH_ENDS)]
    rules = []
    for number, (first, months, _) in enumerate(rows):
        rules += [
            record(
                f"r{number}-rule",
                "RotationRule",
                f"csto:office id:r{number} ; csto:organization id:five-rivers ;",
                "NormAsClaimed",
            ),
            record(f"r{number}-first", "Turn", f"csto:state id:celinia ; {days('start', first)}"),
            record(
                f"r{number}-element",
                "RuleElement",
                f"csto:elementOf id:r{number}-rule ; csto:termMonths {months} ;"
                f'csto:orderLanguage "none" ; csto:firstTurn id:r{number}-first ;',
                "NormAsClaimed",
            ),
        ]
    facts = world(*rules, without=["speaker-rule", "warden-rule"])
    found = derived(facts, "turn-stays")
    assert [calendar(found, f"r{number}-rule") for number in range(len(rows))] == [
        [f"1 celinia {first} {last}"] for first, _, last in rows
    ]


def test_a_rotation_from_the_last_day_of_august() -> None:
    assert turns(world(), "warden", until=UNTIL) == table("""
        1 chlumia  2011-08-31 2013-02-27
        2 hostivia 2013-02-28 2014-08-27
        3 cedrania 2014-08-28 2016-02-27
        4 celinia  2016-02-28 2017-08-27
        5 chlumia  2017-08-28 2019-02-27
    """)


def test_a_rotation_by_way_of_the_29th_of_february() -> None:
    turn = record("early", "Turn", "csto:state id:chlumia ;" + days("start", "2010-08-31"))
    facts = world(turn + "id:warden-order csto:firstTurn id:early .", without=["warden-turn"])
    assert turns(facts, "warden", until="2016-12-31") == table("""
        1 chlumia  2010-08-31 2012-02-28
        2 hostivia 2012-02-29 2013-08-28
        3 cedrania 2013-08-29 2015-02-27
        4 celinia  2015-02-28 2016-08-27
        5 chlumia  2016-08-28 2018-02-27
    """)
