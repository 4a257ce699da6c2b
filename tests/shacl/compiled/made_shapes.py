"""Shapes and dirty data made at random: every component of SHACL Core, every kind of path."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st

Draw = Callable[[st.SearchStrategy[str]], str]

HEAD = """
@prefix : <https://e/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
NODES = (":a", ":b", ":c", ":d", "_:x", "_:y")
PROPERTIES = (":p", ":q", ":r")
CLASSES = (":C", ":D", ":E")
PLAIN = (
    "1", "2", "10", "01", "-1", "1.0", "1.50", "2e0", "true", "false", '"a"', '"b"', '""', '"1"',
    '"a"@en', '"b"@en', '"a"@de', '"a"@en-us',
    '"01"^^xsd:integer', '"1"^^xsd:boolean', '"5"^^xsd:nonNegativeInteger', '"5"^^xsd:byte',
    '"300"^^xsd:byte', '"x"^^xsd:integer', '"x"^^xsd:boolean', '"1"^^xsd:float',
    '"2018-02-28"^^xsd:date', '"2018-03-01"^^xsd:date', '"2018-02-30"^^xsd:date',
    '"2018-03-01T00:00:00"^^xsd:dateTime', '"2018-03-01T00:00:00Z"^^xsd:dateTime',
    '"2018-03-01T01:00:00+01:00"^^xsd:dateTime', '"x"^^:type',
)  # fmt: skip
"""Literals of which pyshacl and the specification say the same."""
TAGGED = ('"a"@en', '"b"@en', '"c"@en', '"a"@de', '"a"')
NUMBERS = (
    "1",
    "2",
    "01",
    "1.0",
    "1.50",
    "2e0",
    '"1"^^xsd:float',
    '"5"^^xsd:byte',
    '"-0"^^xsd:integer',
)
_FORMS = {
    "double": "NaN INF 1e400 -0.0 0.1",
    "float": "NaN 16777217 0.1",
    "date": "2018-03-01Z 2018-03-01+14:00 2018-02-30Z 0000-01-01 -0001-01-01 12018-01-01",
    "time": "24:00:00 12:00:00 12:00:00Z",
    "dateTime": "2018-03-01T24:00:00 2018-03-01T00:00:60Z",
    "dateTimeStamp": "2018-03-01T00:00:00Z 2018-03-01T00:00:00",
    "gMonthDay": "--02-30 --02-29",
    "gYear": "2018 2018Z",
    "gYearMonth": "2018-02 2018-13",
    "gMonth": "--13",
    "gDay": "---31",
    "duration": "P P1Y",
    "yearMonthDuration": "P12M",
    "dayTimeDuration": "PT24H",
    "integer": "99999999999999999999 +1 1_0 -0",
    "decimal": "0.10000000000000000000001 1. .5",
    "hexBinary": "ff f",
    "base64Binary": "YQ==",
    "anyURI": "x",
    "unsignedLong": "18446744073709551615",
    "unsignedInt": "-1",
}
ODD = (
    *(f'"{form}"^^xsd:{name}' for name, forms in _FORMS.items() for form in forms.split()),
    '" 1"^^xsd:integer', '"a\\n"', '"a\\rb"', '"é"', '"AB"',
)  # fmt: skip
DATATYPES = (
    "xsd:integer", "xsd:decimal", "xsd:boolean", "xsd:string", "xsd:date", "xsd:dateTime",
    "xsd:byte", "xsd:nonNegativeInteger", "rdf:langString", ":type", "xsd:float",
)  # fmt: skip
ODD_DATATYPES = tuple(f"xsd:{name}" for name in _FORMS)
KINDS = ("IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral")
PATTERNS = ("^a", "a$", "^[0-9]+$", "b|1", "[^a-c]", "e/[ab]")
ODD_PATTERNS = (
    ".",
    "^.$",
    "\\\\d",
    "\\\\s",
    "\\\\w",
    "A",
    "(a)\\\\1",
    "a\\\\.b",
    "[a-",
    "^(?:a|b)$",
)


