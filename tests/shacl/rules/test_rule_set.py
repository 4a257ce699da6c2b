"""What is wrong with a file of rules is said with its place."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from csto_kg.errors import CstoKgError, EnvironmentFailure, InputError, error_line
from csto_kg.shacl.rules.rule_set import rule_set
from tests.shacl.rules.made import DECLARED, PREFIXES, rule, shape

_ALL = shape("All", "sh:targetNode ex:a", ["r"])
_FIRST = 8  # the line after PREFIXES, DECLARED and _ALL
_PLAIN = "CONSTRUCT { $this ex:p 1 } WHERE {}"


def _line(folder: Path, shapes: str) -> str:
    """The error for a file of these shapes, without the file's folder."""
    path = folder / "rules.ttl"
    path.write_text(PREFIXES + DECLARED + shapes)
    with pytest.raises(InputError) as caught:
        rule_set([path])
    line = error_line(caught.value).removeprefix("csto-kg: error: ")
    return line.replace(f"{folder}/", "")


def _text(text: str, **more: str) -> str:
    return _ALL + rule("r", text, **more)  # type: ignore[arg-type]


def test_shapes_and_rules_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "one.ttl").write_text(
        PREFIXES + DECLARED + shape("B", "sh:targetNode ex:a", ["z", "y", "x"], order=2)
        + shape("C", "sh:targetNode ex:a", ["z"], order=2)
        + shape("A", "sh:targetNode ex:a", ["y"], order=10.5)
        + rule("x", _PLAIN, order=10) + rule("z", _PLAIN, order=9)
    )  # fmt: skip
    # Another file adds to a shape of the first.
    (tmp_path / "two.ttl").write_text(
        PREFIXES + DECLARED + "ex:B sh:rule ex:w .\n"
        + rule("w", _PLAIN, order=-1.5) + rule("y", _PLAIN, order=9)
    )  # fmt: skip
    found = rule_set([tmp_path / "two.ttl", tmp_path / "one.ttl", tmp_path / "two.ttl"])
    names = [(s.iri[-1], [r.iri[-1] for r in s.rules]) for s in found.shapes]
    assert names == [("B", ["w", "y", "z", "x"]), ("C", ["z"]), ("A", ["y"])]
    assert [shape.order for shape in found.shapes] == [2, 2, Decimal("10.5")]
    assert str(found.shapes[0].rules[0].location) == f"{tmp_path / 'two.ttl'}:9:21"
    assert found == rule_set([tmp_path / "one.ttl", tmp_path / "two.ttl"])


def test_a_rule_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFailure) as caught:
        rule_set([tmp_path / "no.ttl"])
    assert error_line(caught.value) == (
        f'csto-kg: error: cannot read "{tmp_path / "no.ttl"}": No such file or directory; '
        "check its permissions"
    )


def test_a_file_that_is_not_turtle(tmp_path: Path) -> None:
    (tmp_path / "rules.ttl").write_text("<http://e/a> <http://e/b>\n  oops .")
    with pytest.raises(InputError) as caught:
        rule_set([tmp_path / "rules.ttl"])
    assert str(caught.value.location) == f"{tmp_path / 'rules.ttl'}:2:3"


