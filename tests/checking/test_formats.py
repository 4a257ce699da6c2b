"""Reports: for people, as JSON, as the W3C's validation report, as SARIF."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib

from csto_kg.checking.checked_result import Result, State
from csto_kg.checking.formats import FORMATS, written
from csto_kg.shacl.result import SH, Severity
from csto_kg.shacl.wellformed.shapes import Shapes
from csto_kg.terms import CSTO, ID, PREFIXES, XSD
from tests.shacl.conftest import ROOT

SHAPE = PREFIXES["shape"]
LABELS = {f"{ID}anna": "Anna", f"{CSTO}office": "office"}


@dataclass(frozen=True)
class Checked:
    facts: int = 12
    readings: tuple[str, ...] = ("turn-stays",)
    not_counting: Mapping[str, int] = field(default_factory=lambda: {"plan": 2})


@dataclass(frozen=True)
class Made:
    """A report, as its writers need it."""

    conforms: bool
    results: Sequence[Result]
    checked: Checked = Checked()


PATTERN = Result(
    severity=Severity.VIOLATION,
    reading=None,
    shape=f"{SHAPE}tenure-office",
    component=f"{SH}MinCountConstraintComponent",
    constraint=None,
    focus=ox.NamedNode(f"{ID}anna"),
    path=f"{CSTO}office",
    value=None,
    message=f'The tenure "<{ID}anna>" is not of one <{CSTO}office>.',
    see="https://w3id.org/csto-kg/docs/checks#tenure-office",
    state=State.INTRODUCED,
    file="new facts.ttl",
    line=12,
)
DUE = Result(
    severity=Severity.WARNING,
    reading="turn-stays",
    shape=f"{SHAPE}due",
    component=f"{SH}SPARQLConstraintComponent",
    constraint=f"{SHAPE}due-query",
    focus=ox.BlankNode("b1"),
    path=f"(^<{CSTO}about>/<{CSTO}source>*)",
    value=ox.Literal("2018-11-02", datatype=ox.NamedNode(f"{XSD}date")),
    message="Not due.\x1b[31m",
    language="en",
    state=State.REMAINING,
)
GONE = dataclasses.replace(PATTERN, state=State.RESOLVED, focus=ox.Literal("x", language="en"),
                           file=None, line=None, severity=Severity.INFO, see=None)  # fmt: skip
REPORT = Made(False, (PATTERN, DUE, GONE))
NOTHING = Made(True, ())


def test_a_report_for_people() -> None:
    assert (
        written(REPORT, "text", LABELS.get)
        == """\
violates by the common checks: 1

  Anna (id:anna), introduced, new facts.ttl:12
    The tenure "Anna" is not of one office.
    see https://w3id.org/csto-kg/docs/checks#tenure-office

