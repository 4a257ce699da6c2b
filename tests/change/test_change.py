"""Facts go in and out whole, checked, with what follows from them, and say who did it."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from csto_kg.change import change, journal
from csto_kg.change.derived import derived_graph
from csto_kg.change.receipt import Options, Receipt, Signature
from csto_kg.change.suite import choose_readings, load_rules
from csto_kg.errors import EnvironmentFailure, InputError, UsageError
from csto_kg.intake.intake import take_in
from csto_kg.intake.names import source_graph
from csto_kg.reading.files import RdfFile
from csto_kg.resources import find_resources
from csto_kg.rules.fixpoint import derive
from csto_kg.store.directory import open_directory
from csto_kg.terms import CHANGES_GRAPH, DERIVED_STAMPS, is_derived
from csto_kg.transfer.fingerprint import fingerprint
from tests.change.guild import (
    GRAPH,
    ID,
    NOTES,
    facts,
    make_data,
    open_guild,
    own_copy,
    tenure,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from csto_kg.knowledge_base import KnowledgeBase
    from csto_kg.store.interface import Store

GOOD = NOTES + tenure("cora", "1904-01-01", "1905-01-01")
BAD = NOTES + tenure("cora", "1903-06-01", "1905-01-01")
NOTES_GRAPH = GRAPH + "notes"
MOMENT = datetime(2026, 11, 24, 12, 30, 15, 999, tzinfo=UTC)


def hashes(store: Store) -> dict[str, str]:
    return {name: fingerprint(store.quads(name)).sha256 for name in store.graph_names()}


def derived(store: Store) -> dict[str, set[ox.Triple]]:
    """What the store has of what follows, by graph."""
    names = [name for name in store.graph_names(internal=True) if is_derived(name)]
    return {n: {quad.triple for quad in store.quads(n)} for n in names if n != DERIVED_STAMPS}


def follows(store: Store, data: Path) -> dict[str, set[ox.Triple]]:
    """What follows from the store's facts now."""
    held = {quad.triple for quad in store.quads()}
    return {
        derived_graph(rules.reading): set(derive(held, rules.rules).triples)
        for rules in load_rules(find_resources(data))
    }


def done(receipt: Receipt) -> tuple[str, int, int]:
    return receipt.done, receipt.added, receipt.removed


def test_facts_go_in_and_come_out_and_leave_no_trace_but_in_the_journal(
    kb: KnowledgeBase, data: Path, written: Callable[..., Path]
) -> None:
    before = hashes(kb.store)
    added = kb.add(written(GOOD), "notes", by="Ann")
    assert (added.graph, done(added)) == (NOTES_GRAPH, ("added", 10, 0))
    assert added.report is not None
    assert (added.report.conforms, added.report.results) == (True, ())
    assert hashes(kb.store).keys() - before.keys() == {NOTES_GRAPH}
    assert {name: hash_ for name, hash_ in hashes(kb.store).items() if name in before} == before
    assert derived(kb.store) == follows(kb.store, data)
    taken = kb.retract("notes", by="Bob")
    assert (taken.graph, done(taken)) == (NOTES_GRAPH, ("retracted", 0, 10))
    assert hashes(kb.store) == before
    assert derived(kb.store) == follows(kb.store, data)
    assert journal.latest(kb.store) == {}
    again = kb.add(written(GOOD), "notes", by="Cy")
    entries = [(entry.graph, entry.kind, entry.by) for entry in journal.changes(kb.store)]
    assert entries == [
        (NOTES_GRAPH, "added", "Ann"),
        (NOTES_GRAPH, "retracted", "Bob"),
        (NOTES_GRAPH, "added", "Cy"),
    ]
    assert journal.latest(kb.store) == {NOTES_GRAPH: again.change}


