"""How a rotating office is filled for one term: a citizen is nominated, appointed, holds, leaves.

Every function returns or adds what the rule allows; what it forbids is made from the same parts
in bench/errors.py.
"""

from __future__ import annotations

import datetime as dt

from bench.case import Case, Filled, new_person
from bench.rotation import State, Term
from bench.sheet import FACT, INFERRED, PLAN, Sheet
from bench.triples import Facts, exact, text

DAY = dt.timedelta(days=1)


def fill_office(case: Case, term: Term) -> None:
    """Add the records of one term, and a deputy who acts if it ends in dispute."""
    sheet, office = case.sheet, case.offices[term.office]
    base = f"{case.name}-f{term.office}t{term.ordinal}"
    holder = new_person(sheet, case.name)
    case.persons.append(holder)
    chosen = term.start - DAY * sheet.chance.between(20, 50)
    citizenship(sheet, base, holder, term.state)
    nomination = nominate(sheet, base, holder, office, term.state.iri, chosen - 10 * DAY)
    if sheet.chance.happens(0.3):
        _consents(case, base, holder, office, chosen)
    appointment = appoint(sheet, base, holder, office, case.council, chosen)
    tenure = hold(sheet, base, holder, office, term.start, term.released or term.end)
    case.filled.append(Filled(term, holder, nomination, appointment, tenure))
    if sheet.chance.happens(0.3):
        sheet.record(
            f"{base}-schedule",
            "csto:ScheduledTerm",
            f"{holder} is to serve until the end of the turn",
            PLAN,
            [("csto:holder", holder), ("csto:office", office), *exact("end", term.end)],
        )
    if term.released is not None:
        _dispute(case, base, term, holder, tenure, term.released)


def citizenship(sheet: Sheet, base: str, person: str, state: State) -> str:
    """Add of which state a person is a citizen."""
    facts = [("csto:person", person), ("csto:state", state.iri)]
    label = f"{person} is a citizen of {state.name.english}"
    return sheet.record(f"{base}-citizenship", "csto:Citizenship", label, FACT, facts)


def nominate(sheet: Sheet, base: str, person: str, office: str, state: str, on: dt.date) -> str:
    """Add a nomination."""
    facts: Facts = [
        ("csto:nominee", person),
        ("csto:office", office),
        ("csto:nominatedBy", state),
        ("csto:nominatingState", state),
        *exact("date", on),
        *sheet.note(0.6),
    ]
    label = f"{person} is nominated for {office}"
    return sheet.record(f"{base}-nomination", "csto:Nomination", label, FACT, facts)


def appoint(sheet: Sheet, base: str, person: str, office: str, body: str, on: dt.date) -> str:
    """Add an appointment."""
    facts: Facts = [
        ("csto:appointee", person),
        ("csto:office", office),
        ("csto:appointedBy", body),
        *exact("date", on),
        *sheet.note(0.5),
    ]
    label = f"{person} is appointed to {office}"
    return sheet.record(f"{base}-appointment", "csto:Appointment", label, FACT, facts)


def hold(
    sheet: Sheet,
    base: str,
    person: str,
    office: str,
    start: dt.date,
    end: dt.date,
    capacity: str = "csto:FullCapacity",
) -> str:
    """Add a tenure."""
    facts: Facts = [
        ("csto:holder", person),
        ("csto:office", office),
        ("csto:capacity", capacity),
        *exact("start", start),
        *exact("end", end),
        *sheet.note(0.8),
    ]
    label = f"{person} holds {office}"
    return sheet.record(f"{base}-tenure", "csto:Tenure", label, FACT, facts)


def consent(
    sheet: Sheet, local: str, consenter: str, person: str, office: str, response: str, on: dt.date
) -> str:
    """Add what one member answered when it was asked about a candidate."""
    facts: Facts = [
        ("csto:consenter", consenter),
        ("csto:candidate", person),
        ("csto:office", office),
        ("csto:response", response),
        *exact("date", on),
    ]
    label = f"{consenter} answers on {person}"
    return sheet.record(local, "csto:Consent", label, FACT, facts)


def _consents(case: Case, base: str, person: str, office: str, on: dt.date) -> None:
    for member in case.plan.members:
        if member.active(on - DAY * 5):
            local = f"{base}-consent-{member.state.number}"
            state = member.state.iri
            consent(case.sheet, local, state, person, office, "csto:Consented", on - DAY * 5)


def _dispute(
    case: Case, base: str, term: Term, holder: str, tenure: str, released: dt.date
) -> None:
    """The holder is released before the turn ends, by two accounts; a deputy acts."""
    sheet, office = case.sheet, case.offices[term.office]
    facts: Facts = [
        ("csto:releasedPerson", holder),
        ("csto:office", office),
        ("csto:endsTenure", tenure),
        *exact("date", released),
    ]
    label = f"{holder} is released"
    release = sheet.record(f"{base}-release", "csto:Release", label, FACT, facts)
    other: Facts = [("csto:competesWith", release), ("csto:note", text("Another account."))]
    sheet.record(
        f"{base}-release-too", "csto:Release", f"{label}, by another report", FACT, facts + other
    )
    sheet.record(
        f"{base}-agency",
        "csto:Agency",
        f"It was {term.state.name.english} that recalled {holder}",
        FACT,
        [("csto:event", release), ("csto:actor", term.state.iri), sheet.paraphrase()],
    )
    deputy = case.persons[0]
    hold(
        sheet,
        f"{base}-acting",
        deputy,
        office,
        released + DAY,
        term.end,
        "csto:ActingCapacity",
    )
    sheet.record(
        f"{base}-vacancy",
        "csto:Inference",
        f"{office} has no full holder after {released}",
        INFERRED,
        [
            sheet.paraphrase(),
            ("csto:about", office),
            ("csto:ground", text("The holder was released and a deputy acts.")),
            ("csto:derivedFrom", release),
        ],
    )
