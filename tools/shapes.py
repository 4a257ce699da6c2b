"""Shapes from the ontology: where each property of csto: stands, what it takes and how often.

``rdfs:domain``, ``rdfs:range`` and ``owl:FunctionalProperty`` infer, they forbid nothing; what is
made of them here does. Run this file after a change of the ontology; ``tests/shacl`` compares.

    python tools/shapes.py
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from csto_kg.shacl.graph.shapes_graph import TYPE, Node, ShapesGraph
from csto_kg.shacl.result import Term
from csto_kg.terms import CSTO, PREFIXES, RDFS, shorten

ROOT = Path(__file__).resolve().parent.parent
ONTOLOGY = ROOT / "ontology"
TARGET = ONTOLOGY / "shapes" / "terms.ttl"

_OWL = PREFIXES["owl"]
_HEAD = """\
# Terms: where each property of the ontology stands, what it takes and how often.
#
# Made by tools/shapes.py from ontology/csto.ttl (rdfs:domain, rdfs:range, owl:FunctionalProperty);
# do not edit. Properties that no source may state (ontology/reserved.ttl) are left out.
"""
_WORDS = {
    "xsd:string": "a text without a language",
    "xsd:boolean": "true or false",
    "xsd:integer": "a whole number",
    "xsd:decimal": "a number",
    "xsd:anyURI": "an address (xsd:anyURI)",
    "xsd:dateTime": "a day with its time (xsd:dateTime)",
}


def term_shapes() -> str:
    """Return the shapes in Turtle."""
    ontology, reserved = _read("csto.ttl"), set(_members(_read("reserved.ttl")))
    properties = [node for node in _properties(ontology) if node not in reserved]
    blocks = [block for node in properties for block in _Property(ontology, node).all()]
    prefixes = ("csto", "rdf", "rdfs", "sh", "shape", "xsd")
    used = [
        f"@prefix {name}: <{PREFIXES[name]}> .\n"
        for name in prefixes
        if any(f"{name}:" in block for block in blocks)
    ]
    return _HEAD + "".join(used) + "\n" + "\n".join(blocks)


def _read(name: str) -> ShapesGraph:
    parsed = ox.parse(path=str(ONTOLOGY / name), format=ox.RdfFormat.TURTLE)
    return ShapesGraph(quad.triple for quad in parsed)


def _members(collections: ShapesGraph) -> Iterator[Term]:
    for node in collections.subjects():
        yield from collections.objects(node, PREFIXES["skos"] + "member")


def _properties(ontology: ShapesGraph) -> list[Node]:
    found = {
        node
        for kind in ("ObjectProperty", "DatatypeProperty")
        for node in ontology.instances(_OWL + kind)
        if isinstance(node, ox.NamedNode) and node.value.startswith(CSTO)
    }
    return sorted(found, key=lambda node: node.value)


class _Property:
    def __init__(self, ontology: ShapesGraph, node: Node) -> None:
        self._ontology = ontology
        self._node = node
        self._name = shorten(node.value)
        self._local = node.value.removeprefix(CSTO)
        label = ontology.value(node, f"{RDFS}label")
        self._label = self._local if label is None else label.value

    def all(self) -> Iterator[str]:
        domain, values = self._admitted("domain"), self._admitted("range")
        if domain:
            yield self._domain(domain)
        if values:
            yield self._range(values)
        if ox.NamedNode(_OWL + "FunctionalProperty") in self._ontology.objects(self._node, TYPE):
            yield self._once()

    def _admitted(self, axiom: str) -> list[str]:
        """The classes or datatypes that an axiom names; those of a union each."""
        found: list[str] = []
        for stated in self._ontology.objects(self._node, RDFS + axiom):
            union = self._ontology.value(stated, _OWL + "unionOf")
            members = self._ontology.members(union) if union is not None else [stated]
            found += [shorten(member.value) for member in members or []]
        return found

    def _domain(self, classes: list[str]) -> str:
        kinds = self._listed(classes)
        return self._block(
            "subject",
            "NodeShape",
            f"what has {self._label}",
            f"Only {kinds} has {self._name}. Correct the property, or the kind of what has it.",
            f'\\"{{$this}}\\" has {self._label} ({self._name}) and is not {kinds}.',
            [_any_of("class", classes)],
        )

    def _range(self, kinds: list[str]) -> str:
        literal = kinds[0].startswith("xsd:")
        words = " or ".join(_WORDS.get(k, k) for k in kinds) if literal else self._listed(kinds)
        if "xsd:decimal" in kinds:
            kinds = [*kinds, "xsd:integer"]
        hint = "Write it so." if literal else (
            "Correct the value; if it is right, say what kind of thing it is."
        )  # fmt: skip
        return self._block(
            "value",
            "PropertyShape",
            f"value of {self._label}",
            f"The value of {self._name} is {words}. {hint}",
            f'\\"{{$value}}\\" is given as {self._label} ({self._name}) of \\"{{$this}}\\", '
            f"and is not {words}.",
            [f"sh:path {self._name}", _any_of("datatype" if literal else "class", kinds)],
        )

    def _once(self) -> str:
        return self._block(
            "once",
            "PropertyShape",
            f"one {self._label}",
            f"There is one value of {self._name} at most. Leave the right one; where two sources"
            " differ, write a record for each and join them by csto:competesWith.",
            f'\\"{{$this}}\\" has more than one {self._label} ({self._name}).',
            [f"sh:path {self._name}", "sh:maxCount 1"],
        )

    def _block(
        self, part: str, kind: str, label: str, comment: str, message: str, lines: list[str]
    ) -> str:
        facts = [
            f'rdfs:label "{label}"@en',
            f'rdfs:comment "{comment}"@en',
            f"rdfs:seeAlso <https://w3id.org/csto-kg/docs/checks#{self._local}>",
            f"sh:targetSubjectsOf {self._name}",
            *lines,
            "sh:severity sh:Violation",
            f'sh:message "{message}"',
        ]
        head = f"shape:{self._local}-{part} a sh:{kind} ;\n"
        return head + "".join(f"    {fact} ;\n" for fact in facts) + "    .\n"

    def _listed(self, classes: list[str]) -> str:
        names = []
        for name in classes:
            label = self._ontology.value(ox.NamedNode(CSTO + name[5:]), f"{RDFS}label")
            text = name if label is None else label.value
            names.append(f"{'an' if text[0] in 'aeio' else 'a'} {text}")
        return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _any_of(parameter: str, kinds: list[str]) -> str:
    if len(kinds) == 1:
        return f"sh:{parameter} {kinds[0]}"
    return "sh:or ( " + " ".join(f"[ sh:{parameter} {kind} ]" for kind in kinds) + " )"


def main() -> None:
    """Write the file."""
    TARGET.write_text(term_shapes(), encoding="utf-8")


if __name__ == "__main__":
    main()
