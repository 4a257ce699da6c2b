"""Facts go in and out whole, checked, with what follows from them, and say who did it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from csto_kg.change import apply, journal
from csto_kg.change.receipt import Options, Signature
from csto_kg.checking.suite import choose_readings
from csto_kg.errors import InputError
from csto_kg.rdf_files.file import RdfFile
from csto_kg.store.on_disk.directory import open_directory
from csto_kg.terms import CHANGES_GRAPH
from csto_kg.transfer.fingerprint import fingerprint
from csto_kg.transfer.import_files import import_files
from tests.change.outcome import BAD, GOOD, NOTES_GRAPH, derived, done, follows, hashes
from tests.guild import GRAPH, ID, NOTES, make_data, open_guild, own_copy, tenure
from tests.store.changes import remove_graph

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from csto_kg.knowledge_base import KnowledgeBase

MOMENT = datetime(2026, 11, 24, 12, 30, 15, 999, tzinfo=UTC)


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
    options = Options(choose_readings(kb.session.resources, ["none"]))
    files = [RdfFile(str(written(GOOD)))]
    signature = Signature("Ann", MOMENT)
    receipt = apply.add(kb.session, options, files, NOTES_GRAPH, signature=signature)
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
    kb.session.let_go()
    marker = (store / "csto-kg.json").stat()
    for _ in range(2):
        for options in ({}, {"replace": True}, {"dry_run": True}):
            again = kb.add(path, "notes", **options)  # type: ignore[arg-type]
            assert (done(again), again.report, again.change) == (("was the same", 0, 0), None, None)
    kb.session.let_go()
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
    kb.session.let_go()
    assert kb.session.directory is not None
    for name, text in (("bad", BAD), ("worse", BAD.replace("cora-", "worse-"))):
        import_files(
            kb.session.directory,
            kb.session.resources,
            [RdfFile(str(written(text, name=f"{name}.ttl")))],
        )
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
    kb.session.let_go()
    assert kb.session.directory is not None
    path = str(written(tenure("bert", "1905-01-01", "1906-01-01"), name="other.ttl"))
    import_files(kb.session.directory, kb.session.resources, [RdfFile(path)])
    assert derived(kb.store) == {}
    kb.add(written("id:x csto:note 'x' ."), "notes")
    assert derived(kb.store) == follows(kb.store, data)
    kb.session.let_go()
    with open_directory(kb.session.directory, kb.session.resources, write=True) as opened:
        remove_graph(opened, GRAPH + "other")
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