_IN_TEXT = {
    "CONSTRUCT { $this ex:p ?x }\n WHERE { $this ex:p ?x oops }": (
        '2:24: the rule <http://example.org/r>: "oops" does not fit here; '
        "check the syntax just before it"
    ),
    "CONSTRUCT { $this ex:p ?x } WHERE { $this ex:p ?x ": (
        "1:70: the rule <http://example.org/r>: the query ends too early; "
        "check that every bracket is closed"
    ),
    "CONSTRUCT { $this ex:p 'x } WHERE {}": (
        "1:44: the rule <http://example.org/r>: a string starts here and has no end; close it "
        "with the same quotation mark, on the same line unless it is tripled, and write a "
        "backslash as \\\\"
    ),
    "CONSTRUCT { $this ex:p ?x } WHERE { SERVICE ex:far { $this ex:p ?x } }": (
        "1:57: the rule <http://example.org/r>: SERVICE would send the query to another server, "
        "and is not allowed; ask the local graph alone"
    ),
    "CONSTRUCT { $this ex:p ?x } WHERE {\nSERVICEex:far { $this ex:p ?x } }": (
        "2:1: the rule <http://example.org/r>: SERVICE would send the query to another server, "
        "and is not allowed; ask the local graph alone"
    ),
    "CONSTRUCT { $this exx:p ?x } WHERE {}": (
        '1:39: the rule <http://example.org/r>: the prefix "exx:" is not declared; '
        'did you mean "ex"?'
    ),
    "CONSTRUCT { $this csto:p ?x } WHERE {}": (
        '1:39: the rule <http://example.org/r>: the prefix "csto:" is not declared; '
        "declare it with sh:declare at a node that the rule names with sh:prefixes"
    ),
    "PREFIX ey: <http://e/> SELECT * { $this ey:p ?x }": (
        "1:44: the rule <http://example.org/r>: SELECT stands where a rule has CONSTRUCT; "
        "write CONSTRUCT { … } WHERE { … }"
    ),
    "DELETE WHERE { ?s ?p ?o }": (
        "1:21: the rule <http://example.org/r>: DELETE makes this an update, and only queries "
        "are run here; ask with SELECT, ASK, CONSTRUCT or DESCRIBE"
    ),
    "# nothing": (
        "1: the rule <http://example.org/r>: there is no query here; write one that starts with "
        "SELECT, ASK, CONSTRUCT or DESCRIBE"
    ),
    "CONSTRUCT { _:x ex:p $this } WHERE {}": (
        "1:33: the rule <http://example.org/r>: what the rule constructs has a blank node, which "
        "would be a new one each time; make an IRI from what is known, with "
        "BIND(IRI(CONCAT(…)) AS ?new)"
    ),
    "CONSTRUCT { $this ex:p [] } WHERE {}": (
        "1:44: the rule <http://example.org/r>: what the rule constructs has a blank node, which "
        "would be a new one each time; make an IRI from what is known, with "
        "BIND(IRI(CONCAT(…)) AS ?new)"
    ),
    "CONSTRUCT { $this ex:p (1 2) } WHERE {}": (
        "1:44: the rule <http://example.org/r>: what the rule constructs has a blank node, which "
        "would be a new one each time; make an IRI from what is known, with "
        "BIND(IRI(CONCAT(…)) AS ?new)"
    ),
    "CONSTRUCT WHERE {\n  $this ex:p [ ex:q ?x ] }": (
        "2:14: the rule <http://example.org/r>: what the rule constructs has a blank node, which "
        "would be a new one each time; make an IRI from what is known, with "
        "BIND(IRI(CONCAT(…)) AS ?new)"
    ),
    "CONSTRUCT { $this ex:p ?x } WHERE { BIND (NOW() AS ?x) }": (
        "1:63: the rule <http://example.org/r>: NOW can give something else each time, and what "
        "follows from the facts must not; take the day from the facts"
    ),
    "CONSTRUCT { $this ex:p ?x } WHERE { BIND (bnode() AS ?x) }": (
        "1:63: the rule <http://example.org/r>: BNODE can give something else each time, and "
        "what follows from the facts must not; make an IRI from what is known, with "
        "IRI(CONCAT(…))"
    ),
    "CONSTRUCT { $this ex:p ?x } WHERE { GRAPH ?g { $this ex:q ?x } }": (
        "1:57: the rule <http://example.org/r>: GRAPH names a graph, and rules see the facts as "
        "one graph; leave it out"
    ),
    "CONSTRUCT { $this ex:p ?x } FROM ex:g WHERE { $this ex:q ?x }": (
        "1:49: the rule <http://example.org/r>: FROM names a graph, and rules see the facts as "
        "one graph; leave it out"
    ),
    "CONSTRUCT { $this ex:p ?x } WHERE { $this ex:q ?y LATERAL { ?y ex:p ?x } }": (
        "1:71: the rule <http://example.org/r>: LATERAL is no part of SPARQL 1.1, and other "
        "engines cannot run it; use a group; joins by nested loops are made where they help"
    ),
    "CONSTRUCT { $this ex:p <<( ex:a ex:b ex:c )>> } WHERE {}": (
        "1:44: the rule <http://example.org/r>: there is a triple term, which is RDF 1.2 and not "
        "supported; say it in RDF 1.1"
    ),
    "CONSTRUCT { $this ex:p $shapesGraph } WHERE {}": (
        "1:44: the rule <http://example.org/r>: $shapesGraph is not supported in rules; "
        "write the IRI itself"
    ),
    "CONSTRUCT { $this ex:p 1 } WHERE { BIND (ex:a AS ?this) }": (
        "1:70: the rule <http://example.org/r>: ?this is the focus node and cannot be given a "
        "value; use another variable"
    ),
    "CONSTRUCT { $this ex:p 1 } WHERE { VALUES ($x ?this) { (1 2) } }": (
        "1:67: the rule <http://example.org/r>: ?this is the focus node and cannot be given a "
        "value; use another variable"
    ),
    "CONSTRUCT { $this ex:p 1 } WHERE { VALUES $this { 1 } }": (
        "1:63: the rule <http://example.org/r>: $this is the focus node and cannot be given a "
        "value; use another variable"
    ),
    "CONSTRUCT { $this ex:p ?x } WHERE { BIND (ex:f(1) AS ?x) }": (
        "1: the rule <http://example.org/r>: there is no function <http://example.org/f>; "
        "use those of SPARQL 1.1"
    ),
}