def test_an_entry_of_the_journal(kb: KnowledgeBase, written: Callable[..., Path]) -> None:
    options = Options(choose_readings(kb.resources, ["none"]))
    files = [RdfFile(str(written(GOOD)))]
    kb.let_go()
    assert kb.directory is not None
    receipt = change.add(
        kb.directory, kb.resources, options, files, NOTES_GRAPH, signature=Signature("Ann", MOMENT)
    )
    entry = journal.Change(NOTES_GRAPH, "added", "Ann", MOMENT.replace(microsecond=0))
    assert receipt.change == entry
    assert journal.changes(kb.store) == [entry]
    assert entry.time == "2026-11-24T12:30:15Z"
    quads = {(quad.predicate.value, str(quad.object)) for quad in kb.store.quads(CHANGES_GRAPH)}
    csto = "https://w3id.org/csto-kg/ontology#"
    assert quads == {
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", f"<{csto}Change>"),
        (csto + "changeKind", '"added"'),
        (csto + "changedBy", '"Ann"'),
        (csto + "changedGraph", f"<{NOTES_GRAPH}>"),
        (csto + "changedAt",
         '"2026-11-24T12:30:15Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>'),
    }  # fmt: skip


def test_the_journal_is_in_no_query(kb: KnowledgeBase, written: Callable[..., Path]) -> None:
    kb.add(written(GOOD), "notes", by="a name nobody has")
    assert kb.sparql('ASK { ?s ?p "a name nobody has" }') is False
    assert kb.sparql("ASK { ?s csto:counted true }") is False
    assert "a name nobody has" not in kb.export("nquads")
    assert kb.store.ask('ASK { ?s ?p "a name nobody has" }', also=[CHANGES_GRAPH])


def test_the_login_name_is_written_where_nobody_is_named(
    kb: KnowledgeBase, written: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "ann")
    receipt = kb.add(written(GOOD), "notes")
    assert receipt.change is not None
    assert receipt.change.by == "ann"
    assert abs((datetime.now(UTC) - receipt.change.at).total_seconds()) < 60


def test_the_same_facts_again_change_nothing(
    kb: KnowledgeBase, written: Callable[..., Path], store: Path
) -> None:
    path = written(GOOD, "id:x <http://example.org/knows> [ csto:value 01 ] .")
    assert done(kb.add(path, "notes")) == ("added", 12, 0)
    kb.let_go()
    marker = (store / "csto-kg.json").stat()
    for _ in range(2):
        for options in ({}, {"replace": True}, {"dry_run": True}):
            again = kb.add(path, "notes", **options)  # type: ignore[arg-type]
            assert (done(again), again.report, again.change) == (("was the same", 0, 0), None, None)
    kb.let_go()
    assert (store / "csto-kg.json").stat() == marker
    assert len(journal.changes(kb.store)) == 1


def test_more_facts_of_a_source(
    kb: KnowledgeBase, data: Path, written: Callable[..., Path]
) -> None:
    kb.add(written(GOOD), "notes")
    more = written(
        tenure("bert", "1905-01-01", "1906-01-01"), "id:cora csto:note 'x' .", name="more.ttl"
    )
    assert done(kb.add(more, "graph:notes")) == ("added", 9, 0)
    assert derived(kb.store) == follows(kb.store, data)
    assert done(kb.add(written(GOOD), "notes", replace=True)) == ("replaced", 0, 9)
    assert [entry.kind for entry in journal.changes(kb.store)].count("replaced") == 1


def test_a_violation_keeps_facts_out(
    kb: KnowledgeBase, data: Path, written: Callable[..., Path]
) -> None:
    kb.add(written(NOTES, "id:x csto:note 'x' ."), "notes")
    before, was_derived = kb.export("nquads"), derived(kb.store)
    refused = kb.add(written(BAD), "notes")
    assert (done(refused), refused.change) == (("refused", 8, 0), None)
    assert refused.report is not None
    assert [result.shape for result in refused.report.introduced] == [
        "https://w3id.org/csto-kg/shapes#one-at-a-time"
    ]
    assert kb.export("nquads") == before
    assert derived(kb.store) == was_derived == follows(kb.store, data)
    assert len(journal.changes(kb.store)) == 1