may violate under the reading turn-stays: 1

  _:b1
    Not due.\\x1b[31m

undetermined by the common checks: 1

  "x", resolved
    The tenure "Anna" is not of one office.

does not conform (violates: 1, may violate: 1, resolved: 1)
"""
    )
    assert written(NOTHING, "text", LABELS.get) == "conforms (nothing found)\n"


def test_a_report_as_json() -> None:
    found = json.loads(written(REPORT, "json", LABELS.get))
    assert list(found) == ["conforms", "checked", "results"]
    assert found["conforms"] is False
    assert found["checked"] == {
        "facts": 12, "readings": ["turn-stays"], "not_counting": {"plan": 2},
    }  # fmt: skip
    assert found["results"][0] == {
        "severity": "violation",
        "verdict": "violates",
        "reading": None,
        "shape": f"{SHAPE}tenure-office",
        "constraint": None,
        "component": f"{SH}MinCountConstraintComponent",
        "focus": f"{ID}anna",
        "path": f"{CSTO}office",
        "value": None,
        "message": 'The tenure "Anna" is not of one office.',
        "see": "https://w3id.org/csto-kg/docs/checks#tenure-office",
        "state": "introduced",
        "file": "new facts.ttl",
        "line": 12,
        "through": [],
    }
    assert found["results"][1]["value"] == {"literal": "2018-11-02", "datatype": f"{XSD}date"}
    assert found["results"][1]["focus"] == "_:b1"
    assert found["results"][2]["focus"] == {"literal": "x", "language": "en"}
    assert json.loads(written(NOTHING, "json", LABELS.get))["results"] == []


def test_each_field_of_a_json_result_is_documented() -> None:
    page = (ROOT / "docs" / "reports.md").read_text(encoding="utf-8")
    table = page.split("A result has these fields")[1].split("\n\n")[1]
    named = re.findall(r"`(\w+)`", "\n".join(row.split("|")[1] for row in table.splitlines()))
    found = json.loads(written(REPORT, "json", LABELS.get))
    for result in found["results"]:
        assert sorted(result) == sorted(named)


@pytest.mark.parametrize(("report", "count"), [(REPORT, 2), (NOTHING, 0)])
def test_a_report_as_turtle_is_that_of_the_recommendation(report: Made, count: int) -> None:
    text = written(report, "turtle", LABELS.get)
    assert text == written(report, "turtle", LABELS.get)
    graph = rdflib.Graph().parse(data=text, format="turtle")
    (node,) = graph.subjects(rdflib.RDF.type, rdflib.SH.ValidationReport)
    conforms = graph.value(node, rdflib.SH.conforms)
    assert conforms is not None
    assert conforms.toPython() is (count == 0)
    assert len(list(graph.objects(node, rdflib.SH.result))) == count
    terms = {str(p) for p in graph.predicates()} | {str(o) for o in graph.objects()}
    known = {SH + name for name in REPORT_TERMS}
    assert {term for term in terms if term.startswith(SH)} <= known


REPORT_TERMS = """
    ValidationReport ValidationResult conforms result focusNode resultPath resultSeverity value
    resultMessage sourceShape sourceConstraint sourceConstraintComponent Violation Warning Info
    inversePath zeroOrMorePath MinCountConstraintComponent SPARQLConstraintComponent
    """.split()

# What the recommendation says of a report, in its own language: section 3.6.
OF_A_REPORT = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <https://e/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
e:report a sh:NodeShape ; sh:targetClass sh:ValidationReport ;
    sh:property [ sh:path sh:conforms ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:boolean ] ,
        [ sh:path sh:result ; sh:class sh:ValidationResult ] .
e:result a sh:NodeShape ; sh:targetClass sh:ValidationResult ;
    sh:property [ sh:path sh:focusNode ; sh:minCount 1 ; sh:maxCount 1 ] ,
        [ sh:path sh:resultPath ; sh:maxCount 1 ; sh:nodeKind sh:BlankNodeOrIRI ] ,
        [ sh:path sh:value ; sh:maxCount 1 ] ,
        [ sh:path sh:sourceShape ; sh:maxCount 1 ; sh:nodeKind sh:BlankNodeOrIRI ] ,
        [ sh:path sh:sourceConstraintComponent ; sh:minCount 1 ; sh:maxCount 1 ;
          sh:nodeKind sh:IRI ] ,
        [ sh:path sh:resultMessage ; sh:nodeKind sh:Literal ] ,
        [ sh:path sh:resultSeverity ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] .
"""


def test_pyshacl_finds_the_report_well_formed() -> None:
    data = rdflib.Graph().parse(data=written(REPORT, "turtle", LABELS.get), format="turtle")
    shapes = rdflib.Graph().parse(data=OF_A_REPORT, format="turtle")
    conforms, _, text = pyshacl.validate(data, shacl_graph=shapes)
    assert conforms, text


def test_what_a_result_says_in_turtle() -> None:
    text = written(REPORT, "turtle", LABELS.get)
    assert (
        """ a sh:ValidationResult ;
    sh:focusNode id:anna ;
    sh:resultMessage "The tenure \\"Anna\\" is not of one office." ;
    sh:resultPath csto:office ;
    sh:resultSeverity sh:Violation ;
    sh:sourceConstraintComponent sh:MinCountConstraintComponent ;
    sh:sourceShape shape:tenure-office ;
    csto:resultState "introduced" ;
    .
"""
        in text
    )
    assert "csto:underReading id:turn-stays ;" in text
    path = "( [ sh:inversePath csto:about ] [ sh:zeroOrMorePath csto:source ] )"
    assert f"sh:resultPath {path} ;" in text
    assert "resolved" not in text


def test_results_alike_are_told_apart() -> None:
    text = written(Made(False, (PATTERN, PATTERN)), "turtle", LABELS.get)
    names = re.findall(r"^<(https://w3id.org/csto-kg/result/[^>]+)> a", text, re.MULTILINE)
    assert len(set(names)) == 2
    assert max(names) == f"{min(names)}-2"


def test_a_name_does_not_change_with_words_or_places() -> None:
    moved = dataclasses.replace(PATTERN, message="Else.", file="b.ttl", line=1, state=None)
    one, other = (
        re.findall(r"<(https://w3id.org/csto-kg/result/[^>]+)> a",
                   written(Made(False, (r,)), "turtle", LABELS.get))
        for r in (PATTERN, moved)
    )  # fmt: skip
    assert one == other


# The properties that SARIF 2.1.0 (errata 01) has for the objects that we write; those that it
# demands are marked. The whole of its schema was tried on real reports when this was written.
_SARIF: dict[str, dict[str, bool]] = {
    "log": {"$schema": False, "version": True, "runs": True},
    "run": {"tool": True, "results": False, "columnKind": False, "properties": False},
    "tool": {"driver": True},
    "driver": {"name": True, "version": False, "informationUri": False, "rules": False},
    "rule": {
        "id": True, "shortDescription": False, "fullDescription": False, "helpUri": False,
        "defaultConfiguration": False,
    },
    "result": {
        "ruleId": False, "ruleIndex": False, "level": False, "message": True, "locations": False,
        "partialFingerprints": False, "properties": False, "baselineState": False,
    },
    "location": {"logicalLocations": False, "physicalLocation": False},
    "logical": {"fullyQualifiedName": False, "kind": False, "name": False},
    "physical": {"artifactLocation": False, "region": False},
    "message": {"text": False},
}  # fmt: skip


def _is(kind: str, value: dict[str, Any]) -> dict[str, Any]:
    allowed = _SARIF[kind]
    assert set(value) <= set(allowed), f"{kind}: {sorted(set(value) - set(allowed))}"
    assert {name for name, needed in allowed.items() if needed} <= set(value)
    return value


def checked_sarif(text: str) -> dict[str, Any]:
    """The run of a SARIF log that has what SARIF demands, and nothing that it does not know."""
    log = _is("log", json.loads(text))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    _is("run", run)
    rules = [
        _is("rule", rule) for rule in _is("driver", _is("tool", run["tool"])["driver"])["rules"]
    ]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
        for name in ("shortDescription", "fullDescription"):
            assert isinstance(rule.get(name, {"text": ""})["text"], str)
    for result in run["results"]:
        _is("result", result)
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result.get("baselineState", "new") in ("new", "unchanged", "updated", "absent")
        assert _is("message", result["message"])["text"]
        for location in result["locations"]:
            _is("location", location)
            for logical in location["logicalLocations"]:
                assert all(isinstance(text, str) for text in _is("logical", logical).values())
            physical = location.get("physicalLocation")
            if physical is not None:
                assert re.fullmatch(
                    r"[^\s<>\"]+", _is("physical", physical)["artifactLocation"]["uri"]
                )
                assert physical["region"]["startLine"] >= 1
    found: dict[str, Any] = run
    return found


def test_a_report_as_sarif(structure: Shapes) -> None:
    run = checked_sarif(written(REPORT, "sarif", LABELS.get, [structure]))
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert list(rules) == ["shape:due", "shape:tenure-office"]
    described = rules["shape:tenure-office"]
    assert described["helpUri"] == "https://w3id.org/csto-kg/docs/checks#tenure-office"
    assert described["shortDescription"]["text"] == "tenure: which office"
    assert (
        described["fullDescription"]["text"] == "A tenure is of one office. Give one csto:office."
    )
    first, second, third = run["results"]
    assert (first["level"], second["level"], third["level"]) == ("error", "warning", "note")
    assert [r["baselineState"] for r in run["results"]] == ["new", "unchanged", "absent"]
    assert first["message"]["text"] == 'The tenure "Anna" is not of one office.'
    assert first["locations"] == [
        {
            "logicalLocations": [
                {"fullyQualifiedName": f"{ID}anna", "kind": "resource", "name": "Anna"}
            ],
            "physicalLocation": {
                "artifactLocation": {"uri": "new%20facts.ttl"},
                "region": {"startLine": 12},
            },
        }
    ]
    assert second["properties"]["reading"] == "turn-stays"
    assert "physicalLocation" not in second["locations"][0]
    assert run["properties"]["conforms"] is False


def test_a_file_from_anywhere_is_named_whole() -> None:
    report = Made(False, (dataclasses.replace(PATTERN, file="/tmp/a b/é.ttl"),))
    run = checked_sarif(written(report, "sarif", LABELS.get))
    (location,) = run["results"][0]["locations"]
    assert location["physicalLocation"]["artifactLocation"] == {
        "uri": "file:///tmp/a%20b/%C3%A9.ttl"
    }


def test_nothing_found_is_a_report_too() -> None:
    assert checked_sarif(written(NOTHING, "sarif", LABELS.get))["results"] == []
    assert {form: bool(written(NOTHING, form, LABELS.get)) for form in FORMATS} == dict.fromkeys(
        FORMATS, True
    )