@st.composite
def data(draw: Draw, literals: tuple[str, ...]) -> str:
    """Triples in Turtle."""
    lines = [HEAD]
    node, property_ = st.sampled_from(NODES), st.sampled_from(PROPERTIES)
    term = st.one_of(node, st.sampled_from(literals))
    for _ in range(draw(st.integers(1, 14))):  # type: ignore[arg-type,call-overload]
        lines.append(f"{draw(node)} {draw(property_)} {draw(term)} .")
    for _ in range(draw(st.integers(0, 5))):  # type: ignore[arg-type,call-overload]
        lines.append(f"{draw(node)} a {draw(st.sampled_from(CLASSES))} .")
    for _ in range(draw(st.integers(0, 2))):  # type: ignore[arg-type,call-overload]
        lines.append(
            f"{draw(st.sampled_from(CLASSES))} rdfs:subClassOf {draw(st.sampled_from(CLASSES))} ."
        )
    return "\n".join(lines)


@st.composite
def shapes(draw: Draw, literals: tuple[str, ...], *, odd: bool = False, ranges: bool = True) -> str:
    """A shapes graph in Turtle. ``odd``: with what pyshacl takes in another way than we do."""
    made = _Maker(draw, literals, odd, ranges)
    return HEAD + "\n".join(
        f":s{number} {made.targets()} {made.shape(2)} ."
        for number in range(draw(st.integers(1, 3)))  # type: ignore[arg-type,call-overload]
    )


_EACH = (
    "class", "datatype", "nodeKind", "range", "length", "pattern", "languageIn", "in",
    "hasValue", "equals", "disjoint", "closed",
)  # fmt: skip


_REPEATED = ("zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath")