def test_a_dry_run_changes_nothing(kb: KnowledgeBase, written: Callable[..., Path]) -> None:
    before = kb.export("nquads")
    would = kb.add(written(GOOD), "notes", dry_run=True)
    assert (done(would), would.change, would.dry_run) == (("added", 10, 0), None, True)
    assert done(kb.add(written(BAD), "notes", dry_run=True)) == ("refused", 10, 0)
    assert kb.export("nquads") == before
    assert kb.store.graph_names(internal=True) == kb.store.graph_names()
    kb.add(written(GOOD), "notes")
    assert done(kb.retract("notes", dry_run=True)) == ("retracted", 0, 10)
    assert NOTES_GRAPH in kb.store.graph_names()


def test_readings_and_warnings_keep_out_only_when_asked(
    kb: KnowledgeBase, written: Callable[..., Path]
) -> None:
    back = written(NOTES, tenure("ada", "1906-01-01", "1907-01-01"))
    assert done(kb.add(back, "notes", readings="strict", dry_run=True))[0] == "refused"
    assert done(kb.add(back, "notes", readings="all", dry_run=True))[0] == "added"
    endless = written(NOTES, tenure("cora", "1906-01-01", ""))
    assert done(kb.add(endless, "notes", strict=True, dry_run=True))[0] == "refused"
    receipt = kb.add(endless, "notes")
    assert done(receipt)[0] == "added"
    assert receipt.report is not None
    assert [result.severity.name for result in receipt.report.results] == ["WARNING"]


def test_a_correction_is_a_record_that_supersedes(
    kb: KnowledgeBase, written: Callable[..., Path]
) -> None:
    kb.add(written(GOOD), "notes")
    wrong = tenure("cora", "1903-06-01", "1904-06-01", supersedes="id:cora-1904-01-01")
    assert done(kb.add(written(NOTES, wrong), "notes"))[0] == "refused"  # Ada is there
    right = tenure("cora", "1904-02-01", "1905-01-01", supersedes="id:cora-1904-01-01")
    assert done(kb.add(written(NOTES, right), "notes")) == ("added", 9, 0)
    report = kb.validate()
    assert report.conforms  # the two overlap, and one of them counts
    assert report.checked.not_counting == {
        "hearsay": 1, "superseded, or inferred from what does not count": 1,
    }  # fmt: skip
    assert kb.sparql("ASK { id:cora-1904-01-01 a csto:Tenure }") is True


def test_a_retraction_is_checked_too(kb: KnowledgeBase, written: Callable[..., Path]) -> None:
    """The correction goes, and what it corrected is in the way again."""
    kb.add(written(NOTES, tenure("cora", "1910-01-01", "1912-01-01")), "notes")
    fix = tenure("cora", "1910-01-01", "1911-01-01", supersedes="id:cora-1910-01-01",
                 source="id:fix", evidence="id:fix-1").replace(
        "id:cora-1910-01-01 a", "id:cora-again a")  # fmt: skip
    kb.add(written("id:fix a csto:Document .\nid:fix-1 a csto:Citation .\n", fix), "fix")
    kb.add(
        written(
            "id:on a csto:Document .\nid:on-1 a csto:Citation .\n",
            tenure("bert", "1911-06-01", "1912-06-01", source="id:on", evidence="id:on-1"),
        ),
        "on",
    )
    before = hashes(kb.store)
    refused = kb.retract("fix")
    assert done(refused) == ("refused", 0, 11)
    assert refused.report is not None
    assert [str(result.focus) for result in refused.report.introduced] == [f"<{ID}bert-1911-06-01>"]
    assert hashes(kb.store) == before
    assert [done(kb.retract(name))[0] for name in ("on", "fix", "notes")] == ["retracted"] * 3


