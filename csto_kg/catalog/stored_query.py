"""One stored query: its header, its text, and the text to run for given parameters.

Each parameter stands in the query as one or more ``VALUES ?name { … }`` blocks for it alone. As
written, a block holds the default, or UNDEF when there is none, so the file runs as it stands in
any engine. Binding replaces the tokens between the braces by serialised terms, and nothing else:
no text is ever pasted into the query.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import pyoxigraph as ox

from csto_kg.catalog.header import Header, Parameter, parse_header
from csto_kg.catalog.values import Resolver, Value, parse_iri, to_term
from csto_kg.errors import CstoKgError, InputError, Location, UsageError, did_you_mean
from csto_kg.sparql.guard import declared_prefixes
from csto_kg.sparql.tokens import Kind, Token, significant, tokenize
from csto_kg.terms import PREFIXES
from csto_kg.text_files import read_text


class Block(NamedTuple):
    """The contents of one VALUES block: tokens ``start`` to ``end`` (not included)."""

    name: str
    start: int
    end: int
    line: int


def find_blocks(tokens: Sequence[Token]) -> list[Block]:
    """Return every inline-data block for a single variable, in order of appearance."""
    real = [(index, token) for index, token in enumerate(tokens) if token.significant]
    blocks = []
    for position, (_, token) in enumerate(real[:-2]):
        (_, variable), (opening, brace) = real[position + 1], real[position + 2]
        if token.keyword != "VALUES" or variable.kind is not Kind.VAR or brace.text != "{":
            continue
        closing = next((i for i, t in real[position + 3 :] if t.text == "}"), None)
        if closing is not None:
            blocks.append(Block(variable.text[1:], opening + 1, closing, token.line))
    return blocks


def bind(
    tokens: Sequence[Token],
    blocks: Sequence[Block],
    values: Mapping[str, Sequence[ox.NamedNode | ox.Literal]],
) -> str:
    """Return the query with the blocks of each named parameter filled with its terms."""
    pieces: list[str] = []
    position = 0
    for block in blocks:
        if block.name not in values:
            continue
        pieces.extend(token.text for token in tokens[position : block.start])
        pieces.append(f" {' '.join(str(term) for term in values[block.name])} ")
        position = block.end
    pieces.extend(token.text for token in tokens[position:])
    return "".join(pieces)


def check_blocks(
    tokens: Sequence[Token],
    blocks: Sequence[Block],
    defaults: Mapping[str, tuple[int, Sequence[ox.NamedNode | ox.Literal]]],
    file: str,
) -> None:
    """Check that each parameter has a block, and that its blocks hold the default as written.

    ``defaults`` gives, for each parameter, the line that declares it and its default terms, none
    meaning UNDEF. Raises InputError with file and line.
    """
    prefixes = {**PREFIXES, **declared_prefixes(significant(list(tokens)))}
    for name, (line, default) in defaults.items():
        own = [block for block in blocks if block.name == name]
        if not own:
            raise InputError(
                f'the parameter "{name}" is not used in the query',
                hint=f"add VALUES ?{name} {{ UNDEF }}, or leave the parameter out",
                location=Location(file, line),
            )
        expected = _engine_form(default) if default else [None]
        for block in own:
            written = _read_terms(tokens[block.start : block.end], prefixes)
            if written != expected:
                wanted = " ".join(str(term) for term in default) or "UNDEF"
                raise InputError(
                    f'the block of the parameter "{name}" does not hold its default',
                    hint=f"write VALUES ?{name} {{ {wanted} }}",
                    location=Location(file, block.line),
                )


def _engine_form(terms: Sequence[ox.NamedNode | ox.Literal]) -> list[object] | None:
    """Return the terms as the engine gives them back (it writes ``01`` as ``1``)."""
    return _ask_engine(" ".join(str(term) for term in terms), {})


def _read_terms(tokens: Sequence[Token], prefixes: Mapping[str, str]) -> list[object] | None:
    return _ask_engine("".join(token.text for token in tokens), prefixes)


def _ask_engine(data: str, prefixes: Mapping[str, str]) -> list[object] | None:
    try:
        rows = ox.Store().query(f"SELECT ?x {{ VALUES ?x {{ {data}\n}} }}", prefixes=dict(prefixes))
    except SyntaxError:
        return None
    assert isinstance(rows, ox.QuerySolutions)  # noqa: S101  (the text above is a SELECT)
    return [row["x"] for row in rows]


class StoredQuery:
    """A ``.rq`` file. The header is read at once, the query itself when it is run or checked.

    ``checked``: it is known to fit its header, and is not looked at again before it runs.
    """

    def __init__(self, name: str, group: str, path: str, *, checked: bool = False) -> None:
        """Read the file. Raises InputError, with file and line, when it is no stored query."""
        self.name = name
        self.group = group
        self.path = path
        self._checked = checked
        self.file = _shown(path)
        self.text = read_text(
            path, self.file, unreadable="check its permissions", not_utf8="save the file as UTF-8"
        )
        self.header: Header = parse_header(self.text, self.file)

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        return self.header.parameters

    def check(self) -> None:
        """Check that parameters, defaults, choices and VALUES blocks fit together.

        Raises InputError with file and line.
        """
        defaults = {}
        for parameter in self.parameters:
            for value in parameter.choices:
                self._declared_term(parameter, value)
            defaults[parameter.name] = (
                parameter.line,
                [self._declared_term(parameter, value) for value in parameter.default],
            )
        check_blocks(self._tokens, self._blocks, defaults, self.file)

    def bind(self, values: Mapping[str, Value | Iterable[Value]], resolve: Resolver) -> str:
        """Return the query's text with the given values in place; others keep their default.

        A multiple parameter takes a list or a single value. Raises UsageError for an unknown or
        missing parameter and for a value that it does not take; and as :meth:`check` does.
        """
        if not self._checked:
            self.check()
        names = [parameter.name for parameter in self.parameters]
        for name in values:
            if name not in names:
                listed = f"it takes {', '.join(names)}" if names else "it takes none"
                raise UsageError(
                    f'the query "{self.name}" has no parameter "{name}"',
                    hint=did_you_mean(name, names) or listed,
                )
        terms = {}
        for parameter in self.parameters:
            if parameter.name in values:
                given = _listed(parameter, values[parameter.name])
                terms[parameter.name] = [to_term(parameter, value, resolve) for value in given]
            elif parameter.required:
                said = f": {parameter.description}" if parameter.description else ""
                raise UsageError(
                    f'the query "{self.name}" needs the parameter "{parameter.name}"{said}',
                    hint=f"give it with -p {parameter.name}=…",
                )
        return bind(self._tokens, self._blocks, terms)

    @cached_property
    def _tokens(self) -> list[Token]:
        return tokenize(self.text, self.file)

    @cached_property
    def _blocks(self) -> list[Block]:
        return find_blocks(self._tokens)

    def _declared_term(self, parameter: Parameter, value: str) -> ox.NamedNode | ox.Literal:
        # The header names entities by IRI or CURIE, so it can be checked without the graph.
        try:
            return to_term(parameter, value, _by_iri)
        except CstoKgError as error:
            raise InputError(
                error.message, hint=error.hint, location=Location(self.file, parameter.line)
            ) from None


def _by_iri(text: str, class_iri: str | None) -> ox.NamedNode:  # noqa: ARG001
    iri = parse_iri(text)
    if iri is None:
        raise UsageError(
            f'"{text}" is no IRI', hint="in a header, write <https://…> or prefix:name"
        )
    return iri


def _listed(parameter: Parameter, value: Value | Iterable[Value]) -> list[Value]:
    # str first: a text is iterable too.
    single = isinstance(value, (str, ox.NamedNode, ox.Literal)) or not isinstance(value, Iterable)
    values: list[Value] = [value] if single else list(value)  # type: ignore[list-item, arg-type]
    if not values or (len(values) > 1 and not parameter.multiple):
        count = f"{len(values)} values" if values else "no value"
        raise UsageError(
            f'the parameter "{parameter.name}" takes one value, and {count} came',
            hint="give one" if not parameter.multiple else "give at least one",
        )
    return values


def _shown(path: str) -> str:
    """The path as a user would write it: relative when it is below the current folder."""
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative
