"""Derives the calendars of an office and reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.asking.rotation.calendar import Calendar, Due, Element, Record, Rotation, Span, Turn
from csto_kg.checking.snapshot import Snapshot
from csto_kg.checking.suite import Reading, find_readings, load_rules_of, readings
from csto_kg.errors import InputError, UsageError
from csto_kg.session.entities import Entity
from csto_kg.session.session import run
from csto_kg.text import parse_day

if TYPE_CHECKING:
    from csto_kg.catalog.values import Value
    from csto_kg.session.session import Session, TextRow
    from csto_kg.store.embedded.embedded_store import EmbeddedStore
    from csto_kg.store.interface import Store

_FURTHEST = 2200
"""Turns are derived one by one: a year beyond any calendar is a slip of the keyboard."""


def rotation(
    session: Session,
    office: str | None = None,
    on: date | None = None,
    names: Iterable[str] = (),
) -> list[Rotation]:
    """Return the rotation of each office that has a rule, or of ``office``, on a day.

    Without ``on``, that is the latest recorded day, for each rule. ``names`` are readings; none
    stands for all. Raises UsageError for an office without a rule, an unknown reading, and a day
    that no calendar reaches; InputError for rules that cannot be evaluated, and for days of turns
    that have another form, such as one with a time zone that an import brought.
    """
    if on is not None and on.year > _FURTHEST:
        raise UsageError(f"{on} is too far away", hint=f"name a day up to the year {_FURTHEST}")
    rules = _rows(session, session.store, "rules")
    wanted = list(names)
    chosen = find_readings(session.resources, wanted) if wanted else readings(session.resources)
    if office is not None:
        iri = session.resolve(office).value
        listed = ", ".join(sorted({Entity(row["office"]).local_name for row in rules}))
        rules = [row for row in rules if row["office"] == iri]
        if not rules:
            raise UsageError(
                f'no rotation rule is recorded for "{office}"',
                hint=f"offices with a rule: {listed}" if listed else "no office has one",
            )
    by_reading = load_rules_of(session.resources, chosen)
    snapshot = Snapshot.current(session, session.store, by_reading)
    if on is not None:
        snapshot = snapshot.on(on, [row["rule"] for row in rules])
    datasets = dict(zip(chosen, map(snapshot.dataset, by_reading), strict=True))
    return [_rotation(session, row, on, datasets) for row in rules]


def _rotation(
    session: Session, row: TextRow, on: date | None, datasets: Mapping[Reading, EmbeddedStore]
) -> Rotation:
    rule = ox.NamedNode(row["rule"])
    calendars, recorded = [], None
    for reading, dataset in datasets.items():
        turns, latest = _turns(session, dataset, rule)
        recorded = latest or recorded
        calendars.append(_calendar(session, reading, turns))
    return Rotation(
        rule=row["rule"],
        rule_name=row["rule_name"],
        office=row["office"],
        office_name=row["office_name"],
        on=on or recorded or date.min,
        latest_recorded=recorded,
        elements=tuple(_elements(session, rule)),
        leaves_open=_records(_rows(session, session.store, "left-open", rule=rule)),
        calendars=tuple(calendars),
    )


def _calendar(session: Session, reading: Reading, turns: Sequence[Turn]) -> Calendar:
    rows = _rows(session, session.store, "holders", reading=ox.NamedNode(reading.iri))
    title = rows[0]["reading_name"] if rows else reading.name
    held_by = _records(row for row in rows if "record" in row)
    return Calendar(reading.name, reading.iri, title, held_by, tuple(turns))


def _turns(
    session: Session, dataset: EmbeddedStore, rule: ox.NamedNode
) -> tuple[list[Turn], date | None]:
    """The turns in order, and the latest recorded day."""
    accounts: dict[int, list[TextRow]] = {}
    for row in _rows(session, dataset, "accounts", rule=rule):
        accounts.setdefault(int(row["ordinal"]), []).append(row)
    turns: dict[int, Turn] = {}
    latest = None
    for row in _rows(session, dataset, "turns", rule=rule):
        ordinal = int(row["ordinal"])
        latest = _day(row, "latest_day")
        known = turns.get(ordinal)
        state, opener = (row["state"], row["state_name"]), row.get("opened_by")
        if known is None:
            known = Turn(
                iri=row["turn"],
                ordinal=ordinal,
                states=(),
                opens=Span(_day(row, "opens_earliest"), _day(row, "opens_latest")),
                ends=Span(_day(row, "ends_earliest"), _day(row, "ends_latest")),
                left_open=row.get("left_open"),
                due=Due(row["due"]),
                rests_on=_records(accounts.get(ordinal, ())),
            )
        if state not in known.states:
            known = replace(known, states=(*known.states, state))
        if opener is not None and opener not in known.opened_by:
            known = replace(known, opened_by=(*known.opened_by, opener))
        turns[ordinal] = known
    return [turns[ordinal] for ordinal in sorted(turns)], latest


def _elements(session: Session, rule: ox.NamedNode) -> Iterator[Element]:
    by_iri: dict[str, list[TextRow]] = {}
    for row in _rows(session, session.store, "elements", rule=rule):
        by_iri.setdefault(row["element"], []).append(row)
    for iri, rows in by_iri.items():
        yield Element(
            iri=iri,
            what=rows[0]["what"],
            valid_from=_day(rows[0], "from"),
            status=rows[0]["known_as"],
            provisions=_values(rows, "provision"),
            claimants=_values(rows, "claimant"),
            evidence=_values(rows, "evidence"),
        )


def _records(rows: Iterable[TextRow]) -> tuple[Record, ...]:
    by_iri: dict[str, list[TextRow]] = {}
    for row in rows:
        by_iri.setdefault(row["record"], []).append(row)
    return tuple(
        Record(iri, found[0]["what"], found[0]["known_as"], _values(found, "evidence"))
        for iri, found in by_iri.items()
    )


def _values(rows: Iterable[TextRow], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row[name] for row in rows if name in row))


def _day(row: TextRow, name: str) -> date | None:
    if name not in row:
        return None
    day = parse_day(row[name])
    if day is None:
        raise InputError(
            f'the calendar of turns has "{row[name]}", which is no day in the form YYYY-MM-DD',
            hint="csto-kg validate names the records whose days are written otherwise",
        )
    return day


def _rows(session: Session, store: Store, query: str, **values: Value) -> list[TextRow]:
    return run(store, session.catalog.command(f"rotation/{query}"), {**values}, session.resolve)