def test_what_was_wrong_before_is_in_nobodys_way(
    kb: KnowledgeBase, written: Callable[..., Path]
) -> None:
    """Two bad sources came by import: each can go, and other facts can come."""
    kb.let_go()
    assert kb.directory is not None
    for name, text in (("bad", BAD), ("worse", BAD.replace("cora-", "worse-"))):
        take_in(kb.directory, kb.resources, [RdfFile(str(written(text, name=f"{name}.ttl")))])
    receipt = kb.add(written("id:new a csto:Person ."), "people")
    assert done(receipt) == ("added", 1, 0)
    assert receipt.report is not None
    assert not receipt.report.conforms
    assert len(receipt.report.remaining) == 4
    assert done(kb.retract("bad"))[0] == "retracted"
    assert not kb.validate().conforms
    assert done(kb.retract("worse"))[0] == "retracted"
    assert kb.validate().conforms


LITERALS = (
    'id:x csto:value 01 , 1 , "1"^^xsd:byte , "a"@en-GB , "a"@EN-gb , 1.50 , 1.5 , '
    '"P12M"^^xsd:duration , "2018-11-30"^^xsd:date ; '
    "<http://example.org/knows> [ csto:value 01 , 1 ] ."
)


@pytest.mark.parametrize("replace", [False, True])
def test_literals_come_back_as_they_went_in(
    kb: KnowledgeBase, written: Callable[..., Path], replace: bool
) -> None:
    kb.add(written("id:x csto:value 1 , 1.50 ."), "notes")
    path = written(LITERALS)
    receipt = kb.add(path, "notes", replace=replace)
    assert receipt.added + 2 == 12
    expected = fingerprint(RdfFile(str(path)).quads())
    assert fingerprint(kb.store.quads(NOTES_GRAPH)) == expected
    assert done(kb.add(path, "notes", replace=replace)) == ("was the same", 0, 0)
    kb.retract("notes")
    assert not [n for n in kb.store.graph_names(internal=True) if "literals" in n]


def test_derived_graphs_go_with_every_other_change(
    kb: KnowledgeBase, data: Path, written: Callable[..., Path]
) -> None:
    kb.add(written(GOOD), "notes")
    kb.let_go()
    assert kb.directory is not None
    path = str(written(tenure("bert", "1905-01-01", "1906-01-01"), name="other.ttl"))
    take_in(kb.directory, kb.resources, [RdfFile(path)])
    assert derived(kb.store) == {}
    kb.add(written("id:x csto:note 'x' ."), "notes")
    assert derived(kb.store) == follows(kb.store, data)
    kb.let_go()
    with open_directory(kb.directory, kb.resources, write=True) as opened:
        opened.remove_graph(GRAPH + "other")
        assert derived(opened) == {}


def test_a_newer_version_replaces_what_is_shipped_and_what_follows(
    tmp_path: Path, written: Callable[..., Path]
) -> None:
    data = make_data(tmp_path / "data")
    graphs = own_copy(data, "graphs")
    with open_guild(data, tmp_path / "kg") as kb:
        kb.add(written(GOOD), "notes")
        assert derived(kb.store) == follows(kb.store, data)
        entries = journal.changes(kb.store)
    with (graphs / "letters.ttl").open("a") as stream:
        stream.write('id:cora rdfs:label "Cora the Elder"@en .\n')
    with open_guild(data, tmp_path / "kg") as kb:
        assert derived(kb.store) == {}
        assert NOTES_GRAPH in kb.store.graph_names()
        assert journal.changes(kb.store) == entries
        kb.add(written("id:x csto:note 'x' ."), "notes")
        assert derived(kb.store) == follows(kb.store, data)


