"""The background of a region and of its organisations: what the lists of facts would hold.

A region is ten states and two organisations of some of them. Dates of turns, nominations,
appointments, tenures and releases are days, so that the rules have one answer; other dates are as
vague as sources are.
"""

from __future__ import annotations

import datetime as dt

from bench.appointments import fill_office
from bench.case import Case, new_person
from bench.chance import Chance
from bench.names import place_name, state_name
from bench.rotation import Member, Organisation, State
from bench.sheet import ATTRIBUTED, FACT, INFERRED, KNOWLEDGE, NORM, Sheet
from bench.triples import TRUE, Fact, exact, month, number, text

STATES_PER_REGION = 10
_RULES = (
    "decided by the council",
    "in alphabetical order",
    "for a fixed term",
    "proposed by a state",
    "by consensus",
    "from among the citizens of members",
    "recalled by the council only",
)


def region_states(seed: int, region: int) -> tuple[Sheet, list[State]]:
    """Return the sheet of a region's states: names, short names, capitals, codes."""
    chance = Chance(seed, 1, region)
    name = f"g{region}-states"
    sheet = Sheet(chance, name, f"the states of region {region}", confident=True)
    sheet.thing(name, "csto:Document", f"list of the states of region {region}")
    outlet = sheet.thing(f"g{region}-gazetteer", "csto:Outlet", f"Gazetteer of region {region}")
    for _ in range(3):
        sheet.cite(outlet, f"the states of region {region}")
    states = []
    for place in range(STATES_PER_REGION):
        number = region * STATES_PER_REGION + place + seed
        state = State(f"id:s{number}", number, state_name(number))
        states.append(state)
        _state(sheet, state)
    return sheet, states


def _state(sheet: Sheet, state: State) -> None:
    local, called = state.iri.removeprefix("id:"), state.name.english
    about = ("csto:state", state.iri)
    sheet.thing(local, "csto:State", called)
    capital = sheet.thing(f"{local}-capital", "csto:Place", place_name(state.number))
    form = f"{text(state.name.russian)}@ru"
    key = ("csto:collationKey", text(state.name.key))
    sheet.record(
        f"{local}-short-name",
        "csto:ShortName",
        f"{called} is {state.name.russian} by its short name in Russian",
        FACT,
        [about, ("csto:shortForm", form), key, *sheet.note(0.5)],
    )
    sheet.record(
        f"{local}-is-capital",
        "csto:CapitalDesignation",
        f"The capital of {called} (general knowledge)",
        KNOWLEDGE,
        [about, ("csto:place", capital), *month("attestedDate", dt.date(2018, 11, 1))],
    )
    for scheme, length in (("MADE-UP-2", 2), ("MADE-UP-3", 3)):
        code = f"{state.number:0{length}X}"
        facts = [
            ("csto:identifies", state.iri),
            ("csto:code", text(code)),
            ("csto:codeScheme", text(scheme)),
        ]
        label = f"{code} stands for {called} in {scheme} (general knowledge)"
        sheet.record(f"{local}-{scheme.lower()}", "csto:Identifier", label, KNOWLEDGE, facts)


def background(seed: int, name: str, plan: Organisation) -> Case:
    """Return the background of an organisation called ``name`` (such as ``g4o1``)."""
    chance = Chance(seed, 2, sum(ord(letter) * 31**i for i, letter in enumerate(name)))
    title = f"Organisation {name}"
    sheet = Sheet(chance, f"{name}-background", f"the background of {title}", confident=True)
    case = Case(name, title, plan, sheet)
    sheet.thing(f"{name}-background", "csto:Document", f"background facts on {title}")
    outlets = [
        sheet.thing(f"{name}-outlet-{i}", "csto:Outlet", f"Outlet {i} of {title}") for i in range(9)
    ]
    for i in range(20):
        sheet.cite(outlets[i % 9], title)
    _institutions(case)
    for member in plan.members:
        _membership(case, member)
    _provisions(case)
    for term in plan.terms:
        fill_office(case, term)
    _other_tenures(case)
    return case


def _institutions(case: Case) -> None:
    sheet, name, title = case.sheet, case.name, case.title
    organisation = sheet.thing(name, "csto:Organization", title)
    of = ("csto:bodyOf", organisation)
    case.council = sheet.thing(f"{name}-council", "csto:Body", f"Council of {title}", of)
    case.secretariat = sheet.thing(f"{name}-staff", "csto:Body", f"Secretariat of {title}", of)
    for ordinal in range(case.plan.offices):
        label = f"{('Secretary General', 'Chief of Staff')[ordinal]} of {title}"
        office = sheet.thing(
            f"{name}-office-{ordinal}", "csto:Office", label, ("csto:officeOf", organisation)
        )
        case.offices.append(office)
    case.deputy = sheet.thing(
        f"{name}-deputy", "csto:Office", f"Deputy of {title}", ("csto:officeOf", organisation)
    )
    sheet.thing(f"{name}-charter", "csto:Treaty", f"Charter of {title}")
    sheet.thing(f"{name}-seat", "csto:Place", f"Seat of {title}")
    case.agents += [organisation, case.council, case.secretariat]
    for _ in range(6):
        case.persons.append(new_person(sheet, name))


