"""The made-up organisation with a few facts more or less, and what follows for its offices.

A day is written as "2014-07-01", a range of days as "2014-07-01/2014-09-30", and one without a
latest day as "2014-07-01/".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from csto_kg.shacl.rules.fixpoint import derive
from csto_kg.shacl.rules.rule_set import RuleSet, rule_set

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
ONTOLOGY = ROOT / "ontology" / "csto.ttl"
RULES = sorted((ROOT / "ontology" / "rules").glob("*.ttl"))
READINGS = {
    "turn-passes": ROOT / "ontology" / "readings" / "turn-passes.ttl",
    "turn-stays": ROOT / "ontology" / "readings" / "turn-stays.ttl",
    "turn-restarts": HERE / "turn-restarts.ttl",
}
OFFICES = ("speaker", "warden")
CSTO = "https://w3id.org/csto-kg/ontology#"
ID = "https://w3id.org/csto-kg/id/"
PREFIXES = f"""\
@prefix csto: <{CSTO}> .
@prefix id: <{ID}> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def triples(text: str) -> list[ox.Triple]:
    """Return the triples of a Turtle text that may use PREFIXES."""
    return [quad.triple for quad in ox.parse(PREFIXES + text, format=ox.RdfFormat.TURTLE)]


@cache
def file_triples(path: Path) -> tuple[ox.Triple, ...]:
    """Return the triples of a Turtle file."""
    return tuple(quad.triple for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))


@cache
def statuses() -> tuple[ox.Triple, ...]:
    """Return what rules ask of the ontology: which statuses count."""
    counts = ox.NamedNode(CSTO + "countsInChecks")
    return tuple(fact for fact in file_triples(ONTOLOGY) if fact.predicate == counts)


def world(*more: str, without: Iterable[str] = ()) -> list[ox.Triple]:
    """Return the facts of the organisation and ``more`` of them; records ``without`` left out."""
    gone = {ox.NamedNode(ID + name) for name in without}
    facts = [*file_triples(HERE / "organisation.ttl"), *triples("\n".join(more))]
    return [fact for fact in facts if fact.subject not in gone and fact.object not in gone]


# --- Records in Turtle


def days(role: str, day: str | None) -> str:
    """Return the value and the bounds of a date: "csto:start … ; csto:startEarliest … ;"."""
    if day is None:
        return ""
    earliest, _, latest = day.partition("/")
    bounds = [("Earliest", earliest)] if "/" in day else [("", day), ("Earliest", day)]
    if latest or "/" not in day:
        bounds.append(("Latest", latest or earliest))
    return " ".join(f'csto:{role}{bound} "{value}"^^xsd:date ;' for bound, value in bounds)


def record(name: str, kind: str, facts: str, status: str = "ReportedAsFact") -> str:
    """Return a record in Turtle."""
    return (
        f'id:{name} a csto:{kind} ; rdfs:label "{name}"@en ; {facts}\n'
        f"    csto:status csto:{status} ; csto:confidence csto:HighConfidence ;\n"
        "    csto:source id:gazette ; csto:evidence id:page .\n"
    )


def member(state: str, first: str | None, last: str | None = None, name: str = "") -> str:
    """Return a membership."""
    facts = f"csto:state id:{state} ; csto:organization id:five-rivers ;"
    return record(
        name or f"{state}-membership",
        "StateMembership",
        f"{facts} {days('start', first)} {days('end', last)}",
    )


def suspension(state: str, first: str | None, last: str | None = None) -> str:
    """Return a suspension."""
    facts = f"csto:state id:{state} ; csto:organization id:five-rivers ;"
    dates = f"{days('start', first)} {days('end', last)}"
    return record(f"{state}-suspension", "Suspension", f"{facts} {dates}")


def short_name(
    state: str, name: str, key: str, first: str | None = None, last: str | None = None
) -> str:
    """Return a short name; ``name`` with its language tag."""
    facts = f'csto:state id:{state} ; csto:shortForm {name} ; csto:collationKey "{key}" ;'
    dates = f"{days('start', first)} {days('end', last)}"
    return record(f"{state}-name-{key}", "ShortName", f"{facts} {dates}")


