"""The terms of SHACL: what each parameter of a shape takes, and what we do not support."""

from __future__ import annotations

from typing import NamedTuple


class Parameter(NamedTuple):
    """What a property of a shape takes.

    ``kind``: iri, node (IRI or literal), literal, any, string, integer (from 0), boolean, shape,
    property (a property shape), nodeKind, constraint, list of iri, list of shape, list of any,
    list of string. ``single``: at most one value. ``only_property``: on property shapes only.
    ``alone``: makes no shape of its subject.
    """

    kind: str
    single: bool = False
    only_property: bool = False
    alone: bool = False


_ONE = {"single": True}
_HERE = {"single": True, "only_property": True}

PARAMETERS = {
    "targetNode": Parameter("node"),
    "targetClass": Parameter("iri"),
    "targetSubjectsOf": Parameter("iri"),
    "targetObjectsOf": Parameter("iri"),
    "class": Parameter("iri"),
    "datatype": Parameter("iri", **_ONE),
    "nodeKind": Parameter("nodeKind", **_ONE),
    "minCount": Parameter("integer", **_HERE),
    "maxCount": Parameter("integer", **_HERE),
    "minExclusive": Parameter("literal", **_ONE),
    "minInclusive": Parameter("literal", **_ONE),
    "maxExclusive": Parameter("literal", **_ONE),
    "maxInclusive": Parameter("literal", **_ONE),
    "minLength": Parameter("integer", **_ONE),
    "maxLength": Parameter("integer", **_ONE),
    "pattern": Parameter("string"),
    "flags": Parameter("string", single=True, alone=True),
    "languageIn": Parameter("list of string", **_ONE),
    "uniqueLang": Parameter("boolean", **_HERE),
    "equals": Parameter("iri"),
    "disjoint": Parameter("iri"),
    "lessThan": Parameter("iri", only_property=True),
    "lessThanOrEquals": Parameter("iri", only_property=True),
    "not": Parameter("shape"),
    "and": Parameter("list of shape"),
    "or": Parameter("list of shape"),
    "xone": Parameter("list of shape"),
    "node": Parameter("shape"),
    "property": Parameter("property"),
    "qualifiedValueShape": Parameter("shape", only_property=True),
    "qualifiedMinCount": Parameter("integer", single=True, alone=True),
    "qualifiedMaxCount": Parameter("integer", single=True, alone=True),
    "qualifiedValueShapesDisjoint": Parameter("boolean", single=True, alone=True),
    "closed": Parameter("boolean", **_ONE),
    "ignoredProperties": Parameter("list of iri", single=True, alone=True),
    "hasValue": Parameter("any"),
    "in": Parameter("list of any", **_ONE),
    "sparql": Parameter("constraint"),
    "severity": Parameter("iri", single=True, alone=True),
    "message": Parameter("string", alone=True),
    "deactivated": Parameter("boolean", single=True, alone=True),
    "name": Parameter("string", alone=True),
    "description": Parameter("string", alone=True),
    "order": Parameter("literal", single=True, alone=True),
    "group": Parameter("any", alone=True),
    "defaultValue": Parameter("any", single=True, alone=True),
}

NODE_KINDS = frozenset(
    ("IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral")
)

SHAPE_CLASSES = ("NodeShape", "PropertyShape")

_OTHER_TERMS = """
    Shape NodeShape PropertyShape path inversePath alternativePath zeroOrMorePath oneOrMorePath
    zeroOrOnePath Violation Warning Info Severity NodeKind PropertyGroup Validator
    select ask prefixes declare prefix namespace PrefixDeclaration SPARQLConstraint
    SPARQLSelectValidator SPARQLAskValidator SPARQLExecutable SPARQLSelectExecutable
    SPARQLAskExecutable ConstraintComponent Parameterizable Parameter parameter optional
    labelTemplate validator nodeValidator propertyValidator
    ValidationReport ValidationResult AbstractResult ResultAnnotation conforms result focusNode
    resultPath resultSeverity resultMessage value sourceShape sourceConstraint
    sourceConstraintComponent detail shapesGraph shapesGraphWellFormed suggestedShapesGraph
    rule SPARQLRule Rule construct condition
    """.split()

UNSUPPORTED = frozenset(
    """
    js jsLibrary jsLibraryURL jsFunctionName JSConstraint JSFunction JSRule JSTarget JSTargetType
    JSValidator JSLibrary JSExecutable JSConstraintComponent expression
    ExpressionConstraintComponent target Target TargetType SPARQLTarget SPARQLTargetType Function
    SPARQLFunction returnType
    values filterShape nodes intersection union exists entailment Entailment
    TripleRule subject predicate object this resultAnnotation annotationProperty annotationValue
    annotationVarName
    """.split()
)
"""Terms of SHACL Advanced Features and SHACL-JS, and entailment regimes."""

COMPONENTS = frozenset(
    f"{name[0].upper()}{name[1:]}ConstraintComponent"
    for name, parameter in PARAMETERS.items()
    if not name.startswith("target") and not parameter.alone
) | {"SPARQLConstraintComponent"}

KNOWN = frozenset(PARAMETERS) | frozenset(_OTHER_TERMS) | NODE_KINDS | COMPONENTS
"""Local names of the terms that a shapes graph may use."""
