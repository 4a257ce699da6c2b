"""What a query may do, decided on its tokens before any engine sees it.

:func:`check_query` refuses updates, SERVICE and unknown prefixes, and returns the text to run.
Oxigraph calls a SERVICE at once and cannot be told not to, so the tokens here must be the
engine's own. Three of its habits matter (each has a test):

- it wants no space after a keyword: ``SERVICEex:a {…}`` is a call, though it looks like a
  prefixed name. Any word that contains SERVICE is refused, and any prefixed name that does so
  in its prefix and is followed by ``{``;
- ``<`` means what the grammar wants there: in ``FILTER(1<2)SERVICE#>`` no IRI ends at ``>``.
  The text to run can be read in one way: a space after the operator, an escape for the first
  character of an IRI that could be taken for one;
- ``\\u0041`` is decoded in strings and IRIs only; elsewhere a backslash is an error, and the
  tokenizer stops there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from csto_kg.errors import InputError, UsageError, did_you_mean
from csto_kg.sparql.tokens import Kind, Token, significant, tokenize
from csto_kg.terms import PREFIXES

_UPDATES = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")
)
_UNWRITABLE = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_AFTER_OPERAND = frozenset(
    (Kind.IRI, Kind.PNAME, Kind.BNODE, Kind.VAR, Kind.LANG, Kind.STRING, Kind.NUMBER, Kind.WORD)
)


class DatasetClause(NamedTuple):
    """The graphs that a query names itself, with FROM and FROM NAMED."""

    default: tuple[str, ...]
    named: tuple[str, ...]


class CheckedQuery(NamedTuple):
    """A query that only reads: its tokens, the text to run, and its dataset clause, if any."""

    tokens: list[Token]
    text: str
    source: str
    dataset: DatasetClause | None


def check_query(
    text: str,
    source: str = "<query>",
    prefixes: Mapping[str, str] = PREFIXES,
    *,
    declare: str | None = None,
) -> CheckedQuery:
    """Return the query ready to run against the local store.

    ``prefixes`` need not be declared in it; ``declare`` says how to declare others, where PREFIX is
    not the way.

    Raises UsageError for an update or a SERVICE, InputError (with line and column) for a
    character that no token starts with, an unknown prefix or a text without a query.
    """
    tokens = tokenize(text, source)
    real = significant(tokens)
    declared = declared_prefixes(real)
    _refuse_update(real, source)
    _refuse_service(real, source)
    _refuse_unknown_prefix(real, source, declared, prefixes, declare)
    return CheckedQuery(
        tokens, engine_text(tokens), source, _dataset(real, {**prefixes, **declared})
    )


def is_writable(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> bool:
    """Whether SPARQL can write a term: no blank node, and a store may hold IRIs that it cannot."""
    if isinstance(term, ox.BlankNode):
        return False
    return not isinstance(term, ox.NamedNode) or not _UNWRITABLE.search(term.value)


def form_index(real: Sequence[Token]) -> int:
    """Return where SELECT, CONSTRUCT… stands, after what declares prefixes and a base."""
    position = 0
    while position < len(real) and real[position].keyword in ("PREFIX", "BASE"):
        position += 3 if real[position].keyword == "PREFIX" else 2
    return position


def declared_prefixes(real: list[Token]) -> dict[str, str]:
    """Return the prefixes that the query declares, given its tokens without white space."""
    declared = {}
    for word, name, iri in zip(real, real[1:], real[2:], strict=False):
        if word.keyword == "PREFIX" and name.kind is Kind.PNAME and iri.kind is Kind.IRI:
            declared[name.text[:-1]] = unescape_iri(iri.text)
    return declared


def engine_text(tokens: list[Token]) -> str:
    """Return a text with the same meaning that leaves an engine no other way to tokenize it."""
    pieces: list[str] = []
    previous: Token | None = None
    for token in tokens:
        piece = token.text
        if token.kind is Kind.IRI and len(piece) > 2 and _could_end_operand(previous):
            if piece[1] != "\\":
                piece = f"<\\U{ord(piece[1]):08X}{piece[2:]}"
        elif token.kind is Kind.PUNCT and piece in ("<", "<="):
            following = tokens[len(pieces) + 1].text if len(pieces) + 1 < len(tokens) else ""
            if following not in ("<", "("):  # <<( of RDF 1.2 is one token for the engine
                piece += " "
        pieces.append(piece)
        if token.significant:
            previous = token
    return "".join(pieces)


def _could_end_operand(token: Token | None) -> bool:
    return token is not None and (token.kind in _AFTER_OPERAND or token.text in (")", "]", "}"))


def _refuse_update(real: list[Token], source: str) -> None:
    position = form_index(real)
    if position >= len(real):
        raise InputError(
            "there is no query here",
            hint=f"write one that starts with {', '.join(_FORMS[:-1])} or {_FORMS[-1]}",
        )
    first = real[position]
    if any(first.keyword.startswith(word) for word in _UPDATES):
        raise UsageError(
            f"{first.keyword} makes this an update, and only queries are run here",
            hint=f"ask with {', '.join(_FORMS[:-1])} or {_FORMS[-1]}",
            location=first.location(source),
        )


def _refuse_service(real: list[Token], source: str) -> None:
    for index, token in enumerate(real):
        called = "SERVICE" in token.keyword
        if not called and token.kind is Kind.PNAME:
            prefix = token.text.split(":", 1)[0]
            following = real[index + 1].text if index + 1 < len(real) else ""
            called = "SERVICE" in prefix.upper() and following == "{"
        if called:
            raise UsageError(
                "SERVICE would send the query to another server, and is not allowed",
                hint="ask the local graph alone",
                location=token.location(source),
            )


def _refuse_unknown_prefix(
    real: list[Token],
    source: str,
    declared: Mapping[str, str],
    known: Mapping[str, str],
    declare: str | None,
) -> None:
    for index, token in enumerate(real):
        if token.kind is not Kind.PNAME or (index and real[index - 1].keyword == "PREFIX"):
            continue
        prefix = token.text.split(":", 1)[0]
        if prefix in declared or prefix in known:
            continue
        suggestion = did_you_mean(prefix, [*declared, *known])
        raise InputError(
            f'the prefix "{prefix}:" is not declared',
            hint=suggestion
            or declare
            or f"declare it with PREFIX {prefix}: <…>; known without declaring: "
            + ", ".join(known),
            location=token.location(source),
        )


def _dataset(real: list[Token], prefixes: Mapping[str, str]) -> DatasetClause | None:
    default: list[str] = []
    named: list[str] = []
    for index, token in enumerate(real):
        if token.keyword != "FROM":
            continue
        rest = real[index + 1 : index + 3]
        target = default
        if rest and rest[0].keyword == "NAMED":
            target, rest = named, rest[1:]
        iri = resolve(rest[0], prefixes) if rest else None
        if iri is not None:
            target.append(iri)
    return DatasetClause(tuple(default), tuple(named)) if default or named else None


def resolve(token: Token, prefixes: Mapping[str, str]) -> str | None:
    """Return the IRI that an IRI or prefixed-name token stands for, None for other tokens."""
    if token.kind is Kind.IRI:
        return unescape_iri(token.text)
    if token.kind is Kind.PNAME:
        prefix, local = token.text.split(":", 1)
        if prefix in prefixes:
            return prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)
    return None


def unescape_iri(text: str) -> str:
    """Return the IRI in ``<…>`` with its ``\\u`` escapes decoded."""
    return re.sub(
        r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))",
        lambda match: _character(match[1] or match[2], match[0]),
        text[1:-1],
    )


def _character(code: str, written: str) -> str:
    number = int(code, 16)
    return chr(number) if number <= 0x10FFFF else written
