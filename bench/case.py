"""An organisation's background, with what its articles and its errors need to know about it."""

from __future__ import annotations

from dataclasses import dataclass, field

from bench.names import person_name
from bench.rotation import Organisation, Term
from bench.sheet import Sheet
from bench.triples import english


@dataclass(frozen=True)
class Filled:
    """A term with the records of the person who filled it."""

    term: Term
    holder: str
    nomination: str
    appointment: str
    tenure: str


@dataclass
class Case:
    """One organisation and its background."""

    name: str
    title: str
    plan: Organisation
    sheet: Sheet
    agents: list[str] = field(default_factory=list)
    persons: list[str] = field(default_factory=list)
    offices: list[str] = field(default_factory=list)
    deputy: str = ""
    deputies: list[str] = field(default_factory=list)
    council: str = ""
    secretariat: str = ""
    filled: list[Filled] = field(default_factory=list)


def new_person(sheet: Sheet, case_name: str) -> str:
    """Add a person of whom nothing more than the name is known."""
    called = person_name(sheet.chance.below(100_000))
    alternative = sheet.maybe(0.6, ("skos:altLabel", english(called.split()[1])))
    return sheet.thing(sheet.numbered(f"{case_name}-person"), "csto:Person", called, *alternative)
