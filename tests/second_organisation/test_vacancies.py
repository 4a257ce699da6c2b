"""What a vacancy does, derived by hand: by the Speaker's rule, and by the readings for the Warden.

The Speaker's rule says that a vacancy opens the next turn, for a full term from that day, so that
no reading matters. Of the Warden's office the sources say nothing: each reading has its way, and
how long a turn lasts that a vacancy opened is left open.
"""

from __future__ import annotations

from itertools import cycle

import pytest

from tests.second_organisation.made import (
    READINGS,
    calendar,
    days,
    derived,
    record,
    table,
    tenure,
    turns,
    world,
)

UNTIL = "2016-12-31"
NOT_INTERRUPTED = """
    1 celinia  2010-07-01 2012-06-30
    2 hostivia 2012-07-01 2014-06-30
    3 chlumia  2014-07-01 2016-06-30
    4 cedrania 2016-07-01 2018-06-30
"""
ENDED_ON_15_MARCH_2011 = """
    1 celinia  2010-07-01 2012-06-30
    2 hostivia 2011-03-15 2013-03-14
    3 chlumia  2013-03-15 2015-03-14
    4 cedrania 2015-03-15 2017-03-14
"""
ANA = tenure("ana", "celinia", "speaker", "2010-07-01", "2011-03-15")
BO = tenure("bo", "hostivia", "speaker", "2011-05-01")

SPEAKER = {
    "an early end": (ANA, ENDED_ON_15_MARCH_2011),
    "an end on the last day": (
        tenure("ana", "celinia", "speaker", "2010-07-01", "2012-06-30"),
        NOT_INTERRUPTED,
    ),
    "an end on the first day of the next turn": (
        tenure("ana", "celinia", "speaker", "2010-07-01", "2012-07-01"),
        NOT_INTERRUPTED,
    ),
    "no end is recorded": (tenure("ana", "celinia", "speaker", "2010-07-01"), NOT_INTERRUPTED),
    "the day before the last opens the next turn, and the old boundary opens none": (
        tenure("ana", "celinia", "speaker", "2010-07-01", "2012-06-29"),
        """
        1 celinia  2010-07-01 2012-06-30
        2 hostivia 2012-06-29 2014-06-28
        3 chlumia  2014-06-29 2016-06-28
        4 cedrania 2016-06-29 2018-06-28
        """,
    ),
    "the holder took office in the course of the turn": (
        tenure("ana", "celinia", "speaker", "2011-01-10", "2011-03-15"),
        ENDED_ON_15_MARCH_2011,
    ),
    "in office for one day, the first of the turn": (
        tenure("ana", "celinia", "speaker", "2010-07-01", "2010-07-01"),
        """
        1 celinia  2010-07-01 2012-06-30
        2 hostivia 2010-07-01 2012-06-30
        3 chlumia  2012-07-01 2014-06-30
        4 cedrania 2014-07-01 2016-06-30
        5 celinia  2016-07-01 2018-06-30
        """,
    ),
    "the holder began before the turn did": (
        tenure("ana", "celinia", "speaker", "2010-06-30", "2011-03-15"),
        NOT_INTERRUPTED,
    ),
    "an acting holder leaves": (
        tenure("ana", "celinia", "speaker", "2010-07-01", "2011-03-15", capacity="Acting"),
        NOT_INTERRUPTED,
    ),
    "an interim holder leaves": (
        tenure("ana", "celinia", "speaker", "2010-07-01", "2011-03-15", capacity="Interim"),
        NOT_INTERRUPTED,
    ),
    "in which capacity is not recorded": (
        tenure("ana", "celinia", "speaker", "2010-07-01", "2011-03-15", capacity=""),
        NOT_INTERRUPTED,
    ),
    "a holder out of turn leaves": (
        tenure("ana", "hostivia", "speaker", "2010-07-01", "2011-03-15"),
        NOT_INTERRUPTED,
    ),
    "a holder in the other office leaves": (
        tenure("ana", "celinia", "warden", "2010-07-01", "2011-03-15"),
        NOT_INTERRUPTED,
    ),
    "an early end that is only planned": (
        ANA.replace("ReportedAsFact", "Plan"),
        NOT_INTERRUPTED,
    ),
    "two vacancies, one after the other": (
        ANA + tenure("bo", "hostivia", "speaker", "2011-03-15", "2012-01-10"),
        """
        1 celinia  2010-07-01 2012-06-30
        2 hostivia 2011-03-15 2013-03-14
        3 chlumia  2012-01-10 2014-01-09
        4 cedrania 2014-01-10 2016-01-09
        5 celinia  2016-01-10 2018-01-09
        """,
    ),
    "two who leave in one turn: the first end counts, and the second is out of turn": (
        ANA + tenure("bo", "celinia", "speaker", "2011-04-01", "2011-06-01"),
        ENDED_ON_15_MARCH_2011,
    ),
    "a release says when the tenure ended": (
        tenure("ana", "celinia", "speaker", "2010-07-01")
        + record("out", "Release", f"csto:endsTenure id:ana-tenure ; {days('date', '2011-03-15')}"),
        ENDED_ON_15_MARCH_2011,
    ),
    "two accounts of the release": (
        tenure("ana", "celinia", "speaker", "2010-07-01")
        + record("out", "Release", f"csto:endsTenure id:ana-tenure ; {days('date', '2011-03-01')}")
        + record("off", "Release", f"csto:endsTenure id:ana-tenure ; {days('date', '2011-03-31')}"),
        """
        1 celinia  2010-07-01 2012-06-30
        2 hostivia 2011-03-01/2011-03-31 2013-02-28/2013-03-30
        3 chlumia  2013-03-01/2013-03-31 2015-02-28/2015-03-30
        4 cedrania 2015-03-01/2015-03-31 2017-02-28/2017-03-30
        """,
    ),
    "an end that may come before the last day": (
        tenure("ana", "celinia", "speaker", "2010-07-01", "2012-06-15/2012-07-15"),
        """
        1 celinia  2010-07-01 2012-06-30
        2 hostivia 2012-06-15/2012-07-01 2014-06-14/2014-06-30
        3 chlumia  2014-06-15/2014-07-01 2016-06-14/2016-06-30
        4 cedrania 2016-06-15/2016-07-01 2018-06-14/2018-06-30
        """,
    ),
    "a holder who may have begun before the turn did": (
        tenure("ana", "celinia", "speaker", "2010-06-01/2010-07-31", "2011-03-15"),
        """
        1 celinia  2010-07-01 2012-06-30
        2 hostivia 2011-03-15/2012-07-01 2013-03-14/2014-06-30
        3 chlumia  2013-03-15/2014-07-01 2015-03-14/2016-06-30
        4 cedrania 2015-03-15/2016-07-01 2017-03-14/2018-06-30
        """,
    ),
    "whose holder is not recorded": (
        ANA.replace("csto:Nomination", "csto:Visit"),
        NOT_INTERRUPTED,
    ),
}


