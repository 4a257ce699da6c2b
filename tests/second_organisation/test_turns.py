"""Turns of the two offices, derived by hand: ordinal, state, first day, last day.

The Speaker's office goes round by the Czech names, Celinia first on 1 July 2010, for 24 months
each: Celinia, Hostivia, Chlumia, Cedrania. What a table leaves out after the last line are turns
that open after the day asked for.
"""

from __future__ import annotations

import pytest

from tests.second_organisation.made import (
    days,
    member,
    record,
    short_name,
    suspension,
    table,
    turns,
    world,
)

UNTIL = "2018-12-31"
AS_FOUNDED = """
    1 celinia  2010-07-01 2012-06-30
    2 hostivia 2012-07-01 2014-06-30
    3 chlumia  2014-07-01 2016-06-30
    4 cedrania 2016-07-01 2018-06-30
    5 celinia  2018-07-01 2020-06-30
"""
WITH_DRAVONIA = """
    1 celinia  2010-07-01 2012-06-30
    2 dravonia 2012-07-01 2014-06-30
    3 hostivia 2014-07-01 2016-06-30
    4 chlumia  2016-07-01 2018-06-30
    5 cedrania 2018-07-01 2020-06-30
"""
HOSTIVIA_PASSED_OVER_ONCE = """
    1 celinia  2010-07-01 2012-06-30
    2 chlumia  2012-07-01 2014-06-30
    3 cedrania 2014-07-01 2016-06-30
    4 celinia  2016-07-01 2018-06-30
    5 hostivia 2018-07-01 2020-06-30
"""
WITHOUT_HOSTIVIA = """
    1 celinia  2010-07-01 2012-06-30
    2 chlumia  2012-07-01 2014-06-30
    3 cedrania 2014-07-01 2016-06-30
    4 celinia  2016-07-01 2018-06-30
    5 chlumia  2018-07-01 2020-06-30
"""
HOSTIVIA_PERHAPS_PASSED_OVER = """
    1 celinia          2010-07-01 2012-06-30
    2 chlumia|hostivia 2012-07-01 2014-06-30
    3 cedrania|chlumia 2014-07-01 2016-06-30
    4 cedrania|celinia 2016-07-01 2018-06-30
    5 celinia|hostivia 2018-07-01 2020-06-30
"""
RENAMED = '"Bystrivie"@cs', "0339293127361510"  # before Cedránie, where Hostivie follows Čelinie


def old_name(last: str) -> str:
    """Hostivia's first name has a last day."""
    return f"id:hostivia-cs {days('end', last)} ."


