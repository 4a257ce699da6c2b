"""pyshacl behind our interface: literals as written, messages filled, its faults mended."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib

from csto_kg.errors import InputError, error_text
from csto_kg.shacl.data_graph import DataGraph
from csto_kg.shacl.graph.paths import parse_path, path_text, path_triples, read_path
from csto_kg.shacl.graph.shapes_graph import ShapesGraph
from csto_kg.shacl.messages import filled, places, worded
from csto_kg.shacl.pyshacl import pyshacl_engine
from csto_kg.shacl.pyshacl.pyshacl_engine import PyshaclEngine, literals_as_written
from csto_kg.shacl.result import Severity, ValidationResult, sort_key
from csto_kg.shacl.wellformed.shapes import Shapes, shapes_of
from csto_kg.terms import ID, PREFIXES
from tests.shacl.conftest import STRUCTURE, read
from tests.shacl.examples import read_examples, short, turtle
from tests.shacl.test_structure import BAD


def results(facts: str, shapes: str) -> list[ValidationResult]:
    return PyshaclEngine().validate(
        DataGraph.of(turtle(facts)), shapes_of(ShapesGraph(turtle(shapes)))
    )


def test_a_result_has_all_that_is_known() -> None:
    found = results(
        "id:a csto:note 'x' .",
        """shape:s a sh:NodeShape ; sh:targetSubjectsOf csto:note ; sh:severity sh:Warning ;
           rdfs:seeAlso <https://w3id.org/csto-kg/docs/checks#s> ;
           sh:property shape:p ; sh:sparql shape:q .
           shape:p sh:path csto:note ; sh:pattern "y" ; sh:message "{$value} of {$this} ({$path})" .
           shape:q sh:message "{?n} of {$this}"@en ;
             sh:select "SELECT $this ?value ?n { $this ?p ?value . BIND (STRLEN(?value) AS ?n) }" .
        """,
    )
    shape, focus, csto = PREFIXES["shape"], ox.NamedNode(f"{ID}a"), PREFIXES["csto"]
    assert found == [
        ValidationResult(
            severity=Severity.VIOLATION,
            shape=f"{shape}p",
            component=PREFIXES["sh"] + "PatternConstraintComponent",
            constraint=None,
            focus=focus,
            path=f"{csto}note",
            value=ox.Literal("x"),
            message=f"x of <{ID}a> (<{csto}note>)",
        ),
        ValidationResult(
            severity=Severity.WARNING,
            shape=f"{shape}s",
            component=PREFIXES["sh"] + "SPARQLConstraintComponent",
            constraint=f"{shape}q",
            focus=focus,
            path=None,
            value=ox.Literal("x"),
            message=f"1 of <{ID}a>",
            language="en",
            see="https://w3id.org/csto-kg/docs/checks#s",
        ),
    ]


@pytest.mark.parametrize(
    "literal",
    ['"01"^^xsd:integer', '"1.50"^^xsd:decimal', '"2018-02-30"^^xsd:date', '"a"@en-GB', '"a\\\\d"',
     '"1"^^xsd:boolean', '"300"^^xsd:byte', '"T"^^xsd:time', '""', '"x"^^<https://e/t>'],
)  # fmt: skip
def test_literals_come_back_as_they_were_written(literal: str) -> None:
    shape = (
        "shape:s sh:targetNode id:a ; sh:path csto:value ; sh:maxLength 0 ; sh:nodeKind sh:IRI ."
    )
    facts = turtle(f"id:a csto:value {literal} .")
    found = PyshaclEngine().validate(DataGraph.of(facts), shapes_of(ShapesGraph(turtle(shape))))
    assert {result.value for result in found} == {facts[0].object}


def test_two_forms_of_a_number_are_two_values() -> None:
    shape = "shape:s sh:targetNode id:a ; sh:path csto:value ; sh:maxCount 1 ."
    assert len(results('id:a csto:value "1"^^xsd:integer , "01"^^xsd:integer .', shape)) == 1


def test_a_plain_text_and_one_of_its_datatype_are_one_term() -> None:
    shape = 'shape:s sh:targetNode id:a ; sh:path csto:note ; sh:in ( "x"^^xsd:string ) .'
    assert results("id:a csto:note 'x' .", shape) == []


def test_a_form_in_a_query_is_kept() -> None:
    shape = """shape:s sh:targetNode id:a ; sh:sparql shape:q . shape:q sh:prefixes shape:p ;
            sh:select 'SELECT $this { $this csto:value "01"^^xsd:integer }' .
        shape:p sh:declare
            [ sh:prefix "csto" ; sh:namespace "https://w3id.org/csto-kg/ontology#" ] ,
            [ sh:prefix "xsd" ; sh:namespace "http://www.w3.org/2001/XMLSchema#" ] ."""
    assert len(results('id:a csto:value "01"^^xsd:integer .', shape)) == 1
    assert results('id:a csto:value "1"^^xsd:integer .', shape) == []


def test_rdflib_is_left_as_it_was() -> None:
    before = rdflib.NORMALIZE_LITERALS
    with literals_as_written():
        assert rdflib.NORMALIZE_LITERALS is False
    results("id:a csto:note 'x' .", "shape:s sh:targetNode id:a ; sh:nodeKind sh:Literal .")
    assert rdflib.NORMALIZE_LITERALS is before is True


@pytest.mark.parametrize("value", ["\\\\d+", "\\\\1", "{$this}", "{?value}", "a\\nb", "$", "<b>"])
def test_a_value_goes_into_a_message_as_it_is(value: str) -> None:
    shapes = """shape:s sh:targetNode id:a ; sh:sparql shape:q .
        shape:q sh:message "[{?value}|{?note}]" ;
            sh:select "SELECT $this ?value ?note { $this ?p ?value . BIND (?value AS ?note) }" .
        shape:c sh:targetNode id:a ; sh:path csto:note ; sh:nodeKind sh:IRI ;
            sh:message "({$value})" ."""
    facts = turtle(f'id:a csto:note "{value}" .')
    text = facts[0].object.value
    found = PyshaclEngine().validate(DataGraph.of(facts), shapes_of(ShapesGraph(turtle(shapes))))
    assert [result.message for result in found] == [f"({text})", f"[{text}|{text}]"]


def test_a_variable_without_value_is_shown_as_such() -> None:
    shapes = """shape:s sh:targetNode id:a ; sh:sparql shape:q .
        shape:q sh:message "{?who} by {?why}" ;
            sh:select "SELECT $this ?who ?why { $this ?p ?who OPTIONAL { ?who ?q ?why } }" ."""
    (result,) = results("id:a csto:note 'x' .", shapes)
    assert result.message == "x by (none)"


def test_the_constraint_has_the_word_before_the_shape() -> None:
    shapes = """shape:s sh:targetNode id:a ; sh:message "shape" ; sh:nodeKind sh:Literal ;
            sh:sparql shape:q , shape:r .
        shape:q sh:message "query" ; sh:select "SELECT $this {}" .
        shape:r sh:select "SELECT $this {}" ."""
    found = results("id:a csto:note 'x' .", shapes)
    assert {(r.constraint or r.component)[-22:]: r.message for r in found} == {
        "NodeKindConstraintComponent"[-22:]: "shape",
        "//w3id.org/csto-kg/shapes#q"[-22:]: "query",
        "//w3id.org/csto-kg/shapes#r"[-22:]: "shape",
    }


def test_the_english_message_of_several_is_taken() -> None:
    shapes = """shape:s sh:targetNode id:a ; sh:nodeKind sh:Literal ;
        sh:message "nein"@de , "no"@en , "non"@fr ."""
    (result,) = results("id:a csto:note 'x' .", shapes)
    assert (result.message, result.language) == ("no", "en")


def test_a_severity_of_its_own_counts_as_a_violation() -> None:
    shapes = "shape:s sh:targetNode id:a ; sh:nodeKind sh:Literal ; sh:severity shape:Grave ."
    (result,) = results("id:a csto:note 'x' .", shapes)
    assert result.severity is Severity.VIOLATION
    assert result.custom_severity == PREFIXES["shape"] + "Grave"


def test_only_values_that_can_be_compared_are_less() -> None:
    shape = "shape:s sh:targetNode id:a ; sh:path csto:value ; sh:lessThanOrEquals csto:note ."
    for facts, count in (
        ("csto:value 1 ; csto:note 1.0", 0),
        ("csto:value 2 ; csto:note 1", 1),
        ("csto:value 1 ; csto:note 'a'", 1),
        ("csto:value 'a' ; csto:note 'b'", 0),
        ("csto:value 'a'@en ; csto:note 'b'@en", 1),
        ("csto:value id:a ; csto:note id:b", 1),
        ("csto:value [] ; csto:note 1", 1),
        ('csto:value "2018-02-30"^^xsd:date ; csto:note "2018-03-01"^^xsd:date', 1),
        ('csto:value "2018-02-28"^^xsd:date ; csto:note "2018-03-01"^^xsd:date', 0),
        ('csto:value "2018-02-28"^^xsd:date ; csto:note "2018-03"^^xsd:gYearMonth', 1),
    ):
        assert len(results(f"id:a {facts} .", shape)) == count, facts


def test_a_component_sees_values_that_are_nothing_to_python() -> None:
    shapes = """shape:c a sh:ConstraintComponent ; sh:parameter [ sh:path csto:limit ] ;
            sh:validator shape:v .
        shape:v a sh:SPARQLAskValidator ; sh:ask "ASK { FILTER ($value = $limit) }" ;
            sh:message "{$value} is not {$limit}" .
        shape:s sh:targetNode id:a ; sh:path csto:value ; csto:limit 1 ."""
    found = results('id:a csto:value 0 , false , "" , 1 , 2 .', shapes)
    assert Counter(result.message for result in found) == {
        f"{value} is not 1": 1 for value in ("0", "false", "", "2")
    }


def test_a_component_of_other_shapes_is_not_taken_for_this_one() -> None:
    """pyshacl keeps validators by the address of a graph that may be gone."""
    for limit in range(20):
        shapes = f"""shape:c a sh:ConstraintComponent ; sh:parameter [ sh:path csto:limit ] ;
                sh:validator shape:v .
            shape:v a sh:SPARQLAskValidator ; sh:ask "ASK {{ FILTER ($value = {limit}) }}" .
            shape:s sh:targetNode id:a ; sh:path csto:value ; csto:limit 1 ."""
        assert results(f"id:a csto:value {limit} .", shapes) == []


def test_the_path_of_a_shape_stands_in_its_query() -> None:
    shapes = """shape:s sh:targetNode id:a ; sh:path [ sh:inversePath csto:about ] ;
            sh:sparql shape:q .
        shape:q sh:message "{$path} {$PATH}" ; sh:select
            "SELECT $this ?value { $this $PATH ?value . FILTER EXISTS { $this $PATH ?x } }" ."""
    (result,) = results("id:b csto:about id:a .", shapes)
    path = "^<https://w3id.org/csto-kg/ontology#about>"
    assert (result.path, result.value) == (path, ox.NamedNode(f"{ID}b"))
    assert result.message == f"{path} {path}"


def test_a_query_that_rdflib_does_not_read_is_named() -> None:
    shapes = """shape:s sh:targetNode id:a ; sh:sparql shape:q .
        shape:q sh:select "SELECT $this { $this ?p ?o FILTER (ADJUST(NOW()) > 1) }" ."""
    with pytest.raises(InputError) as caught:
        results("id:a csto:note 'x' .", shapes)
    assert "in shape:" in error_text(caught.value)


@pytest.mark.parametrize(
    "path",
    [
        "csto:about",
        "[ sh:inversePath csto:about ]",
        "[ sh:inversePath [ sh:inversePath csto:about ] ]",
        "( csto:evidence csto:inDocument )",
        "( [ sh:inversePath csto:about ] [ sh:zeroOrMorePath csto:about ] csto:source )",
        "[ sh:alternativePath ( csto:about ( csto:source csto:about ) ) ]",
        "[ sh:oneOrMorePath [ sh:inversePath csto:about ] ]",
        "[ sh:inversePath [ sh:oneOrMorePath csto:about ] ]",
        "[ sh:zeroOrOnePath [ sh:zeroOrMorePath csto:about ] ]",
        "[ sh:zeroOrOnePath [ sh:alternativePath ( csto:about csto:source ) ] ]",
    ],
)
def test_a_path_is_the_same_in_shacl_and_sparql(path: str) -> None:
    triples = turtle(f"shape:s sh:path {path} .")
    (start,) = [t.object for t in triples if t.predicate.value == PREFIXES["sh"] + "path"]
    found = read_path(ShapesGraph(triples), start)
    text = path_text(found)
    assert parse_path(text) == found
    shown = text if text[0] in "<(^" else f"<{text}>"
    ox.Store().query(f"SELECT * {{ ?s {shown} ?o }}")  # it is SPARQL
    node, made = path_triples(found, ox.BlankNode)
    assert read_path(ShapesGraph(made), node) == found


def test_the_shapes_graph_is_refused_by_name() -> None:
    shapes = """shape:s sh:targetNode id:a ; sh:sparql shape:q .
        shape:q sh:select "SELECT $this { GRAPH $shapesGraph { $this ?p ?o } }" ."""
    with pytest.raises(InputError) as caught:
        PyshaclEngine().validate(
            DataGraph.of(turtle("id:a csto:note 'x' .")), shapes_of(ShapesGraph(turtle(shapes)))
        )
    assert error_text(caught.value) == (
        "in shape:q: $shapesGraph is not supported by pyshacl; use --engine compiled"
    )


def test_results_stand_in_one_order() -> None:
    shapes = "shape:s sh:targetSubjectsOf csto:note ; sh:nodeKind sh:Literal ."
    facts = turtle(" ".join(f"id:x{n} csto:note '{n}' ." for n in range(30)))
    made = shapes_of(ShapesGraph(turtle(shapes)))
    found = PyshaclEngine().validate(DataGraph.of(facts), made)
    assert found == PyshaclEngine().validate(DataGraph.of(facts[::-1]), made)
    assert found == sorted(found, key=sort_key)
    assert len(found) == 30


def test_threads_do_not_disturb_each_other(structure: Shapes) -> None:
    examples = [e for e in read_examples(BAD) if e.shape in ("plan-as-fact", "tenure-holder")]
    good = read(BAD.parent / "good.ttl")
    barrier = threading.Barrier(2)

    def run(number: int) -> list[ValidationResult]:
        barrier.wait()
        return PyshaclEngine().validate(DataGraph.of(examples[number % 2].applied(good)), structure)

    alone = [PyshaclEngine().validate(DataGraph.of(e.applied(good)), structure) for e in examples]
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(run, range(6)))
    assert together == alone * 3


def test_pyshacl_itself_finds_the_same(
    kinds: list[ox.Triple], structure: Shapes, tmp_path: Path
) -> None:
    """Beside our patches: plain pyshacl over the same graphs, in another process."""
    examples = [e for e in read_examples(BAD) if not e.shape.endswith("-form")]
    good = read(BAD.parent / "good.ttl")
    facts = set(kinds)
    for example in examples[::3]:
        facts |= set(turtle("\n".join(example.added).replace("id:news ", "id:older-news ")))
    facts |= set(good)
    program = """
