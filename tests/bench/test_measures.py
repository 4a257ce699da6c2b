"""The measures: they compare answers first, and their arithmetic is right."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench import export, loading, results
from bench.measure import Run, Times, above, interleaved, quartiles, setting
from bench.queries import HEAD, QUERIES, agreed, load

SIZE = 10_000


def test_ratios_are_medians_within_the_rounds() -> None:
    times = Times({"a": [2.0, 3.0, 100.0], "b": [1.0, 1.0, 1.0]})
    assert times.median("a") == times.ratio("a", "b") == 3.0
    assert times.ratio("b", "b") == 1.0
    assert [line.split()[-1] for line in times.lines("b")] == ["3.00", "1.00"]


def test_quartiles_of_few_times_are_the_ends() -> None:
    assert quartiles([3.0, 1.0, 2.0]) == (1.0, 3.0)
    assert quartiles([1.0, 2.0, 3.0, 4.0, 5.0]) == (1.5, 4.5)


def test_contenders_run_in_turns_after_a_warm_up() -> None:
    order: list[str] = []
    names = ("a", "b", "c")
    times = interleaved({name: lambda n=name: order.append(n) for name in names}, 2)  # type: ignore[misc]
    assert order == ["a", "b", "c", "a", "b", "c", "b", "c", "a"]
    assert {name: len(seconds) for name, seconds in times.seconds.items()} == dict.fromkeys(
        names, 2
    )


def test_above_a_limit_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert above("export", 3.1, 3.0)
    assert "export: 3.10 is above 3.0" in capsys.readouterr().err
    assert not above("export", 3.0, 3.0)
    assert not above("export", 99.0, None)


def test_a_process_is_measured_to_its_first_and_last_byte() -> None:
    code = "import sys, time; print('a', flush=True); time.sleep(0.2); print('b' * 10**6)"
    run = Run([sys.executable, "-c", code], {})
    assert run.size == 10**6 + 3
    assert run.first_byte + 0.15 < run.seconds
    assert run.megabytes > 1


def test_a_process_that_fails_ends_the_measure() -> None:
    with pytest.raises(SystemExit, match="exit code 3"):
        Run([sys.executable, "-c", "raise SystemExit(3)"], {})


def test_figures_stand_beside_date_machine_and_versions() -> None:
    assert "cores" in setting("pyoxigraph")
    assert "pyoxigraph 0." in setting("pyoxigraph")


def test_all_peers_give_the_same_rows_for_all_shapes(tmp_path: Path) -> None:
    peers = load(tmp_path, SIZE)
    assert len(peers) == 4
    for name, query in QUERIES.items():
        assert agreed(name, HEAD + query, peers)
    wrong = {**peers, "liar": lambda text: peers["rdflib"](text)[1:]}
    with pytest.raises(SystemExit, match="liar"):
        agreed("group and count", HEAD + QUERIES["group and count"], wrong)
    backwards = {**peers, "liar": lambda text: peers["rdflib"](text)[::-1]}
    with pytest.raises(SystemExit, match="liar"):
        agreed("order with limit", HEAD + QUERIES["order with limit"], backwards)
    with pytest.raises(SystemExit, match="no rows"):
        agreed("none", "SELECT ?s { ?s ?s ?s }", peers)


def test_export_writes_the_triples_of_the_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["export", "--size", str(SIZE), "--rounds", "1"])
    assert export.main() == 0
    assert "csto-kg, sorted Turtle" in capsys.readouterr().out
    monkeypatch.setattr(export.formats, "export", lambda *_: "")
    with pytest.raises(SystemExit, match="other triples"):
        export.main()


def test_results_are_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not results.in_process(tmp_path, SIZE, 100, 1)
    assert "json, in one process" in capsys.readouterr().out
    monkeypatch.setattr(results, "write_answer", lambda _, sink, __: sink.write("?s\n"))
    with pytest.raises(SystemExit, match="different bytes"):
        results.in_process(tmp_path, SIZE, 100, 1)


def test_loading_counts_what_was_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cpu: dict[str, list[float]] = {}
    for processes in loading.contenders(tmp_path, SIZE, cpu).values():
        for load_all in processes.values():
            load_all()
    assert not (tmp_path / "store").exists()
    assert all(len(seconds) == 1 and seconds[0] > 0 for seconds in cpu.values())
    assert len(cpu) >= 2
    monkeypatch.setattr(loading, "_BULK", "import sys, pyoxigraph as o; o.Store(sys.argv[1])")
    processes = loading.contenders(tmp_path / "again", SIZE, {})[loading._SEED]
    with pytest.raises(SystemExit, match="did not load all"):
        processes["bulk_load, Turtle"]()