MEMBERS = {
    "as founded, with a wrap-around after the last": ("", AS_FOUNDED),
    # joining
    "one joins that precedes all": (
        member("abelia", "2015-03-01"),
        """
        1 celinia  2010-07-01 2012-06-30
        2 hostivia 2012-07-01 2014-06-30
        3 chlumia  2014-07-01 2016-06-30
        4 abelia   2016-07-01 2018-06-30
        5 cedrania 2018-07-01 2020-06-30
        """,
    ),
    "one joins in the middle": (member("dravonia", "2011-01-01"), WITH_DRAVONIA),
    "one joins that follows all": (
        member("zorvania", "2011-01-01"),
        """
        1 celinia  2010-07-01 2012-06-30
        2 hostivia 2012-07-01 2014-06-30
        3 chlumia  2014-07-01 2016-06-30
        4 zorvania 2016-07-01 2018-06-30
        5 cedrania 2018-07-01 2020-06-30
        """,
    ),
    "one joins on the day on which a turn opens": (
        member("dravonia", "2012-07-01"),
        WITH_DRAVONIA,
    ),
    "one joins the day after, and has to wait a round": (
        member("dravonia", "2012-07-02"),
        AS_FOUNDED,
    ),
    "one joins on some day around the opening": (
        member("dravonia", "2012-05-01/2012-08-31"),
        """
        1 celinia           2010-07-01 2012-06-30
        2 dravonia|hostivia 2012-07-01 2014-06-30
        3 chlumia|hostivia  2014-07-01 2016-06-30
        4 cedrania|chlumia  2016-07-01 2018-06-30
        5 cedrania|celinia  2018-07-01 2020-06-30
        """,
    ),
    "one joins on some day before the opening": (
        member("dravonia", "2011-01-01/2012-07-01"),
        WITH_DRAVONIA,
    ),
    "one joins on some day after the opening": (
        member("dravonia", "2012-07-02/2012-12-31"),
        AS_FOUNDED,
    ),
    "nobody says since when one has been a member": (
        member("dravonia", None),
        """
        1 celinia           2010-07-01 2012-06-30
        2 dravonia|hostivia 2012-07-01 2014-06-30
        3 chlumia|hostivia  2014-07-01 2016-06-30
        4 cedrania|chlumia  2016-07-01 2018-06-30
        5 cedrania|celinia  2018-07-01 2020-06-30
        """,
    ),
    "one is known to be a member before the opening": (
        record(
            "dravonia-attested",
            "StateMembership",
            "csto:state id:dravonia ; csto:organization id:five-rivers ; "
            + days("attestedDate", "2012-03-01"),
        ),
        WITH_DRAVONIA,
    ),
    "a state without a name in that language joins": (
        'id:nowhere a csto:State ; rdfs:label "Nowhere"@en .' + member("nowhere", "2011-01-01"),
        AS_FOUNDED,
    ),
    "one leaves and comes back": (
        member("dravonia", "2001-01-01", "2010-12-31", "first")
        + member("dravonia", "2013-01-01", name="second"),
        AS_FOUNDED,
    ),
    "a membership that is only planned": (
        member("dravonia", "2011-01-01").replace("ReportedAsFact", "Plan"),
        AS_FOUNDED,
    ),
    # suspension
    "one is suspended": (
        suspension("hostivia", "2012-01-01", "2013-01-01"),
        HOSTIVIA_PASSED_OVER_ONCE,
    ),
    "one is suspended for the day on which a turn opens": (
        suspension("hostivia", "2012-07-01", "2012-07-01"),
        HOSTIVIA_PASSED_OVER_ONCE,
    ),
    "a suspension has its last day before the turn opens": (
        suspension("hostivia", "2012-01-01", "2012-06-30"),
        AS_FOUNDED,
    ),
    "a suspension begins the day after the turn opened": (
        suspension("hostivia", "2012-07-02", "2013-01-01"),
        AS_FOUNDED,
    ),
    "nobody says that a suspension was lifted": (
        suspension("hostivia", "2012-01-01"),
        WITHOUT_HOSTIVIA,
    ),
    "a suspension begins on some day around the opening": (
        suspension("hostivia", "2012-06-01/2012-07-31", "2013-01-01"),
        HOSTIVIA_PERHAPS_PASSED_OVER,
    ),
    "a suspension is lifted on some day around the opening": (
        suspension("hostivia", "2012-01-01", "2012-06-01/2012-07-31"),
        HOSTIVIA_PERHAPS_PASSED_OVER,
    ),
    "nobody says when a suspension began": (
        suspension("hostivia", None, "2013-01-01"),
        HOSTIVIA_PERHAPS_PASSED_OVER,
    ),
    "all but the one whose turn it is are suspended": (
        suspension("hostivia", "2012-01-01", "2013-01-01")
        + suspension("chlumia", "2012-01-01", "2013-01-01")
        + suspension("cedrania", "2012-01-01", "2013-01-01"),
        """
        1 celinia  2010-07-01 2012-06-30
        2 celinia  2012-07-01 2014-06-30
        3 hostivia 2014-07-01 2016-06-30
        4 chlumia  2016-07-01 2018-06-30
        5 cedrania 2018-07-01 2020-06-30
        """,
    ),
    # names
    "a new name that comes first in the order": (
        old_name("2012-12-31") + short_name("hostivia", *RENAMED, "2013-01-01"),
        """
        1 celinia  2010-07-01 2012-06-30
        2 hostivia 2012-07-01 2014-06-30
        3 cedrania 2014-07-01 2016-06-30
        4 celinia  2016-07-01 2018-06-30
        5 chlumia  2018-07-01 2020-06-30
        """,
    ),
    "a new name from the day on which a turn opens": (
        old_name("2014-06-30") + short_name("hostivia", *RENAMED, "2014-07-01"),
        """
        1 celinia  2010-07-01 2012-06-30
        2 hostivia 2012-07-01 2014-06-30
        3 cedrania 2014-07-01 2016-06-30
        4 celinia  2016-07-01 2018-06-30
        5 chlumia  2018-07-01 2020-06-30
        """,
    ),
    "a new name from the day after": (
        old_name("2014-07-01") + short_name("hostivia", *RENAMED, "2014-07-02"),
        """
        1 celinia  2010-07-01 2012-06-30
        2 hostivia 2012-07-01 2014-06-30
        3 chlumia  2014-07-01 2016-06-30
        4 hostivia 2016-07-01 2018-06-30
        5 cedrania 2018-07-01 2020-06-30
        """,
    ),
    "a new name from some day around the opening": (
        old_name("2014-05-31/2014-07-31")
        + short_name("hostivia", *RENAMED, "2014-06-01/2014-08-01"),
        """
        1 celinia          2010-07-01 2012-06-30
        2 hostivia         2012-07-01 2014-06-30
        3 cedrania|chlumia 2014-07-01 2016-06-30
        4 celinia|hostivia 2016-07-01 2018-06-30
        5 cedrania|chlumia 2018-07-01 2020-06-30
        """,
    ),
    "a new name in another language": (
        short_name("hostivia", '"Avya"@tr', "01280101", "2011-01-01"),
        AS_FOUNDED,
    ),
}


