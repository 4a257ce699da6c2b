"""The terms of SHACL: what each parameter of a shape takes, and what we do not support."""

from __future__ import annotations

import re
from typing import NamedTuple

_LOCAL_NAME = re.compile(r"[^\W\d][\w.-]*\Z")


class ComponentParameter(NamedTuple):
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
    "targetNode": ComponentParameter("node"),
    "targetClass": ComponentParameter("iri"),
    "targetSubjectsOf": ComponentParameter("iri"),
    "targetObjectsOf": ComponentParameter("iri"),
    "class": ComponentParameter("iri"),
    "datatype": ComponentParameter("iri", **_ONE),
    "nodeKind": ComponentParameter("nodeKind", **_ONE),
    "minCount": ComponentParameter("integer", **_HERE),
    "maxCount": ComponentParameter("integer", **_HERE),
    "minExclusive": ComponentParameter("literal", **_ONE),
    "minInclusive": ComponentParameter("literal", **_ONE),
    "maxExclusive": ComponentParameter("literal", **_ONE),
    "maxInclusive": ComponentParameter("literal", **_ONE),
    "minLength": ComponentParameter("integer", **_ONE),
    "maxLength": ComponentParameter("integer", **_ONE),
    "pattern": ComponentParameter("string"),
    "flags": ComponentParameter("string", single=True, alone=True),
    "languageIn": ComponentParameter("list of string", **_ONE),
    "uniqueLang": ComponentParameter("boolean", **_HERE),
    "equals": ComponentParameter("iri"),
    "disjoint": ComponentParameter("iri"),
    "lessThan": ComponentParameter("iri", only_property=True),
    "lessThanOrEquals": ComponentParameter("iri", only_property=True),
    "not": ComponentParameter("shape"),
    "and": ComponentParameter("list of shape"),
    "or": ComponentParameter("list of shape"),
    "xone": ComponentParameter("list of shape"),
    "node": ComponentParameter("shape"),
    "property": ComponentParameter("property"),
    "qualifiedValueShape": ComponentParameter("shape", only_property=True),
    "qualifiedMinCount": ComponentParameter("integer", single=True, alone=True),
    "qualifiedMaxCount": ComponentParameter("integer", single=True, alone=True),
    "qualifiedValueShapesDisjoint": ComponentParameter("boolean", single=True, alone=True),
    "closed": ComponentParameter("boolean", **_ONE),
    "ignoredProperties": ComponentParameter("list of iri", single=True, alone=True),
    "hasValue": ComponentParameter("any"),
    "in": ComponentParameter("list of any", **_ONE),
    "sparql": ComponentParameter("constraint"),
    "severity": ComponentParameter("iri", single=True, alone=True),
    "message": ComponentParameter("string", alone=True),
    "deactivated": ComponentParameter("boolean", single=True, alone=True),
    "name": ComponentParameter("string", alone=True),
    "description": ComponentParameter("string", alone=True),
    "order": ComponentParameter("literal", single=True, alone=True),
    "group": ComponentParameter("any", alone=True),
    "defaultValue": ComponentParameter("any", single=True, alone=True),
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


def local_name(iri: str) -> str:
    """Return what the variable of a parameter is called: the end of its IRI (SHACL 6.2.1)."""
    found = _LOCAL_NAME.search(iri)
    return found[0] if found else ""