def test_newer_rules_make_what_was_derived_of_no_use(
    tmp_path: Path, written: Callable[..., Path]
) -> None:
    data = make_data(tmp_path / "data")
    rules = own_copy(data, "ontology/rules") / "guild.ttl"
    with open_guild(data, tmp_path / "kg") as kb:
        kb.add(written(GOOD), "notes")
    rules.write_text(rules.read_text().replace('"/turn"', '"/next"'))
    with open_guild(data, tmp_path / "kg") as kb:
        assert derived(kb.store) != follows(kb.store, data)
        with pytest.raises(InputError, match="ada-tenure/next> is derived by the rules"):
            kb.validate(written("<https://w3id.org/csto-kg/id/ada-tenure/next> csto:note 'x' ."))
        kb.add(written("id:x csto:note 'x' ."), "notes")
        assert derived(kb.store) == follows(kb.store, data)


def test_a_file_that_changes_while_it_is_checked(
    kb: KnowledgeBase, written: Callable[..., Path]
) -> None:
    path = written(GOOD)
    before = kb.export("nquads")

    def meddle(doing: str, *_: object) -> None:
        if doing.startswith("checking"):
            path.write_text(path.read_text() + "id:more csto:note 'x' .")

    with pytest.raises(InputError) as caught:
        kb.add(path, "notes", progress=meddle)
    assert str(caught.value) == (
        f"{path}: the file changed while it was read; wait until it is finished, and try again"
    )
    assert kb.export("nquads") == before
    assert kb.store.graph_names(internal=True) == kb.store.graph_names()


# --- two at once


