"""The calendar of turns for an office under each reading, and who is due on a day.

Everything in it comes from the rules of ``ontology/rules/`` and ``ontology/readings/`` and from
the queries of ``queries/commands/rotation/``; here it is only put in order.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Due(StrEnum):
    """Whether a turn runs on a day: on every one that the dates allow, on some, on none."""

    YES = "due"
    MAYBE = "may be due"
    NO = ""


@dataclass(frozen=True)
class Span:
    """The days that a day can be; ``None`` where there is no bound."""

    earliest: date | None
    latest: date | None

    def __str__(self) -> str:
        if self.earliest is None and self.latest is None:
            return ""
        if self.latest is None:
            return f"{self.earliest} or later"
        if self.earliest == self.latest:
            return str(self.latest)
        return f"{self.earliest} to {self.latest}" if self.earliest else f"{self.latest} or earlier"


@dataclass(frozen=True)
class Record:
    """A record behind an answer: its IRI, what it says, how it is known, on what it rests."""

    iri: str
    what: str
    status: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Turn:
    """A turn: whose it is or may be, when it opens, its last day unless a vacancy comes before.

    ``states`` are pairs of IRI and name. ``opened_by`` are the tenures whose end opens it, or may.
    ``rests_on`` are the records of the first turn, or of those tenures and their releases.
    """

    iri: str
    ordinal: int
    states: tuple[tuple[str, str], ...]
    opens: Span
    ends: Span
    opened_by: tuple[str, ...] = ()
    left_open: str | None = None
    due: Due = Due.NO
    rests_on: tuple[Record, ...] = ()

    @property
    def names(self) -> str:
        """Whose turn it is, in words."""
        return " or ".join(name for _, name in self.states)


@dataclass(frozen=True)
class Calendar:
    """The turns under one reading, with who holds the reading."""

    reading: str
    iri: str
    title: str
    held_by: tuple[Record, ...]
    turns: tuple[Turn, ...]

    @property
    def due(self) -> tuple[Turn, ...]:
        """The turns that run on the day, or may."""
        return tuple(turn for turn in self.turns if turn.due is not Due.NO)


@dataclass(frozen=True)
class Element:
    """What a rule lays down, from which day, and whose words for it the rule rests on."""

    iri: str
    what: str
    valid_from: date | None
    status: str
    provisions: tuple[str, ...]
    claimants: tuple[str, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Rotation:
    """The rotation of one office on a day: its rule, what that leaves open, and the calendars."""

    rule: str
    rule_name: str
    office: str
    office_name: str
    on: date
    latest_recorded: date | None
    elements: tuple[Element, ...]
    leaves_open: tuple[Record, ...]
    calendars: tuple[Calendar, ...]
