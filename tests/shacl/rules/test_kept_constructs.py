"""What is made of a rule's text is the same, be it read or kept from an earlier run."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csto_kg import cache
from csto_kg.errors import InputError
from csto_kg.resources import find_resources
from csto_kg.shacl.rules import kept_constructs
from csto_kg.shacl.rules.construct import Construct, read_construct
from csto_kg.shacl.rules.fixpoint import Derivation, derive
from csto_kg.shacl.rules.kept_constructs import construct_of, keep_constructs
from csto_kg.shacl.rules.rule_set import RuleSet, rule_set
from tests.second_organisation.made import HERE, file_triples, statuses
from tests.shacl.rules import made_rules
from tests.sparql import patterns

FILES = [*find_resources().rule_files, *find_resources().reading_files[:1]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    found = tmp_path / "kept"
    monkeypatch.setenv("CSTO_KG_CACHE", str(found))
    new_run()
    return found


def new_run() -> None:
    """Forget what this process made, as the next one does not know it."""
    kept_constructs._known.cache_clear()
    kept_constructs._MADE.clear()


def constructs(rules: RuleSet) -> list[Construct]:
    return [rule.construct for shape in rules.shapes for rule in shape.rules]


def _facts() -> list[object]:
    return [*statuses(), *file_triples(HERE / "organisation.ttl")]


def _run() -> tuple[list[Construct], Derivation]:
    new_run()
    rules = rule_set(FILES)
    found = derive(_facts(), rules)  # type: ignore[arg-type]
    keep_constructs()
    return constructs(rules), found


def test_the_shipped_rules_are_read_and_planned_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, first = _run()
    entries = {path.name for path in folder.iterdir()}
    monkeypatch.setattr(kept_constructs, "read_construct", None)
    monkeypatch.setattr("csto_kg.shacl.rules.together.Planner", None)
    again, second = _run()
    assert (again, second) == (made, first)
    assert [c.together and c.together.plans for c in again] == [
        c.together and c.together.plans for c in made
    ]
    assert {path.name for path in folder.iterdir()} == entries
    assert len(entries) == len({id(each) for each in made}) > 60


def test_cut_entries_change_nothing(folder: Path) -> None:
    made, first = _run()
    for cut in (0, 65, 300, -1):
        for path in folder.iterdir():
            path.write_bytes(path.read_bytes()[:cut])
        assert _run() == (made, first)


def test_a_rule_that_is_refused_is_not_kept(folder: Path) -> None:
    for _ in range(2):
        new_run()
        with pytest.raises(InputError):
            construct_of("CONSTRUCT { ?a ?b _:c } WHERE { $this ?a ?b }", {})
        keep_constructs()
        assert not folder.exists()


def test_prefixes_are_part_of_a_text(folder: Path) -> None:
    text = "CONSTRUCT { $this a:b ?x } WHERE { $this a:c ?x }"
    one, other = ({"a": f"http://{name}/"} for name in "ab")
    for _ in range(2):
        new_run()
        for prefixes in (one, other):
            assert construct_of(text, prefixes) == read_construct(text, prefixes)
        keep_constructs()
    assert len([*folder.iterdir()]) == 2


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6))
def test_rules_at_random_come_back_and_derive_the_same(folder: Path, seed: int) -> None:
    chance = Random(seed)
    rules, facts = made_rules.rule_set_at_random(chance), made_rules.facts_at_random(chance)
    expected = made_rules.outcome(facts, rules)
    for _ in range(2):
        new_run()
        shapes = []
        for shape in rules.shapes:
            changed = []
            for rule in shape.rules:
                assert rule.location is not None
                found = construct_of(rule.location.file, patterns.PREFIXES)
                assert found == rule.construct
                changed.append(dataclasses.replace(rule, construct=found))
            shapes.append(dataclasses.replace(shape, rules=tuple(changed)))
        assert made_rules.outcome(facts, RuleSet(tuple(shapes))) == expected
        keep_constructs()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 40) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_an_entry_of_any_other_kind_is_none(value: object) -> None:
    assert kept_constructs._recalled(json.loads(json.dumps(value))) is None


def test_what_another_program_kept_is_not_used(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "CONSTRUCT { $this <urn:b> ?x } WHERE { $this <urn:c> ?x }"
    construct_of(text, {})
    keep_constructs()
    monkeypatch.setattr(cache, "_program", lambda: b"another one")
    new_run()
    monkeypatch.setattr(kept_constructs, "_recalled", lambda value: value and pytest.fail("it was"))
    assert construct_of(text, {}) == read_construct(text, {})