def test_two_changes_that_are_each_in_order_are_not_both_let_in(
    data: Path, store: Path, tmp_path: Path
) -> None:
    """Both hold when they begin; whichever is second is checked against the first."""
    kinds: list[str] = []
    barrier = threading.Barrier(2)

    def run(name: str, day: str) -> None:
        text = (
            f"id:{name} a csto:Document .\nid:{name}-1 a csto:Citation .\n"
            + tenure(name, day, "1912-01-01", source=f"id:{name}", evidence=f"id:{name}-1")
        )  # fmt: skip
        path = facts(tmp_path / f"{name}.ttl", text.replace(f"id:{name} ;", "id:bert ;", 1))
        with open_guild(data, store) as own:
            barrier.wait()
            kinds.append(own.add(path, name).done)

    threads = [
        threading.Thread(target=run, args=arguments)
        for arguments in (("one", "1910-01-01"), ("two", "1911-01-01"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(kinds) == ["added", "refused"]
    with open_guild(data, store) as own:
        assert own.validate().conforms
        assert derived(own.store) == follows(own.store, data)


def test_a_reader_stays_while_a_change_is_checked_and_delays_only_the_writing(
    data: Path, store: Path, written: Callable[..., Path]
) -> None:
    resources = find_resources(data)
    options = Options(choose_readings(resources, ["none"]))
    files = [RdfFile(str(written(GOOD)))]
    with open_directory(store, resources) as reader:
        before = hashes(reader)
        with pytest.raises(EnvironmentFailure) as caught:
            change.add(store, resources, options, files, NOTES_GRAPH, wait=0.2)
        assert str(caught.value) == (
            f'the store "{store}" is locked by another csto-kg; wait until that is done, then try '
            "again"
        )
        assert hashes(reader) == before
        late = threading.Timer(0.5, reader.close)
        late.start()
        started = time.monotonic()
        receipt = change.add(store, resources, options, files, NOTES_GRAPH, wait=30)
        assert time.monotonic() - started > 0.4
        assert receipt.done == "added"
    with open_directory(store, resources) as reader:
        assert hashes(reader).keys() - before.keys() == {NOTES_GRAPH}


def test_whoever_has_reserved_the_store_keeps_writers_out_and_lets_readers_in(
    data: Path, store: Path
) -> None:
    resources = find_resources(data)
    with open_directory(store, resources, reserve=True):
        with open_directory(store, resources) as reader:
            assert reader.graph_names()
        for how in ({"write": True}, {"reserve": True}):
            with pytest.raises(EnvironmentFailure, match="is locked by another csto-kg"):
                open_directory(store, resources, wait=0.1, **how)
    for how in ({"write": True}, {"reserve": True}):
        open_directory(store, resources, wait=0.1, **how).close()
    with open_directory(store, resources):
        open_directory(store, resources, reserve=True, wait=0.1).close()
        with pytest.raises(EnvironmentFailure, match="is locked by another csto-kg"):
            open_directory(store, resources, write=True, wait=0.1)
    open_directory(store, resources, write=True, wait=0.1).close()


# --- what is refused


def test_without_a_store(memory: KnowledgeBase, data: Path, written: Callable[..., Path]) -> None:
    with pytest.raises(UsageError) as caught:
        memory.add(written(GOOD), "notes")
    assert str(caught.value) == "there is no store to add to; give --store DIR"
    with pytest.raises(UsageError) as caught:
        memory.retract("notes")
    assert str(caught.value) == "there is no store to take out of; give --store DIR"
    with open_guild(data).open(data=data, endpoint="http://localhost:9/query") as remote:
        for attempt in (lambda: remote.add("x.ttl", "notes"), lambda: remote.retract("notes")):
            with pytest.raises(UsageError, match="an endpoint cannot keep others from changing it"):
                attempt()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("chronicle", "graph:chronicle is part of what csto-kg ships and cannot be changed; name a "
         "source of your own"),
        ("ontology", "graph:ontology is part of what csto-kg ships and cannot be changed; name a "
         "source of your own"),
        ("ntes", 'there is no source "ntes"; did you mean "notes"?'),
    ],
)  # fmt: skip
def test_sources_that_cannot_be_taken_out(
    kb: KnowledgeBase, written: Callable[..., Path], name: str, said: str
) -> None:
    kb.add(written(GOOD), "notes")
    with pytest.raises(UsageError) as caught:
        kb.retract(name)
    assert str(caught.value) == said


def test_a_source_that_has_gone_meanwhile(kb: KnowledgeBase) -> None:
    options = Options(choose_readings(kb.resources, ["none"]))
    assert kb.directory is not None
    with pytest.raises(UsageError) as caught:
        change.retract(kb.directory, kb.resources, options, NOTES_GRAPH)
    assert str(caught.value) == "the store has no graph:notes; nothing was added to it"


@pytest.mark.parametrize(
    "name", ["", "a b", "internal/x", "a/b", ".", "http://x.org/a", "ontology/"]
)
def test_names_that_no_source_can_have(name: str) -> None:
    with pytest.raises(UsageError, match="is no name for a source"):
        source_graph(name)


def test_nothing_to_add(kb: KnowledgeBase) -> None:
    with pytest.raises(UsageError) as caught:
        kb.add([], "notes")
    assert str(caught.value) == "there are no facts to add; name files"


def test_broken_rules_and_shapes_are_named(tmp_path: Path) -> None:
    for folder, name, text, said in (
        ("shapes", "broken.ttl", "<x:s> a sh:NodeShape ; sh:targetClass csto:Tenure ; sh:sparql "
         "<x:c> . <x:c> sh:select 'SELECT $this WHERE {' .", "broken.ttl"),
        ("rules", "broken.ttl", "rules:Settling sh:rule rules:broken . rules:broken a "
         "sh:SPARQLRule ; sh:construct 'CONSTRUCT {' .", "the rule rules:broken"),
        ("readings", "common.ttl", "<x:s> rdfs:label 'x' .",
         'a reading cannot have the name "common"; rename the file'),
    ):  # fmt: skip
        data = make_data(tmp_path / folder / "data")
        head = "@prefix rules: <https://w3id.org/csto-kg/rules#> .\n"
        facts(own_copy(data, f"ontology/{folder}") / name, head, text)
        with open_guild(data) as kb, pytest.raises(InputError) as caught:
            kb.validate()
        assert said in str(caught.value)
        assert name in str(caught.value)
