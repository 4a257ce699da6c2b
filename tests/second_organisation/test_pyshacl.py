"""pyshacl derives the same for a made-up office as the engine does, under the third reading."""

from __future__ import annotations

import pytest

from tests.second_organisation.made import (
    READINGS,
    RULES,
    derived,
    member,
    statuses,
    suspension,
    tenure,
    world,
)
from tests.shacl.rules.made import by_pyshacl

# A vacancy, one that is only perhaps one, somebody who joins at an unknown time, and a suspension.
FACTS = [
    tenure("cem", "chlumia", "warden", "2011-08-31", "2012-03-10"),
    tenure("deniz", "chlumia", "warden", "2012-04-01", "2013-09-01/2013-09-30"),
    member("abelia", None),
    suspension("hostivia", "2013-09-01/2013-09-15", "2014-12-31"),
]
GONE = ["speaker-rule", "celinia-member", "cedrania-member"]


@pytest.mark.slow  # rdflib takes its time over each round
def test_pyshacl_derives_the_same_under_the_third_reading() -> None:
    facts = [*statuses(), *world(*FACTS, without=GONE)]
    ours = set(derived(facts, "turn-restarts"))
    assert len(ours) > 200
    assert by_pyshacl([*RULES, READINGS["turn-restarts"]], facts) == ours