@pytest.mark.parametrize(
    ("more", "expected", "reading"),
    [(*case, reading) for case, reading in zip(SPEAKER.values(), cycle(READINGS), strict=False)],
    ids=SPEAKER,
)
def test_where_the_rule_says_what_follows_no_reading_matters(
    more: str, expected: str, reading: str
) -> None:
    assert turns(world(more), "speaker", reading, UNTIL) == table(expected)


@pytest.mark.parametrize("reading", READINGS)
def test_each_reading_gives_the_rules_own_way(reading: str) -> None:
    assert turns(world(ANA), "speaker", reading, UNTIL) == table(ENDED_ON_15_MARCH_2011)


def law(effect: str, basis: str = "") -> str:
    """The Speaker's rule says something else of a vacancy."""
    length = f"csto:turnLengthBasis csto:{basis} ;" if basis else ""
    facts = f"csto:elementOf id:speaker-rule ; csto:afterVacancy csto:{effect} ; {length}"
    return record("other-law", "RuleElement", facts, "NormAsClaimed")


LAWS = {
    "to the scheduled end of the state whose turn it becomes": (
        law("OpensNextTurn", "ToScheduledEnd") + ANA,
        """
        1 celinia  2010-07-01 2012-06-30
        2 hostivia 2011-03-15 2014-06-30
        3 chlumia  2014-07-01 2016-06-30
        4 cedrania 2016-07-01 2018-06-30
        """,
    ),
    "to the scheduled end, twice": (
        law("OpensNextTurn", "ToScheduledEnd")
        + ANA
        + tenure("bo", "hostivia", "speaker", "2011-03-15", "2014-06-01"),
        """
        1 celinia  2010-07-01 2012-06-30
        2 hostivia 2011-03-15 2014-06-30
        3 chlumia  2014-06-01 2016-06-30
        4 cedrania 2016-07-01 2018-06-30
        """,
    ),
    "from taking office": (
        law("OpensNextTurn", "FromTakingOffice") + ANA + BO,
        """
        1 celinia  2010-07-01 2012-06-30
        2 hostivia 2011-03-15 2013-04-30
        3 chlumia  2013-05-01 2015-04-30
        4 cedrania 2015-05-01 2017-04-30
        """,
    ),
    "from taking office, long after": (
        law("OpensNextTurn", "FromTakingOffice")
        + ANA
        + tenure("bo", "hostivia", "speaker", "2015-01-01"),
        """
        1 celinia  2010-07-01 2012-06-30
        2 hostivia 2011-03-15 2016-12-31
        """,
    ),
    "from taking office, which nobody has": (
        law("OpensNextTurn", "FromTakingOffice") + ANA,
        """
        1 celinia  2010-07-01 2012-06-30
        2 hostivia 2011-03-15 2013-03-14/
        3 chlumia  2013-03-15/ 2015-03-14/
        4 cedrania 2015-03-15/ 2017-03-14/
        """,
    ),
    "to the scheduled end, from a day that may be early": (
        law("OpensNextTurn", "ToScheduledEnd")
        + tenure("ana", "celinia", "speaker", "2010-07-01", "2012-06-15/2012-07-15"),
        """
        1 celinia  2010-07-01 2012-06-30
        2 hostivia 2012-06-15/2012-07-01 2014-06-30
        3 chlumia  2014-07-01 2016-06-30
        4 cedrania 2016-07-01 2018-06-30
        """,
    ),
    "a vacancy leaves the turn": (law("LeavesTurn") + ANA, NOT_INTERRUPTED),
    "a vacancy opens the next turn, and how long it lasts is not said": (
        law("OpensNextTurn") + ANA + BO,
        """
        1 celinia  2010-07-01 2012-06-30
        2 hostivia 2011-03-15 2013-03-14/2014-06-30
        3 chlumia  2013-03-15/2014-07-01 2015-03-14/2016-06-30
        4 cedrania 2015-03-15/2016-07-01 2017-03-14/2018-06-30
        """,
    ),
}


@pytest.mark.parametrize(
    ("more", "expected", "reading"),
    [(*case, reading) for case, reading in zip(LAWS.values(), cycle(READINGS), strict=False)],
    ids=LAWS,
)
def test_what_else_a_rule_may_say(more: str, expected: str, reading: str) -> None:
    facts = world(more, without=["speaker-vacancy"])
    assert turns(facts, "speaker", reading, UNTIL) == table(expected)


CEM = tenure("cem", "chlumia", "warden", "2011-08-31", "2012-03-10")
DENIZ = tenure("deniz", "hostivia", "warden", "2012-04-01")

WARDEN = {
    ("turn-stays", "nobody follows"): (
        CEM,
        """
        1 chlumia  2011-08-31 2013-02-27
        2 hostivia 2013-02-28 2014-08-27
        3 cedrania 2014-08-28 2016-02-27
        4 celinia  2016-02-28 2017-08-27
        """,
    ),
    # A term from the vacancy, until 9 September 2013; from taking office, which nobody has; to
    # Hostivia's scheduled end, until 27 August 2014.
    ("turn-passes", "nobody follows"): (
        CEM,
        """
        1 chlumia  2011-08-31 2013-02-27
        2 hostivia 2012-03-10 2013-09-09/
        3 cedrania 2013-09-10/ 2015-03-09/
        4 celinia  2015-03-10/ 2016-09-09/
        5 chlumia  2016-09-10/ 2018-03-09/
        """,
    ),
    # The three views: 9 September 2013, 30 September 2013, 27 August 2014.
    ("turn-passes", "somebody follows"): (
        CEM + DENIZ,
        """
        1 chlumia  2011-08-31 2013-02-27
        2 hostivia 2012-03-10 2013-09-09/2014-08-27
        3 cedrania 2013-09-10/2014-08-28 2015-03-09/2016-02-27
        4 celinia  2015-03-10/2016-02-28 2016-09-09/2017-08-27
        5 chlumia  2016-09-10/2017-08-28 2018-03-09/2019-02-27
        """,
    ),
    # Somebody of another state follows: nobody has taken office in the turn.
    ("turn-passes", "somebody follows out of turn"): (
        CEM + tenure("deniz", "cedrania", "warden", "2012-04-01"),
        """
        1 chlumia  2011-08-31 2013-02-27
        2 hostivia 2012-03-10 2013-09-09/
        3 cedrania 2013-09-10/ 2015-03-09/
        4 celinia  2015-03-10/ 2016-09-09/
        5 chlumia  2016-09-10/ 2018-03-09/
        """,
    ),
    ("turn-restarts", "nobody follows"): (
        CEM,
        """
        1 chlumia  2011-08-31 2013-02-27
        2 chlumia  2012-03-10 2013-09-09
        3 hostivia 2013-09-10 2015-03-09
        4 cedrania 2015-03-10 2016-09-09
        5 celinia  2016-09-10 2018-03-09
        """,
    ),
    ("turn-restarts", "twice"): (
        CEM + tenure("deniz", "chlumia", "warden", "2012-03-10", "2012-12-31"),
        """
        1 chlumia  2011-08-31 2013-02-27
        2 chlumia  2012-03-10 2013-09-09
        3 chlumia  2012-12-31 2014-06-29
        4 hostivia 2014-06-30 2015-12-29
        5 cedrania 2015-12-30 2017-06-29
        """,
    ),
    ("turn-restarts", "one day in office"): (
        tenure("cem", "chlumia", "warden", "2011-08-31", "2011-08-31"),
        """
        1 chlumia  2011-08-31 2013-02-27
        2 chlumia  2011-08-31 2013-02-27
        3 hostivia 2013-02-28 2014-08-27
        4 cedrania 2014-08-28 2016-02-27
        5 celinia  2016-02-28 2017-08-27
        """,
    ),
    # The turn restarts, unless the end came after the last day.
    ("turn-restarts", "perhaps early"): (
        tenure("cem", "chlumia", "warden", "2011-08-31", "2013-02-01/2013-03-31"),
        """
        1 chlumia          2011-08-31 2013-02-27
        2 chlumia|hostivia 2013-02-01/2013-02-28 2014-07-31/2014-08-27
        3 cedrania|hostivia 2014-08-01/2014-08-28 2016-01-31/2016-02-27
        4 cedrania|celinia 2016-02-01/2016-02-28 2017-07-31/2017-08-27
        """,
    ),
}


