"""An article on an organisation: sentence by sentence, who says what, how surely, resting on what.

Sentences come one by one, each with its records, so that a graph can end after any of them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator

from bench.case import Case, new_person
from bench.chance import Chance
from bench.sheet import (
    ASSESSMENT,
    ATTRIBUTED,
    FACT,
    FORECAST,
    HEARSAY,
    INFERRED,
    PLAN,
    Sheet,
)
from bench.triples import Facts, Node, english, number, text, without_year

SENTENCES_PER_PARAGRAPH = 4
_ACTS = "Assertion Demand Proposal Argument Announcement Disclosure Criticism Rebuke".split()
_MODALITIES = (
    ("csto:AsSo", 0.6),
    ("csto:Due", 0.1),
    ("csto:Permission", 0.08),
    ("csto:Possible", 0.1),
    ("csto:Conditional", 0.07),
    ("csto:Apparent", 0.05),
)


class Article:
    """One article, made while it is read: :meth:`passages` yields the nodes of each sentence."""

    def __init__(self, seed: int, case: Case, ordinal: int, sentences: int) -> None:
        self.case = case
        self.name = f"{case.name}a{ordinal}"
        key = sum(ord(letter) * 31**i for i, letter in enumerate(self.name))
        self.chance = Chance(seed, 3, key)
        self.sentences = sentences
        self.sheet = Sheet(self.chance, self.name, f"article {self.name}", confident=False)
        self.year = max(term.end for term in case.plan.terms).year
        self.year_ground = f"id:{self.name}-year-{self.year}"
        self.passage = ""
        self.said: list[str] = []
        self.cited: list[str] = []
        self._length = 0

    def passages(self) -> Iterator[list[Node]]:
        """Yield first what comes before the text, then each sentence with its records."""
        self._front()
        yield self._taken()
        for place in range(self.sentences):
            self._sentence(place)
            yield self._taken()

    def _taken(self) -> list[Node]:
        taken, self.sheet.nodes = self.sheet.nodes, []
        return taken

    def _front(self) -> None:
        sheet, name = self.sheet, self.name
        self.outlet = sheet.thing(f"{name}-publisher", "csto:Outlet", f"Publisher of {name}")
        self.author = sheet.thing(
            f"{name}-author", "csto:Group", f"Author of {name}", ("csto:unnamedIn", f"id:{name}")
        )
        self.experts = sheet.thing(
            f"{name}-experts",
            "csto:Group",
            f"Experts in {name} (unnamed)",
            ("csto:unnamedIn", f"id:{name}"),
            *sheet.note(0.8),
        )
        sheet.thing(
            name,
            "csto:Document",
            f"Article {name}",
            ("dct:title", english(f"Discord in {self.case.title}")),
            ("csto:outlet", self.outlet),
            ("csto:volume", text(str(self.year))),
            ("csto:issue", text(name)),
            *sheet.note(0.5),
        )
        self.question = sheet.thing(
            f"{name}-question", "csto:Proposition", f"Whose turn is it in {self.case.title}?"
        )
        self.people = [new_person(sheet, name) for _ in range(2)] + self.case.persons
        self.speakers = [*self.people, *self.case.agents, self.experts]

    def _sentence(self, place: int) -> None:
        paragraph, sentence = divmod(place, SENTENCES_PER_PARAGRAPH)
        base = f"{self.name}-p{paragraph + 1}s{sentence + 1}"
        length = self.chance.between(60, 300)
        self.passage = self.sheet.thing(
            base,
            "csto:Passage",
            f"{self.name}, paragraph {paragraph + 1}, sentence {sentence + 1}",
            ("csto:inDocument", f"id:{self.name}"),
            ("csto:paragraph", number(paragraph + 1)),
            ("csto:sentence", number(sentence + 1)),
            ("csto:startOffset", number(self._length)),
            ("csto:endOffset", number(self._length + length)),
            ("csto:sha256", text(hashlib.sha256(base.encode()).hexdigest())),
        )
        self._length += length + 1
        if place == 0:
            self._year()
        if self.chance.happens(0.03):  # what is only passed on makes no fact beside it
            self._statement(base, HEARSAY)
            return
        if self.chance.happens(0.28):
            self._cited_source(base)
        for probability, make in self._KINDS:
            if self.chance.happens(probability):
                make(self, base)
        if not any(self.passage in map(_value, node.facts) for node in self.sheet.nodes[1:]):
            self._speech(base)

    def _add(self, base: str, kind: str, label: str, status: str, *facts: Facts) -> str:
        local = self.sheet.numbered(f"{base}-{kind.lower()}")
        every = [fact for some in facts for fact in some]
        return self.sheet.record(local, f"csto:{kind}", label, status, every, [self.passage])

    def _date(self) -> dt.date:
        return dt.date(self.year, self.chance.between(1, 12), self.chance.between(1, 28))

    def _about(self) -> Facts:
        things = [*self.case.offices, *self.case.agents, *self.people]
        return [("csto:about", t) for t in self.chance.sample(things, self.chance.between(1, 3))]

    def _ground(self) -> Facts:
        return [("csto:ground", text(self.sheet.words())), ("csto:derivedFrom", self.passage)]

    def _year(self) -> None:
        facts = [self.sheet.paraphrase(), *self._ground()]
        local = self.year_ground.removeprefix("id:")
        label = f"Days without a year are of {self.year}"
        self.sheet.record(local, "csto:Inference", label, INFERRED, facts, [self.passage])

    def _statement(self, base: str, status: str) -> None:
        sheet, chance = self.sheet, self.chance
        speaker = self.author if status in (ASSESSMENT, FORECAST) else chance.pick(self.speakers)
        earlier = chance.pick(self.said) if self.said else ""
        said = self._add(
            base,
            "Statement",
            f"{speaker} on {self.case.title}",
            status,
            [("csto:speaker", speaker), ("csto:speechAct", f"csto:{chance.pick(_ACTS)}")],
            [("csto:modality", chance.weighted(_MODALITIES)), sheet.paraphrase()],
            self._about(),
            sheet.maybe(0.35, ("csto:presupposes", text(sheet.words()))),
            sheet.maybe(0.12, ("csto:verbatim", text(sheet.words()))),
            sheet.maybe(0.3, ("csto:spokenAs", chance.pick(self.case.offices))),
            sheet.maybe(0.1, ("csto:target", chance.pick(self.case.agents))),
            sheet.maybe(0.4, *without_year("reportedDate", self._date(), self.year_ground)),
            sheet.maybe(0.25 if earlier else 0, ("csto:restsOn", earlier)),
            sheet.maybe(0.08 if earlier else 0, ("csto:answers", earlier)),
            sheet.maybe(0.4, ("csto:qualifier", text("reportedly"))),
            [("csto:citedSource", source) for source in self.cited[-1:]],
            sheet.note(0.5),
        )
        self.said.append(said)

    def _speech(self, base: str) -> None:
        statuses = ((ATTRIBUTED, 0.52), (ASSESSMENT, 0.31), (FORECAST, 0.13), (FACT, 0.04))
        self._statement(base, self.chance.weighted(statuses))

    def _coreference(self, base: str) -> None:
        form, thing = text(f"words {self._length}"), self.chance.pick(self.case.agents)
        facts: Facts = [("csto:form", form), ("csto:refersTo", thing)]
        label = f"These words stand for {thing}"
        self._add(base, "Coreference", label, INFERRED, facts, self._ground())

    def _gap(self, base: str) -> None:
        self._add(base, "Gap", "What is not said", INFERRED, self._about(), self._ground())

    def _characterization(self, base: str) -> None:
        facts: Facts = [("csto:speaker", self.author), self.sheet.paraphrase()]
        label = "How the author sees it"
        self._add(base, "Characterization", label, ASSESSMENT, facts, self._about(),
                  self.sheet.note(0.5))  # fmt: skip

    def _cited_source(self, base: str) -> None:
        named = self.chance.happens(0.3)
        facts: Facts = [
            ("csto:outletNamed", f'"{str(named).lower()}"^^xsd:boolean'),
            *without_year("date", self._date(), self.year_ground),
            ("csto:standsIn", self.passage),
            ("csto:serves", self.passage),
            *([("csto:outlet", self.outlet)] if named else []),
            *self.sheet.note(0.9),
        ]
        self.cited.append(self._add(base, "CitedSource", "A report is cited", FACT, facts))

    def _cross_reference(self, base: str) -> None:
        date = without_year("date", self._date(), self.year_ground)
        facts: Facts = [("csto:outlet", self.outlet), ("csto:standsIn", self.passage), *date]
        self._add(base, "CrossReference", "Another issue", FACT, facts, self.sheet.note(0.9))

    def _tenure(self, base: str) -> None:
        holder, same = self.chance.pick(self.people), []
        if self.chance.happens(0.5):
            place = self.chance.below(len(self.case.deputies))
            holder = self.case.persons[place]
            same = [("csto:sameMatterAs", self.case.deputies[place])]
        facts: Facts = [("csto:holder", holder), ("csto:office", self.case.deputy)]
        attested = without_year("attestedDate", self._date(), self.year_ground)
        self._add(base, "Tenure", f"{holder} in office", FACT, facts, attested, same)

    def _stance(self, base: str) -> None:
        position = self.chance.pick(("Supports", "Opposes", "Silent"))
        facts: Facts = [
            ("csto:holder", self.chance.pick(self.case.agents)),
            ("csto:proposition", self.question),
            ("csto:position", f"csto:{position}"),
        ]
        self._add(base, "Stance", "Where a side stands", FACT, facts, self.sheet.note(0.6))

    def _meeting(self, base: str) -> None:
        planned = self.chance.happens(0.5)
        facts: Facts = [
            ("csto:body", self.case.council),
            ("csto:place", f"id:{self.case.name}-seat"),
            *without_year("date", self._date(), self.year_ground),
            *[("csto:participant", a) for a in self.chance.sample(self.case.agents, 2)],
        ]
        meeting = self._add(base, "Meeting", "The council meets", PLAN if planned else FACT, facts)
        item: Facts = [
            ("csto:meeting", meeting),
            ("csto:modality", "csto:Intended"),
            self.sheet.paraphrase(),
        ]
        self._add(base, "AgendaItem", "On the agenda", PLAN, item)

    def _figure(self, base: str) -> None:
        value = f'"{len(self.case.plan.members)}"^^xsd:integer'
        facts: Facts = [("csto:value", value), ("csto:unit", text("members"))]
        bound: Facts = [("csto:bound", "csto:Exactly")]
        self._add(base, "Figure", "How many members", FACT, self._about(), facts, bound)

    def _event(self, base: str) -> None:
        dated = without_year("date", self._date(), self.year_ground)
        event = self._add(base, "Event", "Something happens", FACT, self._about(),
                          [self.sheet.paraphrase()], dated)  # fmt: skip
        reason: Facts = [("csto:event", event), self.sheet.paraphrase()]
        self._add(base, "Reason", "Why it happened", ASSESSMENT, reason, self._about())

    _KINDS: tuple[tuple[float, Callable[[Article, str], None]], ...] = (
        (0.85, _speech),
        (0.25, _speech),
        (0.45, _coreference),
        (0.45, _gap),
        (0.28, _characterization),
        (0.12, _cross_reference),
        (0.10, _tenure),
        (0.15, _stance),
        (0.09, _meeting),
        (0.10, _figure),
        (0.12, _event),
    )


def _value(fact: tuple[str, str]) -> str:
    return fact[1]
