"""Binding a parameter: the contents of its ``VALUES ?name { … }`` blocks are replaced.

Each parameter stands in the query as one or more inline-data blocks for a single variable. As
written, a block holds the default, or UNDEF when there is none, so the file runs as it stands in
any engine. Binding replaces the tokens between the braces by serialised terms, and nothing else:
no text is ever pasted into the query.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from csto_kg.errors import InputError, Location
from csto_kg.sparql.guard import declared_prefixes
from csto_kg.sparql.tokens import Kind, Token, significant
from csto_kg.terms import PREFIXES


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