@pytest.mark.parametrize(
    ("reading", "more", "expected"),
    [(reading, *case) for (reading, _), case in WARDEN.items()],
    ids=[" ".join(key) for key in WARDEN],
)
def test_where_the_rule_says_nothing_each_reading_has_its_way(
    reading: str, more: str, expected: str
) -> None:
    assert turns(world(more), "warden", reading, UNTIL) == table(expected)


def test_an_end_opens_one_turn_even_where_the_next_one_is_the_same_states() -> None:
    gone = ["cedrania-member", "hostivia-member", "chlumia-member"]
    day = "2010-07-01"
    one = tenure("ana", "celinia", "speaker", day, day)
    expected = table("""
        1 celinia 2010-07-01 2012-06-30
        2 celinia 2010-07-01 2012-06-30
        3 celinia 2012-07-01 2014-06-30
    """)
    assert turns(world(one, without=gone), "speaker", until="2012-12-31") == expected
    # two ends on one day are one opening
    two = one + tenure("bo", "celinia", "speaker", day, day)
    assert turns(world(two, without=gone), "speaker", until="2012-12-31") == expected


def test_a_lone_member_with_vague_dates_has_turns_that_come_to_an_end() -> None:
    gone = ["cedrania-member", "hostivia-member", "chlumia-member"]
    vague = tenure("ana", "celinia", "speaker", "2010-01-01/2016-12-31", "2010-07-01/2016-12-31")
    found = turns(world(vague, without=gone), "speaker", until="2012-12-31")
    assert found[:2] == table("""
        1 celinia 2010-07-01 2012-06-30
        2 celinia 2010-07-01/2012-07-01 2012-06-30/2014-06-30
    """)


def test_offices_do_not_disturb_each_other() -> None:
    both = derived(world(ANA, CEM, DENIZ), "turn-passes", UNTIL)
    speaker = derived(world(ANA), "turn-passes", UNTIL, ["speaker"])
    warden = derived(world(CEM, DENIZ), "turn-passes", UNTIL, ["warden"])
    assert calendar(both, "speaker-rule") == calendar(speaker, "speaker-rule")
    assert calendar(both, "warden-rule") == calendar(warden, "warden-rule")