def _membership(case: Case, member: Member) -> None:
    sheet, state = case.sheet, member.state
    local = f"{case.name}-{state.iri.removeprefix('id:')}"
    called, organisation = state.name.english, f"id:{case.name}"
    case.agents.append(state.iri)
    acts = []
    for kind, label in (("Signature", "signed"), ("EntryIntoForce", "is bound by")):
        acts.append(
            sheet.record(
                f"{local}-{kind.lower()}",
                "csto:TreatyAct",
                f"{called} {label} the Charter of {case.title}",
                FACT,
                [
                    ("csto:state", state.iri),
                    ("csto:treaty", f"id:{case.name}-charter"),
                    ("csto:treatyActKind", f"csto:{kind}"),
                    *exact("date", member.joined),
                    *sheet.note(0.5),
                ],
            )
        )
    about = [("csto:state", state.iri), ("csto:organization", organisation)]
    inferred = sheet.chance.happens(0.6)
    ground = [("csto:ground", text("Membership begins with the Charter in force."))]
    ground += [("csto:derivedFrom", act) for act in acts]
    sheet.record(
        f"{local}-membership",
        "csto:StateMembership",
        f"{called} is a member of {case.title}",
        INFERRED if inferred else FACT,
        [
            *about,
            *exact("start", member.joined),
            *(exact("end", member.left) if member.left else ()),
            *(ground if inferred else ()),
            *sheet.note(0.8),
        ],
    )
    for first, last in member.suspensions:
        sheet.record(
            sheet.numbered(f"{local}-suspension"),
            "csto:Suspension",
            f"The membership of {called} in {case.title} is suspended",
            FACT,
            [*about, *exact("start", first), *exact("end", last), *sheet.note(0.5)],
        )


def _provisions(case: Case) -> None:
    """What people say the rule is, each in a statement of its own, and the rule made of it."""
    sheet = case.sheet
    for ordinal, office in enumerate(case.offices):
        claimed = []
        for what in _RULES:
            local = sheet.numbered(f"{case.name}-rule")
            claimant = sheet.chance.pick(case.agents)
            said = sheet.record(
                f"{local}-said",
                "csto:Statement",
                f"On the rule of office {ordinal}: {what}",
                ATTRIBUTED,
                [
                    ("csto:speaker", claimant),
                    ("csto:speechAct", "csto:Assertion"),
                    ("csto:modality", "csto:AsSo"),
                    sheet.paraphrase(),
                    ("csto:about", office),
                    *sheet.date("date", case.plan.founded),
                    *sheet.note(0.7),
                ],
            )
            claimed.append(
                sheet.record(
                    local,
                    "csto:Provision",
                    f"Norm as claimed: {what}",
                    NORM,
                    [
                        sheet.paraphrase(),
                        ("csto:claimant", claimant),
                        ("csto:claimedIn", said),
                        ("csto:office", office),
                        *sheet.maybe(0.4, ("csto:provisionOf", f"id:{case.name}-charter")),
                        *sheet.note(0.6),
                    ],
                )
            )
        first = case.plan.of_office(ordinal)[0]
        turn = sheet.record(
            f"{case.name}-first-turn-{ordinal}",
            "csto:Turn",
            f"The first turn is that of {first.state.name.english}",
            FACT,
            [
                ("csto:state", first.state.iri),
                ("csto:office", office),
                *exact("start", first.start),
                *exact("end", first.end),
            ],
        )
        _rule(case, ordinal, claimed, turn)


def _rule(case: Case, ordinal: int, claimed: list[str], turn: str) -> None:
    """Add the rotation rule of an office, element by element, as the checks need it."""
    decided, alphabet, length, _proposed, all_agree, citizens, _recalled = claimed
    name = f"{case.name}-rotation-{ordinal}"
    office, valid = case.offices[ordinal], exact("start", case.plan.founded)
    of_whom = [("csto:office", office), ("csto:organization", f"id:{case.name}")]
    label = f"The rule by which {office} rotates"
    rule = case.sheet.record(name, "csto:RotationRule", label, NORM, of_whom)
    elements: list[tuple[str, str, list[Fact]]] = [
        ("order", alphabet, [("csto:orderLanguage", text("ru")), ("csto:firstTurn", turn)]),
        ("term", length, [("csto:termMonths", number(12 * case.plan.years))]),
        ("deciding-body", decided, [("csto:decidingBody", case.council)]),
        ("consensus", all_agree, [("csto:requiresConsensus", TRUE)]),
        ("citizenship", citizens, [("csto:requiresCitizenship", TRUE)]),
    ]
    for element, ground, facts in elements:
        case.sheet.record(
            f"{name}-{element}",
            "csto:RuleElement",
            f"Element of the rule by which {office} rotates: {element}",
            NORM,
            [("csto:elementOf", rule), ("csto:basedOn", ground), *facts, *valid],
        )


def _other_tenures(case: Case) -> None:
    """Deputies: an office that does not rotate."""
    start = case.plan.terms[0].start
    for person in case.persons[:3]:
        end = start + dt.timedelta(days=case.sheet.chance.between(300, 900))
        tenure = case.sheet.record(
            case.sheet.numbered(f"{case.name}-deputy-tenure"),
            "csto:Tenure",
            f"A deputy of {case.title}",
            FACT,
            [
                ("csto:holder", person),
                ("csto:office", case.deputy),
                ("csto:capacity", "csto:FullCapacity"),
                *exact("start", start),
                *exact("end", end),
                *case.sheet.note(0.7),
            ],
        )
        case.deputies.append(tenure)
        start = end + dt.timedelta(days=1)
    for ordinal in range(2):
        facts = [("csto:body", case.council), ("csto:about", case.deputy)]
        facts += [case.sheet.paraphrase(), *case.sheet.date("date", start)]
        local = f"{case.name}-decision-{ordinal}"
        case.sheet.record(local, "csto:Decision", "The council decides", FACT, facts)