@pytest.mark.parametrize(("more", "expected"), MEMBERS.values(), ids=MEMBERS)
def test_members_and_their_order(more: str, expected: str) -> None:
    assert turns(world(more), "speaker", until=UNTIL) == table(expected)


LEAVING = {
    "before the turn opens": ("hostivia", "2011-12-31", WITHOUT_HOSTIVIA),
    "the day before": ("hostivia", "2012-06-30", WITHOUT_HOSTIVIA),
    "on that day, the last one as a member": (
        "hostivia",
        "2012-07-01",
        """
        1 celinia  2010-07-01 2012-06-30
        2 hostivia 2012-07-01 2014-06-30
        3 chlumia  2014-07-01 2016-06-30
        4 cedrania 2016-07-01 2018-06-30
        5 celinia  2018-07-01 2020-06-30
        """,
    ),
    "on some day around it": (
        "hostivia",
        "2012-06-15/2012-07-15",
        """
        1 celinia          2010-07-01 2012-06-30
        2 chlumia|hostivia 2012-07-01 2014-06-30
        3 cedrania|chlumia 2014-07-01 2016-06-30
        4 cedrania|celinia 2016-07-01 2018-06-30
        5 celinia|chlumia  2018-07-01 2020-06-30
        """,
    ),
    "the one whose turn it is, and keeps": (
        "celinia",
        "2011-03-31",
        """
        1 celinia  2010-07-01 2012-06-30
        2 hostivia 2012-07-01 2014-06-30
        3 chlumia  2014-07-01 2016-06-30
        4 cedrania 2016-07-01 2018-06-30
        5 hostivia 2018-07-01 2020-06-30
        """,
    ),
}


@pytest.mark.parametrize(("state", "last", "expected"), LEAVING.values(), ids=LEAVING)
def test_a_member_leaves(state: str, last: str, expected: str) -> None:
    facts = world(f"id:{state}-member {days('end', last)} .")
    assert turns(facts, "speaker", until=UNTIL) == table(expected)


def test_one_member_has_every_turn() -> None:
    facts = world(without=["cedrania-member", "hostivia-member", "chlumia-member"])
    expected = """
        1 celinia 2010-07-01 2012-06-30
        2 celinia 2012-07-01 2014-06-30
        3 celinia 2014-07-01 2016-06-30
    """
    assert turns(facts, "speaker", until="2015-12-31") == table(expected)


def test_two_members_take_turns() -> None:
    facts = world(without=["cedrania-member", "chlumia-member"])
    expected = """
        1 celinia  2010-07-01 2012-06-30
        2 hostivia 2012-07-01 2014-06-30
        3 celinia  2014-07-01 2016-06-30
        4 hostivia 2016-07-01 2018-06-30
    """
    assert turns(facts, "speaker", until="2017-12-31") == table(expected)


def test_where_no_member_is_left_the_turn_is_nobodys() -> None:
    ended = "".join(
        f"id:{state}-member {days('end', '2012-06-30')} ."
        for state in ("cedrania", "celinia", "hostivia", "chlumia")
    )
    expected = """
        1 celinia 2010-07-01 2012-06-30
        2 -       2012-07-01 2014-06-30
    """
    assert turns(world(ended), "speaker", until=UNTIL) == table(expected)


def test_a_full_cycle_follows_the_latest_recorded_day() -> None:
    visit = record("visit", "Visit", days("date", "2013-01-01"))
    assert turns(world(), "speaker") == table("""
        1 celinia  2010-07-01 2012-06-30
        2 hostivia 2012-07-01 2014-06-30
        3 chlumia  2014-07-01 2016-06-30
        4 cedrania 2016-07-01 2018-06-30
        5 celinia  2018-07-01 2020-06-30
    """)
    recorded = member("dravonia", "2012-07-01", "2013-01-01")
    assert turns(world(recorded, visit), "speaker") == table("""
        1 celinia  2010-07-01 2012-06-30
        2 dravonia 2012-07-01 2014-06-30
        3 hostivia 2014-07-01 2016-06-30
        4 chlumia  2016-07-01 2018-06-30
        5 cedrania 2018-07-01 2020-06-30
        6 celinia  2020-07-01 2022-06-30
        7 hostivia 2022-07-01 2024-06-30
    """)