class _Maker:
    def __init__(self, draw: Draw, literals: tuple[str, ...], odd: bool, ranges: bool) -> None:
        self._draw = draw
        self._literals = literals
        self._odd = odd
        self._each = tuple(kind for kind in _EACH if ranges or kind != "range")

    def _one(self, options: tuple[str, ...]) -> str:
        return self._draw(st.sampled_from(options))

    def _number(self, least: int, most: int) -> int:
        return self._draw(st.integers(least, most))  # type: ignore[arg-type,return-value]

    def targets(self) -> str:
        kinds = {
            "class": lambda: f"sh:targetClass {self._one(CLASSES)}",
            "node": lambda: f"sh:targetNode {self._one((':a', ':z', *self._literals))}",
            "subjects": lambda: f"sh:targetSubjectsOf {self._one(PROPERTIES)}",
            "objects": lambda: f"sh:targetObjectsOf {self._one(PROPERTIES)}",
            "implicit": lambda: "a rdfs:Class",
        }
        chosen = tuple(kinds) if self._odd else tuple(kinds)[:4]
        return " ; ".join(kinds[self._one(chosen)]() for _ in range(self._number(1, 2))) + " ;"

    def shape(self, depth: int, *, path: bool | None = None) -> str:
        """What stands after the name of a shape."""
        is_property = self._number(0, 2) > 0 if path is None else path
        parts = ['sh:message "{$this} {$value} {?path}"']
        if self._number(0, 5) == 0:
            parts.append(f"sh:severity sh:{self._one(('Info', 'Warning'))}")
        if self._number(0, 12) == 0:
            parts.append("sh:deactivated true")
        kinds = [*self._each, *self._deep] if depth else [*self._each]
        if is_property:
            parts.append(f"sh:path {self._path()}")
            kinds += [*self._in_property]
            if depth:
                kinds.append("qualified")
        for kind in {self._one(tuple(kinds)) for _ in range(self._number(1, 3))}:
            parts.append(getattr(self, f"_make_{kind}")(depth))
        return " ; ".join(parts)

    def _path(self) -> str:
        simple = self._one(PROPERTIES)
        kind = self._number(0, 11)
        other = f"[ sh:inversePath {simple} ]"
        return {
            7: other,
            8: f"( {self._one((simple, other))} {self._one(PROPERTIES)} )",
            9: f"[ sh:alternativePath ( {self._one(PROPERTIES)} {other} ) ]",
            10: f"[ sh:{self._one(_REPEATED)} {simple} ]",
            11: f"[ sh:inversePath [ sh:oneOrMorePath {simple} ] ]",
        }.get(kind, simple)

    _in_property = ("minCount", "maxCount", "uniqueLang", "lessThan")
    _deep = ("not", "listed", "node", "property")

    def _make_class(self, _: int) -> str:
        return f"sh:class {self._one(CLASSES)}"

    def _make_datatype(self, _: int) -> str:
        return f"sh:datatype {self._one(DATATYPES + (ODD_DATATYPES if self._odd else ()))}"

    def _make_nodeKind(self, _: int) -> str:  # noqa: N802  (the parameter's name)
        return f"sh:nodeKind sh:{self._one(KINDS)}"

    def _make_range(self, _: int) -> str:
        limits = self._literals if self._odd else ("1", "2", "1.5")
        side = self._one(("minExclusive", "minInclusive", "maxExclusive", "maxInclusive"))
        return f"sh:{side} {self._one(limits)}"

    def _make_length(self, _: int) -> str:
        least = 0 if self._odd else 1  # pyshacl lets a blank node pass sh:minLength 0
        return f"sh:{self._one(('minLength', 'maxLength'))} {self._number(least, 4)}"

    def _make_pattern(self, _: int) -> str:
        flags = ("", "", ' ; sh:flags "i"') if not self._odd else ("", ' ; sh:flags "sx"')
        patterns = PATTERNS + (ODD_PATTERNS[:-2] if self._odd else ())
        return f'sh:pattern "{self._one(patterns)}"{self._one(flags)}'

    def _make_languageIn(self, _: int) -> str:  # noqa: N802
        ranges = self._one(('"en"', '"de" "en-US"', '"fr"'))
        return f"sh:languageIn ( {ranges} )"

    def _make_in(self, _: int) -> str:
        terms = (*NODES[:4], *self._literals)
        return f"sh:in ( {' '.join(self._one(terms) for _ in range(self._number(1, 6)))} )"

    def _make_hasValue(self, _: int) -> str:  # noqa: N802
        return f"sh:hasValue {self._one((*NODES[:4], *self._literals))}"

    def _make_equals(self, _: int) -> str:
        return f"sh:equals {self._one(PROPERTIES)}"

    def _make_disjoint(self, _: int) -> str:
        return f"sh:disjoint {self._one(PROPERTIES)}"

    def _make_closed(self, _: int) -> str:
        ignored = self._one(("", f" ; sh:ignoredProperties ( rdf:type {self._one(PROPERTIES)} )"))
        return f"sh:closed true{ignored}"

    def _make_minCount(self, _: int) -> str:  # noqa: N802
        return f"sh:minCount {self._number(0, 3)}"

    def _make_maxCount(self, _: int) -> str:  # noqa: N802
        return f"sh:maxCount {self._number(0, 3)}"

    def _make_uniqueLang(self, _: int) -> str:  # noqa: N802
        return "sh:uniqueLang true"

    def _make_lessThan(self, _: int) -> str:  # noqa: N802
        return f"sh:{self._one(('lessThan', 'lessThanOrEquals'))} {self._one(PROPERTIES)}"

    def _make_not(self, depth: int) -> str:
        return f"sh:not [ {self.shape(depth - 1)} ]"

    def _make_listed(self, depth: int) -> str:
        inner = " ".join(f"[ {self.shape(depth - 1)} ]" for _ in range(self._number(1, 3)))
        return f"sh:{self._one(('and', 'or', 'xone'))} ( {inner} )"

    def _make_node(self, depth: int) -> str:
        return f"sh:node [ {self.shape(depth - 1, path=False)} ]"

    def _make_property(self, depth: int) -> str:
        inner = (self.shape(depth - 1, path=True) for _ in range(self._number(1, 2)))
        return "sh:property " + " , ".join(f"[ {each} ]" for each in inner)

    def _make_qualified(self, depth: int) -> str:
        disjoint = self._one(("", "sh:qualifiedValueShapesDisjoint true ; "))
        side = self._one(("Min", "Max"))
        return (
            f"sh:qualifiedValueShape [ {self.shape(depth - 1)} ] ; {disjoint}"
            f"sh:qualified{side}Count {self._number(0, 2)}"
        )
