"""A source graph while it is made: its name, its document, and records with all they must have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bench.chance import Chance
from bench.triples import Fact, Facts, Node, english, exact, month, text, year

FACT, INFERRED = "csto:ReportedAsFact", "csto:InferredByUs"
ATTRIBUTED, ASSESSMENT = "csto:AttributedStatement", "csto:Assessment"
KNOWLEDGE, NORM = "csto:GeneralKnowledge", "csto:NormAsClaimed"
FORECAST, PLAN, HEARSAY = "csto:Forecast", "csto:Plan", "csto:Hearsay"

_CONFIDENCES = (
    ("csto:HighConfidence", 0.45),
    ("csto:MediumConfidence", 0.3),
    ("csto:LowConfidence", 0.25),
)
_SUBJECTS = "The council|The secretariat|One member|The holder|A deputy|The ministers".split("|")
_VERBS = "has put off|will take up|did not name|has confirmed|may change|asked for".split("|")
_OBJECTS = (
    "the order of the turns|a decision on the vacancy|the list of candidates|the day of the meeting"
    "|the length of the term|a reply in writing"
).split("|")
_ENDS = (
    "before the next meeting|as the rules are read there|without giving a reason|until all agree"
    "|and says so in its notice|although others see it differently"
).split("|")


class Sheet:
    """The nodes of one source graph, and the citations or passages that its records rest on.

    ``confident`` says whether its records carry a confidence, as those of a list of facts do.
    """

    def __init__(self, chance: Chance, name: str, title: str, *, confident: bool) -> None:
        self.chance = chance
        self.name = name
        self.graph = f"graph:{name}"
        self.document = f"id:{name}"
        self.confident = confident
        self.nodes: list[Node] = []
        self.citations: list[str] = []
        self._numbers: dict[str, int] = {}
        self.node(
            self.graph,
            "csto:SourceGraph",
            [
                ("dct:title", english(f"Records of {title}")),
                ("csto:graphOf", self.document),
                ("dct:license", "<https://creativecommons.org/licenses/by/4.0/>"),
            ],
        )

    def node(self, subject: str, kind: str, facts: Facts) -> str:
        """Add a node that is no record."""
        self.nodes.append(Node(self.graph, subject, [("rdf:type", kind), *facts]))
        return subject

    def thing(self, local: str, kind: str, label: str, *facts: Fact) -> str:
        """Add something that records are about."""
        return self.node(f"id:{local}", kind, [("rdfs:label", english(label)), *facts])

    def record(
        self,
        local: str,
        kind: str,
        label: str,
        status: str,
        facts: Sequence[Fact],
        evidence: Sequence[str] = (),
    ) -> str:
        """Add a record; without ``evidence`` it rests on one or two citations of the sheet."""
        every = [
            ("rdf:type", kind),
            ("rdfs:label", english(label)),
            *facts,
            ("csto:status", status),
        ]
        if self.confident:
            every.append(("csto:confidence", self.chance.weighted(_CONFIDENCES)))
        rests_on = evidence or self.chance.sample(self.citations, self.chance.between(1, 2))
        every.append(("csto:source", self.document))
        every += [("csto:evidence", piece) for piece in rests_on]
        self.nodes.append(Node(self.graph, f"id:{local}", every))
        return f"id:{local}"

    def numbered(self, local: str) -> str:
        """Return a name with the next free number behind it."""
        self._numbers[local] = self._numbers.get(local, 0) + 1
        return f"{local}-{self._numbers[local]}"

    def cite(self, outlet: str, about: str) -> None:
        """Add a citation."""
        local = self.numbered(f"{self.name}-cite")
        address = f"https://news.example/{self.name}/{len(self.citations) + 1}"
        self.citations.append(
            self.thing(
                local,
                "csto:Citation",
                f"Report {len(self.citations) + 1} on {about}",
                ("csto:outlet", outlet),
                ("csto:url", f"{text(address)}^^xsd:anyURI"),
                ("csto:supports", text(f"What the list has on {about}; {self.words()}")),
            )
        )

    def date(self, role: str, value: dt.date) -> Facts:
        """Return a date as precise as sources are: mostly a day, at times a month or a year."""
        if self.chance.happens(0.9):
            return exact(role, value)
        return month(role, value) if self.chance.happens(0.7) else year(role, value)

    def words(self) -> str:
        """Return a made-up sentence."""
        pick = self.chance.pick
        return f"{pick(_SUBJECTS)} {pick(_VERBS)} {pick(_OBJECTS)} {pick(_ENDS)}."

    def paraphrase(self) -> Fact:
        """Return what was said, in made-up words."""
        return ("csto:paraphrase", text(self.words()))

    def maybe(self, probability: float, *facts: Fact) -> Facts:
        """Return the facts or nothing."""
        return list(facts) if self.chance.happens(probability) else []

    def note(self, probability: float) -> Facts:
        """Return a note or nothing."""
        return self.maybe(probability, ("csto:note", text(self.words())))