@pytest.mark.parametrize("text", _IN_TEXT)
def test_the_text_of_a_rule(tmp_path: Path, text: str) -> None:
    line, _, rest = _IN_TEXT[text].partition(":")
    expected = f"rules.ttl:{_FIRST + int(line)}:{rest}"
    assert _line(tmp_path, _text(text)) == expected


def test_a_text_with_escapes_is_placed_by_its_end(tmp_path: Path) -> None:
    text = 'CONSTRUCT { $this ex:p \\"x\\" }\n WHERE { oops }'
    assert _line(tmp_path, _text(text)) == (
        'rules.ttl:10: the rule <http://example.org/r>: "oops" does not fit here; '
        "check the syntax just before it"
    )


_TYPED = "ex:r a sh:SPARQLRule ; sh:prefixes ex:prefixes ;"
_TEXT = f' sh:construct "{_PLAIN}" ;'
_WRITE_RULE = "write a sh:SPARQLRule"
_SHAPES = {
    _ALL + 'ex:r a sh:TripleRule ; sh:subject sh:this ; sh:predicate ex:p ; sh:object 1 .': (
        f"8: <http://example.org/r> is a sh:TripleRule, which is not supported; {_WRITE_RULE}"
    ),
    _ALL + f"{_TYPED}{_TEXT} a sh:JSRule .": (
        f"8: <http://example.org/r> is a sh:JSRule, which is not supported; {_WRITE_RULE}"
    ),
    "ex:f a sh:SPARQLFunction .": (
        "7: <http://example.org/f> is a sh:SPARQLFunction, which is not supported; "
        f"{_WRITE_RULE}"
    ),
    "[] a sh:JSFunction .": (
        f" a blank node is a sh:JSFunction, which is not supported; {_WRITE_RULE}"
    ),
    _ALL + f'ex:r sh:prefixes ex:prefixes ;{_TEXT} rdfs:label "no type" .': (
        "7: <http://example.org/r>, named by sh:rule, is no sh:SPARQLRule; other kinds of rules "
        "are not supported; is its type missing?"
    ),
    _ALL + f"{_TYPED}{_TEXT}\n  sh:condition ex:Shape .": (
        "9: the rule <http://example.org/r> has sh:condition, which is not supported; "
        "say the condition in its WHERE"
    ),
    _ALL + f"{_TYPED} .": (
        "8: the rule <http://example.org/r> has no sh:construct; give it exactly one text"
    ),
    _ALL + f"{_TYPED}{_TEXT} sh:construct 'CONSTRUCT WHERE {{}}' .": (
        "8: the rule <http://example.org/r> has 2 sh:construct; give it exactly one text"
    ),
    _ALL + f"{_TYPED} sh:construct ex:text .": (
        "8: the rule <http://example.org/r> has 1 sh:construct; give it exactly one text"
    ),
    _ALL + f"{_TYPED}{_TEXT} sh:order 'first' .": (
        "8: the sh:order of <http://example.org/r> is not one number; write it as in sh:order 1"
    ),
    _ALL + f"{_TYPED}{_TEXT} sh:order 1, 2 .": (
        "8: the sh:order of <http://example.org/r> is not one number; write it as in sh:order 1"
    ),
    _ALL + f"{_TYPED}{_TEXT} sh:order 'NaN'^^xsd:double .": (
        "8: the sh:order of <http://example.org/r> is not one number; write it as in sh:order 1"
    ),
    _ALL + f"{_TYPED}{_TEXT} sh:deactivated 'yes' .": (
        "8: the sh:deactivated of <http://example.org/r> is not one boolean; "
        "write sh:deactivated true, or leave it out"
    ),
    _ALL + f"{_TYPED}{_TEXT} .\nex:All sh:order true .": (
        "7: the sh:order of <http://example.org/All> is not one number; write it as in sh:order 1"
    ),
    _ALL + f"{_TYPED}{_TEXT} .\nex:All sh:deactivated true .": (
        "7: the shape <http://example.org/All> is deactivated and has rules, which SHACL gives "
        "no meaning; deactivate the rules"
    ),
    _ALL + f"{_TYPED}{_TEXT} .\nex:All sh:target [ a sh:SPARQLTarget ] .": (
        "9: the shape <http://example.org/All> has sh:target, which is not supported; use "
        "sh:targetNode, sh:targetClass, sh:targetSubjectsOf or sh:targetObjectsOf"
    ),
    f"ex:All a sh:NodeShape ;\n  sh:rule ex:r . {_TYPED}{_TEXT} .": (
        "8: the shape <http://example.org/All> has rules and no target, so that they never run; "
        "give it a target, such as sh:targetClass"
    ),
    f"[] sh:targetNode ex:a ; sh:rule ex:r . {_TYPED}{_TEXT} .": (
        " a shape with rules has no IRI; give it one"
    ),
    f"ex:All sh:targetNode ex:a ; sh:rule [ a sh:SPARQLRule ;{_TEXT} ] .": (
        "7: a rule of the shape <http://example.org/All> has no IRI; give it one, so that "
        "messages can name it"
    ),
    f"{_TYPED}{_TEXT} .": (
        "7: the rule <http://example.org/r> belongs to no shape, so that it never runs; "
        "name it at a shape with sh:rule"
    ),
    _ALL + f"{_TYPED}{_TEXT} .\nex:All sh:targetClass 'Room' .": (
        "9: the sh:targetClass of the shape <http://example.org/All> has no IRI; "
        "name it by its IRI"
    ),
    _ALL + f"{_TYPED}{_TEXT} .\nex:All sh:targetNode [] .": (
        "9: the sh:targetNode of the shape <http://example.org/All> has no IRI; "
        "name it by its IRI"
    ),
    _ALL + f"{_TYPED}{_TEXT} .\nex:prefixes sh:declare [ sh:prefix 'ex' ; sh:namespace 'x:' ] .": (
        ' the prefix "ex:" is declared for <http://example.org/> and for <x:>; declare it once'
    ),
    _ALL + f"{_TYPED}{_TEXT} .\nex:prefixes sh:declare [ sh:prefix 'a', 'b' ] .": (
        " a sh:declare of <http://example.org/prefixes> is not whole; write it as "
        'sh:declare [ sh:prefix "…" ; sh:namespace "…"^^xsd:anyURI ]'
    ),
    _ALL + f"{_TYPED}{_TEXT} .\nex:prefixes sh:declare 'ex' .": (
        "9: a sh:declare of <http://example.org/prefixes> is not whole; write it as "
        'sh:declare [ sh:prefix "…" ; sh:namespace "…"^^xsd:anyURI ]'
    ),
}  # fmt: skip


@pytest.mark.parametrize("shapes", _SHAPES)
def test_a_shape_or_a_rule(tmp_path: Path, shapes: str) -> None:
    assert _line(tmp_path, shapes) == f"rules.ttl:{_SHAPES[shapes]}"


def test_a_rule_that_is_deactivated_is_checked_all_the_same(tmp_path: Path) -> None:
    assert "oops" in _line(tmp_path, _text("CONSTRUCT oops {}", more="sh:deactivated true ;"))


def test_every_error_is_ours(tmp_path: Path) -> None:
    """Texts cut short anywhere are read, or refused with their place; nothing else is raised."""
    text = (
        "CONSTRUCT { $this ex:p ?x } WHERE { { SELECT $this (MAX(?y) AS ?x) WHERE { $this "
        "ex:q/ex:r* ?y . FILTER NOT EXISTS { ?y a ex:C } } GROUP BY $this } VALUES ?z { 1 ex:n } }"
    )
    path = tmp_path / "rules.ttl"
    for end in range(len(text)):
        path.write_text(PREFIXES + DECLARED + _text(text[:end]))
        with pytest.raises(CstoKgError) as caught:
            rule_set([path])
        assert caught.value.location is not None
        assert caught.value.location.line == _FIRST + 1