import rdflib, pyshacl, sys
rdflib.NORMALIZE_LITERALS = False
data, shapes = rdflib.Graph().parse(sys.argv[1], format="nt"), rdflib.Graph()
for path in sys.argv[2:]:
    shapes.parse(path)
SH = rdflib.SH
_, report, _ = pyshacl.validate(data, shacl_graph=shapes)
for node in report.subjects(rdflib.RDF.type, SH.ValidationResult):
    if (None, SH.result, node) in report:
        print(report.value(node, SH.focusNode).n3(), report.value(node, SH.sourceShape).n3(),
              report.value(node, SH.sourceConstraintComponent).n3())
"""
    ours = Counter(
        f"{'[]' if isinstance(r.focus, ox.BlankNode) else r.focus} <{r.shape}> <{r.component}>"
        for r in PyshaclEngine().validate(DataGraph.of(sorted(facts, key=str)), structure)
    )
    assert len(ours) > 20
    data = tmp_path / "data.nt"
    data.write_bytes(ox.serialize(facts, format=ox.RdfFormat.N_TRIPLES) or b"")
    done = subprocess.run(
        [sys.executable, "-c", program, str(data), *map(str, STRUCTURE)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    plain = Counter("[] " + line.split(" ", 1)[1] if line.startswith("_:") else line
                    for line in done.stdout.splitlines())  # fmt: skip
    assert ours == plain


def test_other_users_of_pyshacl_see_no_change() -> None:
    shapes = rdflib.Graph().parse(
        data="""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <https://e/> .
        e:s a sh:NodeShape ; sh:targetNode e:a ; sh:sparql e:q .
        e:q sh:message "{$this}" ; sh:select "SELECT $this { $this ?p ?o }" .""",
        format="turtle",
    )
    data = rdflib.Graph().parse(data="<https://e/a> <https://e/p> 1 .", format="turtle")
    assert pyshacl_engine  # with it imported
    conforms, report, text = pyshacl.validate(data, shacl_graph=shapes)
    assert not conforms
    assert [str(m) for m in report.objects(None, rdflib.SH.resultMessage)] == ["https://e/a"]
    assert "Constraint Violation in SPARQLConstraintComponent" in text


def test_shapes_are_read_without_pyshacl_and_rdflib() -> None:
    program = """
import sys
from csto_kg.shacl.wellformed.shapes import load_shapes
from csto_kg.checking.formats import written
load_shapes(sys.argv[1:])
print(sorted({name.split(".")[0] for name in sys.modules} & {"pyshacl", "rdflib", "rich"}))
"""
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, STRUCTURE)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == "[]\n"


def test_a_message_is_worded_for_people() -> None:
    labels = {f"{ID}a": "Anna"}
    text = f"<{ID}a> and <{ID}b>, <https://e/x y>, 1 < 2 > 0 <mailto:a@b>"
    assert worded(text, labels.get) == "Anna and id:b, <https://e/x y>, 1 < 2 > 0 <mailto:a@b>"
    assert places("{$this} {?a} {b} {?c-d}") == ["this", "a"]
    assert filled("{$a}{?b}", {"a": "{?b}", "b": None}) == "{?b}(none)"


def test_words_of_verdicts() -> None:
    assert [s.word for s in Severity] == ["undetermined", "may violate", "violates"]
    assert [s.iri.rsplit("#", 1)[1] for s in Severity] == ["Info", "Warning", "Violation"]
    assert short(ox.Literal("a", language="en")) == '"a"@en'
