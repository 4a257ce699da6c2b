"""The terms that no source may state are those that csto.ttl keeps for rules and the program."""

from __future__ import annotations

import re

from csto_kg.checking.suite import reserved
from csto_kg.resources import find_resources
from csto_kg.terms import CSTO
from tests.conftest import ROOT

# A class of a list whose members facts may name (csto:afterVacancy csto:OpensNextTurn).
FOR_FACTS = {"VacancyEffect"}


def kept_for_us() -> set[str]:
    """The properties and classes of the two sections whose heads say so."""
    text = (ROOT / "ontology" / "csto.ttl").read_text(encoding="utf-8")
    sections = re.split(r"^# -{20,}\n# (.*)\n(?:# .*\n)*?# -{20,}\n", text, flags=re.MULTILINE)
    found: set[str] = set()
    heads = []
    for head, body in zip(sections[1::2], sections[2::2], strict=True):
        if "never part of a source" in head:
            heads.append(head.split()[0])
            found.update(
                re.findall(r"^csto:(\w+) a owl:(?:Class|\w+Property)\b", body, re.MULTILINE)
            )
    assert heads == ["Derived", "Bookkeeping:"]
    return found - FOR_FACTS


def test_they_are_listed() -> None:
    listed = {iri.removeprefix(CSTO) for iri in reserved(find_resources())}
    assert listed == kept_for_us()
    assert {"counted", "heldFor", "Change"} <= listed
