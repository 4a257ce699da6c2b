"""``csto-kg retract``: a source goes as a whole, and what is left must hold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.guild import GRAPH, NOTES, facts, tenure

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.guild import Call

pytestmark = pytest.mark.usefixtures("guild")


def held(call: Call) -> str:
    return call("--store", "kg", "export", "--format", "nquads").stdout


def test_a_source_goes_as_it_came(call: Call, tmp_path: Path) -> None:
    call("--store", "kg", "sources")
    before = held(call)
    facts(tmp_path / "notes.ttl", NOTES, tenure("cora", "1904-01-01", "1905-01-01"))
    call("--store", "kg", "add", "notes.ttl", "--source", "notes")
    would = call("--store", "kg", "retract", "notes", "--dry-run")
    assert would.stdout == (
        "graph:notes: would be retracted, 10 triples removed; nothing was changed\n"
    )
    done = call("--store", "kg", "retract", "notes", "--by", "Ann", "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert (found["graph"], found["done"], found["removed"], found["by"]) == (
        GRAPH + "notes", "retracted", 10, "Ann",
    )  # fmt: skip
    assert held(call) == before
    assert "notes" not in call("--store", "kg", "sources").stdout


def test_what_would_be_wrong_without_it_keeps_it_there(call: Call, tmp_path: Path) -> None:
    facts(tmp_path / "notes.ttl", NOTES, tenure("cora", "1910-01-01", "1912-01-01"))
    call("--store", "kg", "add", "notes.ttl", "--source", "notes")
    text = tenure(
        "cora", "1910-01-02", "1911-01-01",
        supersedes="id:cora-1910-01-01", source="id:fix", evidence="id:fix-1",
    )  # fmt: skip
    facts(tmp_path / "fix.ttl", "id:fix a csto:Document .\nid:fix-1 a csto:Citation .\n", text)
    assert call("--store", "kg", "add", "fix.ttl", "--source", "fix").returncode == 0
    text = tenure("bert", "1911-06-01", "1912-06-01", source="id:on", evidence="id:on-1")
    facts(tmp_path / "on.ttl", "id:on a csto:Document .\nid:on-1 a csto:Citation .\n", text)
    assert call("--store", "kg", "add", "on.ttl", "--source", "on").returncode == 0
    before = held(call)
    done = call("--store", "kg", "retract", "fix")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("violates by the common checks: 1\n")
    assert done.stdout.endswith(
        "graph:fix: refused, since it would violate 1 of the checks; nothing was changed\n"
    )
    assert held(call) == before


WRONG = [
    (["--store", "kg", "retract", "chronicle"], "graph:chronicle is part of what csto-kg ships and "
     "cannot be changed; name a source of your own"),
    (["--store", "kg", "retract", "nobody"], 'there is no source "nobody"; use one of chronicle, '
     "letters, ontology"),
    (["retract", "notes"], "there is no store to take out of; give --store DIR"),
    (["--store", "kg", "retract"], 'missing argument \'SOURCE\'; see "csto-kg retract --help"'),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "said"), WRONG)
def test_what_is_refused(call: Call, arguments: list[str], said: str) -> None:
    done = call(*arguments)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"csto-kg: error: {said}\n")
