"""The header of a stored query: YAML in the comment lines that start with ``#+``.

::

    #+ summary: Who held an office, and in what capacity?
    #+ description: …
    #+ not_answered: what the answer does not say
    #+ tags: [offices]
    #+ parameters:
    #+   office: {type: entity, class: csto:Office, description: …, required: true}
    #+   status: {type: iri, multiple: true, choices: [csto:A, csto:B], default: [csto:A]}

It starts on the file's first line. The YAML is read as nodes, never as values: each key keeps its
line, a key given twice is seen, and ``on`` or ``no`` stay words. Every key that is not listed
here is an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from csto_kg.errors import InputError, Location, did_you_mean

TYPES = ("entity", "iri", "string", "date", "integer", "decimal", "boolean")
_KEYS = ("summary", "description", "not_answered", "tags", "parameters")
_PARAMETER_KEYS = ("type", "class", "description", "required", "multiple", "choices", "default")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Parameter:
    """A parameter as the header declares it; values are still text.

    ``default`` is empty when there is none, and ``class_name`` is a CURIE or None.
    """

    name: str
    type: str
    description: str
    line: int
    required: bool = False
    multiple: bool = False
    class_name: str | None = None
    choices: tuple[str, ...] = ()
    default: tuple[str, ...] = ()


@dataclass(frozen=True)
class Header:
    """What a stored query says about itself."""

    summary: str
    description: str = ""
    not_answered: str = ""
    tags: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()


def parse_header(text: str, file: str) -> Header:
    """Return the header of the query in ``text``.

    Raises InputError, with file and line, for a missing header, wrong YAML, an unknown or
    repeated key, or a value that the key does not take.
    """
    lines = []
    for line in text.splitlines():
        if not line.startswith("#+"):
            break
        # The two characters become spaces, so that YAML's columns are the file's.
        lines.append("  " + line[2:])
    if not lines:
        raise InputError(
            "the stored query has no header",
            hint='start the file with lines such as "#+ summary: what is asked"',
            location=Location(file, 1),
        )
    return _Reader(file).header(_compose("\n".join(lines), file))


def _compose(text: str, file: str) -> Any:
    import yaml  # imported late: listing help or asking ad hoc needs none

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.compose(text, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        lines = text.split("\n")
        line, column = (mark.line, mark.column) if mark else (0, 0)
        if line >= len(lines):  # YAML ran past the header's end
            line, column = len(lines) - 1, len(lines[-1])
        raise InputError(
            f"the header is not YAML: {' '.join(str(problem).split())}",
            hint="put a text with colons or brackets in quotation marks",
            location=Location(file, line + 1, column + 1),
        ) from error


class _Reader:
    """Walks the YAML nodes of one header; every complaint names the node's line."""

    def __init__(self, file: str) -> None:
        self.file = file

    def header(self, node: Any) -> Header:
        fields = self.mapping(node, "the header", _KEYS)
        if "summary" not in fields:
            self.fail(node, 'the header has no "summary"', 'add "#+ summary: what is asked"')
        return Header(
            summary=self.text(fields["summary"], "summary"),
            description=self.optional(fields, "description", self.text, ""),
            not_answered=self.optional(fields, "not_answered", self.text, ""),
            tags=self.optional(fields, "tags", self.texts, ()),
            parameters=self.optional(fields, "parameters", self.parameters, ()),
        )

    def parameters(self, node: Any, what: str) -> tuple[Parameter, ...]:
        named = self.mapping(node, what, None)
        return tuple(self.parameter(name, value) for name, value in named.items())

    def parameter(self, name: str, node: Any) -> Parameter:
        if not _NAME.fullmatch(name):
            self.fail(
                node,
                f'"{name}" is no name for a parameter',
                "use small letters, digits and underscores",
            )
        fields = self.mapping(node, f'the parameter "{name}"', _PARAMETER_KEYS)
        if "type" not in fields:
            self.fail(
                node, f'the parameter "{name}" has no "type"', f"give it one of {', '.join(TYPES)}"
            )
        kind = self.text(fields["type"], "type")
        if kind not in TYPES:
            self.fail(
                fields["type"],
                f'the parameter "{name}" has the unknown type "{kind}"',
                did_you_mean(kind, TYPES) or f"use one of {', '.join(TYPES)}",
            )
        parameter = Parameter(
            name=name,
            type=kind,
            description=self.optional(fields, "description", self.text, ""),
            line=node.start_mark.line + 1,
            required=self.optional(fields, "required", self.flag, False),
            multiple=self.optional(fields, "multiple", self.flag, False),
            class_name=self.optional(fields, "class", self.text, None),
            choices=self.optional(fields, "choices", self.texts, ()),
            default=self.optional(fields, "default", self.texts, ()),
        )
        if parameter.class_name is not None and kind != "entity":
            self.fail(
                fields["class"],
                f'the parameter "{name}" has a "class" and is no entity',
                'use "type: entity", or leave the class out',
            )
        if parameter.required and parameter.default:
            self.fail(
                fields["default"],
                f'the parameter "{name}" is required and has a default',
                "leave one of the two out",
            )
        if len(parameter.default) > 1 and not parameter.multiple:
            self.fail(
                fields["default"],
                f'the parameter "{name}" has several defaults',
                'add "multiple: true", or keep one',
            )
        return parameter

    def optional(
        self, fields: dict[str, Any], key: str, read: Callable[[Any, str], Any], absent: Any
    ) -> Any:
        return read(fields[key], key) if key in fields else absent

    def mapping(self, node: Any, what: str, allowed: tuple[str, ...] | None) -> dict[str, Any]:
        if node is None or node.id != "mapping":
            self.fail(node, f"{what} is no mapping", 'write "key: value" pairs')
        found: dict[str, Any] = {}
        for key_node, value in node.value:
            key = key_node.value if key_node.id == "scalar" else ""
            if allowed is not None and key not in allowed:
                self.fail(
                    key_node,
                    f'{what} has the unknown key "{key}"',
                    did_you_mean(key, allowed) or f"use one of {', '.join(allowed)}",
                )
            if key in found:
                self.fail(key_node, f'{what} has the key "{key}" twice', "keep one of them")
            found[key] = value
        return found

    def text(self, node: Any, what: str) -> str:
        if node.id != "scalar" or not node.value.strip():
            self.fail(node, f'"{what}" is no text', "write one, in quotation marks if need be")
        return str(node.value).strip()

    def texts(self, node: Any, what: str) -> tuple[str, ...]:
        if node.id == "sequence":
            if not node.value:
                self.fail(node, f'"{what}" is empty', "name at least one value, or leave it out")
            return tuple(self.text(item, what) for item in node.value)
        return (self.text(node, what),)

    def flag(self, node: Any, what: str) -> bool:
        if node.id != "scalar" or node.value not in ("true", "false"):
            self.fail(node, f'"{what}" is neither true nor false', "write one of the two")
        return bool(node.value == "true")

    def fail(self, node: Any, message: str, hint: str) -> NoReturn:
        line = 1 if node is None else node.start_mark.line + 1
        raise InputError(message, hint=hint, location=Location(self.file, line))
