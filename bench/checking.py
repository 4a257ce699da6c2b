"""Checking a graph: ours beside plain pyshacl, whole processes, with peak memory.

    python -m bench.checking                   (the shipped graph)
    python -m bench.checking --size 10000      (a generated one)
    python -m bench.checking --size 100000 --alone

Two jobs. "whole": the common shapes, and each reading's, on the graph and what the rules derive.
"change": the same before and after ten new triples, compared. pyshacl derives and validates by
itself, from the same files (``shacl_rules`` with iteration, then ``validate``). Before anything is
timed, both must find the same results (shape, focus node, value) for both jobs. ``--alone`` is for
sizes at which plain pyshacl does not come to an end: ours is measured by itself, and nothing is
compared.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.loading import PROGRAM, clean_environment, data_folder
from bench.measure import Run, interleaved, setting
from csto_kg.resources import DATA_VARIABLE

ROOT = Path(__file__).resolve().parent.parent
_PYSHACL = """
import json, sys, warnings
warnings.simplefilter("ignore")
import pathlib, rdflib, pyshacl
rdflib.NORMALIZE_LITERALS = False
folder, new = pathlib.Path(sys.argv[1]), sys.argv[2:]
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
ontology = folder / "ontology"

def graph(paths):
    made = rdflib.Graph()
    for path in paths:
        made.parse(path, format="turtle")
    return made

def found(facts, reading):
    rules = graph([*sorted((ontology / "rules").glob("*.ttl")), *([reading] if reading else [])])
    data = graph(facts)
    pyshacl.shacl_rules(data, shacl_graph=rules, advanced=True, iterate_rules=True, inplace=True)
    shapes = graph([reading] if reading else sorted((ontology / "shapes").glob("*.ttl")))
    for rule in list(shapes.subjects(rdflib.RDF.type, SH.SPARQLRule)):
        shapes.remove((None, SH.rule, rule))
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    for result in report.subjects(rdflib.RDF.type, SH.ValidationResult):
        parts = (report.value(result, p) for p in (SH.sourceShape, SH.focusNode, SH.value))
        yield [str(part) for part in parts]

facts = [ontology / "csto.ttl", *sorted((folder / "graphs").glob("*.ttl"))]
results = {}
for name, files in (("before", facts), ("after", facts + new)) if new else (("after", facts),):
    readings = [None, *sorted((ontology / "readings").glob("*.ttl"))]
    results[name] = sorted(r for reading in readings for r in found(files, reading))
print(json.dumps(results))
"""
_NEW = """\
@prefix csto: <https://w3id.org/csto-kg/ontology#> .
@prefix id: <https://w3id.org/csto-kg/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
id:bench-new a csto:Tenure ; rdfs:label "A new full tenure"@en ;
    csto:holder {holder} ; csto:office {office} ; csto:capacity csto:FullCapacity ;
    csto:start "2030-01-01"^^xsd:date ; csto:startEarliest "2030-01-01"^^xsd:date ;
    csto:startLatest "2030-01-01"^^xsd:date ; csto:status csto:ReportedAsFact ;
    csto:source id:bench-source .
id:bench-source a csto:Document ; rdfs:label "A new source"@en .
"""
_OURS, _THEIRS = "csto-kg validate", "pyshacl"


def main() -> int:
    """Check, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", type=int, help="triples of a generated graph")
    parser.add_argument("--rounds", type=int, default=3, help="default: 3")
    parser.add_argument("--alone", action="store_true", help="without plain pyshacl")
    parser.add_argument("--job", choices=("whole", "change"), help="this one alone")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = ROOT if given.size is None else data_folder(folder / "data", given.size)
        graph = "the shipped graph" if given.size is None else f"{given.size} triples"
        change = folder / "new.ttl"
        change.write_text(_NEW.format(**_an_office(data)), encoding="utf-8")
        print(f"checking {graph}, whole processes, {given.rounds} rounds, in turns;\n"
              "median, quartiles, times the last one; peak memory")  # fmt: skip
        for job, new in (("whole", ()), ("change", (str(change),))):
            if given.job not in (None, job):
                continue
            if given.alone:
                print(f"\n{job}:", flush=True)
            else:
                print(f"\n{job}: {_agreed(data, new)} results, the same by both", flush=True)
            memory: dict[str, float] = {}
            contenders = _contenders(data, new, memory)
            if given.alone:
                del contenders[_THEIRS]
            times = interleaved(contenders, given.rounds)
            print("\n".join(times.lines(list(contenders)[-1])))
            print("\n".join(f"  {who:28} {peak:10.0f} MB" for who, peak in memory.items()))
    print("\n" + setting("csto-kg", "pyoxigraph", "pyshacl", "rdflib"))
    return 0


def _an_office(data: Path) -> dict[str, str]:
    """An office with a rule and a person of the graph, as Turtle."""
    query = (
        "SELECT ?office ?holder { ?rule a csto:RotationRule ; csto:office ?office ."
        " ?tenure csto:office ?office ; csto:holder ?holder }"
        " ORDER BY ?office ?holder LIMIT 1"
    )
    environment = {**clean_environment(), DATA_VARIABLE: str(data)}
    done = subprocess.run(
        [PROGRAM, "sparql", query, "--format", "json"],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    [row] = json.loads(done.stdout)["results"]["bindings"]
    return {name: f"<{value['value']}>" for name, value in row.items()}


def _ours(new: tuple[str, ...]) -> list[str]:
    return [PROGRAM, "validate", *new, "--format", "json"]


def _theirs(data: Path, new: tuple[str, ...]) -> list[str]:
    return [sys.executable, "-c", _PYSHACL, str(data), *new]


def _agreed(data: Path, new: tuple[str, ...]) -> int:
    """How many results there are; ends the run where the two differ."""
    environment = {**clean_environment(), DATA_VARIABLE: str(data)}
    done = subprocess.run(_ours(new), env=environment, capture_output=True, text=True, check=False)
    if done.returncode > 1:
        sys.exit(f"bench: {done.stderr}")
    theirs = subprocess.run(
        _theirs(data, new), env=environment, capture_output=True, text=True, check=True
    ).stdout
    found = sorted(
        [result["shape"], result["focus"], str(_value(result["value"]))]
        for result in json.loads(done.stdout)["results"]
        if result["state"] != "resolved"
    )
    expected = json.loads(theirs)["after"]
    if found != expected:
        only = [r for r in found if r not in expected], [r for r in expected if r not in found]
        sys.exit(f"bench: results differ: ours alone {only[0][:3]}, pyshacl alone {only[1][:3]}")
    return len(found)


def _value(value: object) -> object:
    return value["literal"] if isinstance(value, dict) else value


def _contenders(
    data: Path, new: tuple[str, ...], memory: dict[str, float]
) -> dict[str, Callable[[], object]]:
    environment = {**clean_environment(), DATA_VARIABLE: str(data)}

    def timed(name: str, command: list[str]) -> None:
        run = Run(["sh", "-c", '"$@" || [ $? -eq 1 ]', "sh", *command], environment)
        memory[name] = max(memory.get(name, 0), run.megabytes)

    return {
        _OURS: lambda: timed(_OURS, _ours(new)),
        _THEIRS: lambda: timed(_THEIRS, _theirs(data, new)),
    }


if __name__ == "__main__":
    sys.exit(main())
