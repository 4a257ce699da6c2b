"""The commands on a data folder with the made-up organisation and three readings: Turtle only."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from csto_kg import KnowledgeBase
from tests.second_organisation.made import HERE, PREFIXES, READINGS, ROOT, tenure

CEM = tenure("cem", "chlumia", "warden", "2011-08-31", "2012-03-10")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What we ship but for the graphs, with one reading more."""
    root = tmp_path_factory.mktemp("data")
    (root / "queries").symlink_to(ROOT / "queries")
    ontology = root / "ontology"
    ontology.mkdir()
    for path in (ROOT / "ontology").iterdir():
        if path.name != "readings":
            (ontology / path.name).symlink_to(path)
    (ontology / "readings").mkdir()
    for name, path in READINGS.items():
        (ontology / "readings" / f"{name}.ttl").symlink_to(path)
    (root / "graphs").mkdir()
    described = "".join(
        f'id:{name} a csto:Reading ; rdfs:label "Reading: {name}"@en .\n' for name in READINGS
    )
    text = (HERE / "organisation.ttl").read_text(encoding="utf-8") + described + CEM
    (root / "graphs" / "gazette.ttl").write_text(text, encoding="utf-8")
    return root


def test_the_calendars_of_both_offices_under_three_readings(folder: Path) -> None:
    with KnowledgeBase.open(data=folder) as kb:
        found = {
            (rotation.office_name, calendar.reading): " or ".join(t.names for t in calendar.due)
            for rotation in kb.rotation(on=dt.date(2012, 3, 10))
            for calendar in rotation.calendars
        }
    assert found == {
        ("Speaker", "turn-passes"): "Celinia",
        ("Speaker", "turn-restarts"): "Celinia",
        ("Speaker", "turn-stays"): "Celinia",
        ("Warden", "turn-passes"): "Hostivia",
        ("Warden", "turn-restarts"): "Chlumia",
        ("Warden", "turn-stays"): "Chlumia",
    }


def test_new_facts_are_judged_under_three_readings(folder: Path, tmp_path: Path) -> None:
    facts = tmp_path / "facts.ttl"
    deniz = tenure("deniz", "hostivia", "warden", "2012-03-10").replace("id:gazette", "id:notes")
    notes = 'id:notes a csto:Document ; rdfs:label "Notes"@en .\n'
    facts.write_text(PREFIXES + notes + deniz, encoding="utf-8")
    with KnowledgeBase.open(data=folder) as kb:
        report = kb.validate(facts)
    assert report.conforms  # side by side, readings block nothing
    broken = [(result.reading, result.shape.rsplit("#")[-1]) for result in report.results]
    assert broken == [
        ("turn-restarts", "not-due"),
        ("turn-stays", "not-due"),
    ]
