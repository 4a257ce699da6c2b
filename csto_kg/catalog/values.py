"""From the text of a parameter's value to an RDF term of the parameter's type."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

import pyoxigraph as ox

from csto_kg.catalog.header import Parameter
from csto_kg.errors import UsageError, did_you_mean
from csto_kg.terms import PREFIXES, XSD, expand_curie, shorten
from csto_kg.text import DAY_FORM, parse_day

Value: TypeAlias = str | bool | int | Decimal | date | ox.NamedNode | ox.Literal
Resolver: TypeAlias = Callable[[str, str | None], ox.NamedNode]
"""Finds the entity with a name, of a class (an IRI) when one is given."""

_LEXICAL = {
    "date": (re.compile(r"\d{4}-\d{2}-\d{2}"), DAY_FORM),
    "integer": (re.compile(r"[+-]?\d+", re.ASCII), "write a whole number"),
    "decimal": (re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII), "write a number as in 1.5"),
    "boolean": (re.compile(r"true|false"), "write true or false"),
}


def to_term(
    parameter: Parameter,
    value: Value,
    resolve: Resolver,
    prefixes: Mapping[str, str] = PREFIXES,
) -> ox.NamedNode | ox.Literal:
    """Return the term for one value of a parameter.

    ``resolve`` finds entities by name. Raises UsageError when the value is not of the type, or
    not among the choices.
    """
    if isinstance(value, (ox.NamedNode, ox.Literal)):
        term = _checked(parameter, value)
    else:
        term = _parse(parameter, _lexical(parameter, value), resolve, prefixes)
    if parameter.choices:
        _check_choice(parameter, term, resolve, prefixes)
    return term


def _parse(
    parameter: Parameter, text: str, resolve: Resolver, prefixes: Mapping[str, str]
) -> ox.NamedNode | ox.Literal:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise _wrong(parameter, text, "write it in UTF-8") from None
    kind = parameter.type
    if kind == "entity":
        class_iri = None
        if parameter.class_name is not None:
            class_iri = parse_iri(parameter.class_name, prefixes)
        return resolve(text, class_iri.value if class_iri else None)
    if kind == "iri":
        iri = parse_iri(text, prefixes)
        if iri is None and parameter.choices and ":" not in text:
            iri = _choice_by_local_name(parameter, text, prefixes)
        if iri is None:
            suggestion = did_you_mean(text, parameter.choices)
            raise _wrong(parameter, text, suggestion or "write <https://…> or prefix:name")
        return iri
    if kind == "string":
        return ox.Literal(text)
    pattern, hint = _LEXICAL[kind]
    if not pattern.fullmatch(text):
        raise _wrong(parameter, text, hint)
    if kind == "date" and parse_day(text) is None:
        raise _wrong(parameter, text, "there is no such day")
    return ox.Literal(text, datatype=ox.NamedNode(XSD + kind))


def parse_iri(text: str, prefixes: Mapping[str, str] = PREFIXES) -> ox.NamedNode | None:
    """Return the IRI written as ``<iri>``, ``prefix:name`` or in full; None when it is none."""
    bare = text[1:-1] if text.startswith("<") and text.endswith(">") else None
    if bare is None:
        bare = expand_curie(text, prefixes)
    if bare is None and ("://" in text or text.startswith("urn:")):
        bare = text
    if bare is None:
        return None
    try:
        return ox.NamedNode(bare)
    except (ValueError, UnicodeEncodeError):
        return None


def _choice_by_local_name(
    parameter: Parameter, text: str, prefixes: Mapping[str, str]
) -> ox.NamedNode | None:
    for choice in parameter.choices:
        if choice.split(":", 1)[-1] == text:
            return parse_iri(choice, prefixes)
    return None


def _lexical(parameter: Parameter, value: object) -> str:
    # object, not Value: Python users may hand over anything.
    kinds: tuple[str, ...]
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        kinds, text = ("boolean",), "true" if value else "false"
    elif isinstance(value, int):
        kinds, text = ("integer", "decimal"), str(value)
    elif isinstance(value, Decimal):
        kinds, text = ("decimal",), format(value, "f")
    elif isinstance(value, date) and not isinstance(value, datetime):
        kinds, text = ("date",), value.isoformat()
    else:
        raise _wrong(parameter, repr(value), "give a text, number, day or term")
    if parameter.type not in kinds:
        raise _wrong(parameter, text, f"it is {_with_article(kinds[0])}")
    return text


def _checked(parameter: Parameter, term: ox.NamedNode | ox.Literal) -> ox.NamedNode | ox.Literal:
    if isinstance(term, ox.NamedNode):
        if parameter.type in ("entity", "iri"):
            return term
        raise _wrong(parameter, str(term), "it is an IRI")
    if parameter.type in ("entity", "iri") or term.datatype.value != XSD + parameter.type:
        raise _wrong(parameter, str(term), f"it is of the type {shorten(term.datatype.value)}")
    return term


def _check_choice(
    parameter: Parameter,
    term: ox.NamedNode | ox.Literal,
    resolve: Resolver,
    prefixes: Mapping[str, str],
) -> None:
    allowed = [_parse(parameter, choice, resolve, prefixes) for choice in parameter.choices]
    if term not in allowed:
        given = shorten(term.value) if isinstance(term, ox.NamedNode) else term.value
        raise UsageError(
            f'"{given}" is not among the choices of the parameter "{parameter.name}"',
            hint=f"use one of {', '.join(parameter.choices)}",
        )


def _wrong(parameter: Parameter, text: str, hint: str) -> UsageError:
    kind = _with_article(parameter.type)
    return UsageError(
        f'the parameter "{parameter.name}" takes {kind}, and "{text}" is none',
        hint=hint,
    )


def _with_article(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"