def nomination(
    name: str, person: str, state: str, office: str, day: str | None = None, intended: str = ""
) -> str:
    """Return a nomination."""
    facts = (
        f"csto:nominee id:{person} ; csto:office id:{office} ; csto:nominatingState id:{state} ;"
    )
    dates = f"{days('date', day)} {days('intendedStart', intended or None)}"
    return record(name, "Nomination", f"{facts} {dates}")


def tenure(
    person: str,
    state: str,
    office: str,
    first: str | None,
    last: str | None = None,
    *,
    capacity: str = "Full",
) -> str:
    """Return a person in an office, put forward by a state."""
    facts = f"csto:holder id:{person} ; csto:office id:{office} ;"
    capacities = f"csto:capacity csto:{capacity}Capacity ;" if capacity else ""
    dates = f"{days('start', first)} {days('end', last)}"
    return (
        f'id:{person} a csto:Person ; rdfs:label "{person.title()}"@en .\n'
        + nomination(f"{person}-nomination", person, state, office)
        + record(f"{person}-tenure", "Tenure", f"{facts} {capacities} {dates}")
    )


# --- What follows


@cache
def rules(reading: str | None) -> RuleSet:
    """Return the common rules with those of a reading."""
    return rule_set([*RULES, *([READINGS[reading]] if reading else [])])


def derived(
    facts: Iterable[ox.Triple],
    reading: str | None,
    until: str | None = None,
    offices: Sequence[str] = OFFICES,
) -> list[ox.Triple]:
    """Return what follows by the rules of ``offices``; turns are asked for up to ``until``."""
    others = {ox.NamedNode(f"{ID}{office}-rule") for office in OFFICES if office not in offices}
    given = [fact for fact in facts if fact.subject not in others]
    asked = triples(
        "".join(
            f'id:{office}-rule csto:dayAsked "{until}"^^xsd:date .' for office in offices if until
        )
    )
    return list(derive([*statuses(), *given], rules(reading), extra=asked).triples)


def table(text: str) -> list[str]:
    """Return the lines of a table of turns, with single spaces."""
    return [" ".join(line.split()) for line in text.strip().splitlines()]


def turns(
    facts: Iterable[ox.Triple], office: str, reading: str = "turn-passes", until: str | None = None
) -> list[str]:
    """Return the turns of an office, as a table has them: ordinal, states, first day, last day.

    With ``until``, only those that may have opened by then.
    """
    found = derived(facts, reading, until, [office])
    lines = calendar(found, f"{office}-rule")
    return [line for line in lines if until is None or line.split()[2][:10] <= until]


def calendar(found: Sequence[ox.Triple], rule: str) -> list[str]:
    """Return the turns among derived triples as lines: ordinal, states, first day, last day."""
    values: dict[str, dict[str, list[str]]] = {}
    for triple in found:
        subject, value = triple.subject, triple.object
        if isinstance(subject, ox.NamedNode) and isinstance(value, ox.NamedNode | ox.Literal):
            prop = triple.predicate.value.removeprefix(CSTO)
            values.setdefault(subject.value, {}).setdefault(prop, []).append(value.value)
    rows = []
    for properties in values.values():
        if properties.get("underRule") == [ID + rule] and "ordinal" in properties:
            states = sorted(state.removeprefix(ID) for state in properties.get("state", []))
            first, last = (_range(properties, role) for role in ("start", "end"))
            [ordinal] = properties["ordinal"]
            rows.append((int(ordinal), "|".join(states) or "-", first, last))
    return [" ".join(map(str, row)) for row in sorted(rows)]


def _range(properties: dict[str, list[str]], role: str) -> str:
    earliest = "|".join(properties.get(f"{role}Earliest", ["?"]))
    latest = "|".join(properties.get(f"{role}Latest", [""]))
    return earliest if earliest == latest else f"{earliest}/{latest}"
