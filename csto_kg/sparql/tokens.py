"""A tokenizer for SPARQL 1.1 that loses nothing.

``"".join(token.text for token in tokenize(text)) == text`` for every text it accepts. It serves
what must not be done by pattern search over the text: refusing SERVICE and updates, finding
prefixes, binding parameters, and saying where a syntax error stands.

One character is ambiguous: ``<`` opens an IRI, or compares. Only the grammar tells them apart
(``FILTER(?a<?b&&?b>3)`` against ``?s <http://e/p> ?o``), so the tokenizer follows brackets: it
reads ``<`` as an operator when it comes after an operand inside the parentheses of an expression,
where no IRI can follow one. Data parentheses (collections, VALUES rows, property paths) are told
apart by what precedes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import NamedTuple

from csto_kg.errors import InputError, Location


class UnreadableError(Exception):
    """Something in a query that is not read here; its text says what."""


class Kind(Enum):
    """What a token is."""

    SPACE = "white space"
    COMMENT = "comment"
    IRI = "IRI"
    PNAME = "prefixed name"
    BNODE = "blank node"
    VAR = "variable"
    LANG = "language tag"
    STRING = "string"
    NUMBER = "number"
    WORD = "word"
    PUNCT = "punctuation"


class Token(NamedTuple):
    """A piece of source text; line and column count from 1, in Unicode code points."""

    kind: Kind
    text: str
    offset: int
    line: int
    column: int

    @property
    def keyword(self) -> str:
        """The word in upper case, or "" for anything but a word."""
        return self.text.upper() if self.kind is Kind.WORD else ""

    @property
    def significant(self) -> bool:
        return self.kind is not Kind.SPACE and self.kind is not Kind.COMMENT

    def location(self, source: str) -> Location:
        return Location(source, self.line, self.column)


# Characters of names: productions 164 to 167 of the SPARQL 1.1 grammar. In the patterns, any
# character outside ASCII may stand in a name, and _check_name holds it against the grammar
# afterwards: such a character has no meaning anywhere else, and compiling the grammar's own
# classes takes 25 ms of every start.
_NAME_START = (
    (0xC0, 0xD6),
    (0xD8, 0xF6),
    (0xF8, 0x2FF),
    (0x370, 0x37D),
    (0x37F, 0x1FFF),
    (0x200C, 0x200D),
    (0x2070, 0x218F),
    (0x2C00, 0x2FEF),
    (0x3001, 0xD7FF),
    (0xF900, 0xFDCF),
    (0xFDF0, 0xFFFD),
    (0x10000, 0xEFFFF),
)
_NAME_INSIDE = (*_NAME_START, (0xB7, 0xB7), (0x300, 0x36F), (0x203F, 0x2040))
_LETTER = r"[^\x00-@\[-`{-\x7f]"
_START = r"[^\x00-/:-@\[-^`{-\x7f]"  # a letter, a digit or _
_INNER = r"[^\x00-,./:-@\[-^`{-\x7f]"  # and -
_DOTTED = r"[^\x00-,/:-@\[-^`{-\x7f]"  # and .
_PREFIX = f"(?:{_LETTER}(?:{_DOTTED}*{_INNER})?)?"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL = f"(?:{_START}|:|{_PLX})(?:(?:{_DOTTED}|:|{_PLX})*(?:{_INNER}|:|{_PLX}))?"
_UCHAR = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_ECHAR = r"\\[tbnrf\\\"']"
_STRING = "|".join(
    (
        rf"'''(?:(?:'|'')?(?:[^'\\]|{_ECHAR}|{_UCHAR}))*'''",
        rf'"""(?:(?:"|"")?(?:[^"\\]|{_ECHAR}|{_UCHAR}))*"""',
        rf"'(?:[^'\\\n\r]|{_ECHAR}|{_UCHAR})*'",
        rf'"(?:[^"\\\n\r]|{_ECHAR}|{_UCHAR})*"',
    )
)

_IRI = re.compile(rf'<(?:[^\x00-\x20<>"{{}}|^`\\]|{_UCHAR})*>')
_TOKEN = re.compile(
    "|".join(
        (
            r"(?P<SPACE>[ \t\r\n]+)",
            r"(?P<COMMENT>\#[^\n\r]*)",
            rf"(?P<STRING>{_STRING})",
            rf"(?P<BNODE>_:{_START}(?:{_DOTTED}*{_INNER})?)",
            rf"(?P<PNAME>{_PREFIX}:(?:{_LOCAL})?)",
            rf"(?P<VAR>[?$]{_START}+)",
            r"(?P<LANG>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)",
            r"(?P<NUMBER>(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+)",
            r"(?P<WORD>[A-Za-z_][A-Za-z_0-9]*)",
            r"(?P<PUNCT>\^\^|&&|\|\||!=|<=|>=|[{}()\[\].,;*/+\-=!<>|^?&~])",
        )
    )
)
_KINDS = {kind.name: kind for kind in Kind}
_OPERANDS = frozenset(
    (Kind.IRI, Kind.PNAME, Kind.BNODE, Kind.VAR, Kind.LANG, Kind.STRING, Kind.NUMBER)
)
_NAMES = frozenset((Kind.PNAME, Kind.BNODE, Kind.VAR))
# Words that stand for a value or precede data: a parenthesis after one opens no expression.
_DATA_WORDS = frozenset(("A", "TRUE", "FALSE", "UNDEF", "VALUES"))
# Words after which a function is called by its IRI: FILTER <f>(?x).
_CALLING_WORDS = frozenset(("FILTER", "HAVING", "BY", "ASC", "DESC"))
_EXPRESSION_CLAUSES = frozenset(("SELECT", "GROUP", "ORDER", "HAVING"))


def tokenize(text: str, source: str = "<query>") -> list[Token]:
    """Split ``text`` into tokens, white space and comments included.

    Raises InputError, with file, line and column, at the first character that starts no token
    (a string without its end, a stray backslash).
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        # Arguments that are not UTF-8 reach Python with their bytes as lone surrogates.
        before = re.split(r"\r\n|\r|\n", text[: error.start])
        raise InputError(
            "this is not UTF-8",
            hint="write the query in UTF-8",
            location=Location(source, len(before), len(before[-1]) + 1),
        ) from None
    return list(_Tokenizer(text, source))


def significant(tokens: list[Token]) -> list[Token]:
    """Return the tokens without white space and comments."""
    return [token for token in tokens if token.significant]


def variables(tokens: Iterable[Token]) -> frozenset[str]:
    """Return the names of the variables among tokens."""
    return frozenset(token.text[1:] for token in tokens if token.kind is Kind.VAR)


class _Frame:
    """An open bracket: whether it holds an expression, and the clause that it is in."""

    __slots__ = ("bracket", "expression", "in_expression_clause")

    def __init__(self, bracket: str, expression: bool) -> None:
        self.bracket = bracket
        self.expression = expression
        self.in_expression_clause = False


class _Tokenizer:
    """One pass over a text; keeps the brackets that are open and the last two real tokens."""

    def __init__(self, text: str, source: str) -> None:
        self.text = text
        self.source = source
        self.frames = [_Frame("", False)]
        self.previous: Token | None = None
        self.before_previous: Token | None = None

    def __iter__(self) -> Iterator[Token]:
        offset, line, line_start = 0, 1, 0
        text, match_token, match_iri = self.text, _TOKEN.match, _IRI.match
        while offset < len(text):
            kind = Kind.IRI
            match = None
            if text[offset] == "<" and not self._compares():
                match = match_iri(text, offset)
            if match is None:
                match = match_token(text, offset)
                if match is None:
                    raise self._stray(Location(self.source, line, offset - line_start + 1), offset)
                kind = _KINDS[match.lastgroup or ""]
            piece = match.group()
            token = Token(kind, piece, offset, line, offset - line_start + 1)
            if not piece.isascii() and kind in _NAMES:
                self._check_name(token)
            yield token
            offset = match.end()
            if kind is Kind.SPACE or kind is Kind.STRING:
                # A line ends with \n, \r\n or \r.
                ends = piece.count("\n") + piece.count("\r") - piece.count("\r\n")
                if ends:
                    line += ends
                    line_start = offset - len(piece) + max(piece.rfind("\n"), piece.rfind("\r")) + 1
            if token.significant:
                self._follow(token)
                self.before_previous, self.previous = self.previous, token

    def _compares(self) -> bool:
        """Whether ``<`` here is an operator: in an expression, after an operand."""
        last = self.previous
        if last is None or not self.frames[-1].expression:
            return False
        return (
            last.kind in _OPERANDS
            or last.text in (")", "]", "}")
            or last.keyword in ("TRUE", "FALSE")
        )

    def _follow(self, token: Token) -> None:
        frames, text = self.frames, token.text
        if token.kind is Kind.WORD:
            if token.keyword in _EXPRESSION_CLAUSES:
                frames[-1].in_expression_clause = True
            elif token.keyword in ("WHERE", "LIMIT", "OFFSET", "VALUES"):
                frames[-1].in_expression_clause = False
        elif token.kind is not Kind.PUNCT:
            return
        elif text == "(":
            frames.append(_Frame("(", self._opens_expression()))
        elif text in "{[":
            frames[-1].in_expression_clause = False
            frames.append(_Frame(text, False))
        elif text in ")}]" and len(frames) > 1:
            frames.pop()

    def _opens_expression(self) -> bool:
        frame, last, before = self.frames[-1], self.previous, self.before_previous
        if frame.bracket == "(":
            return frame.expression
        if last is None or last.keyword in _DATA_WORDS:
            return False
        if frame.in_expression_clause or last.kind is Kind.WORD:
            return True
        calls = last.kind is Kind.IRI or last.kind is Kind.PNAME
        return calls and before is not None and before.keyword in _CALLING_WORDS

    def _check_name(self, token: Token) -> None:
        first = True
        for index, character in enumerate(token.text):
            if character in "?$:_" and token.text[: index + 1] in ("?", "$", ":", "_", "_:"):
                continue
            ranges = _NAME_START if first else _NAME_INSIDE
            first = character == ":"  # the local part starts anew
            code = ord(character)
            if code > 0x7F and not any(low <= code <= high for low, high in ranges):
                location = Location(self.source, token.line, token.column + index)
                raise self._stray(location, token.offset + index)

    def _stray(self, location: Location, offset: int) -> InputError:
        character = self.text[offset]
        if character in "\"'":
            return InputError(
                "a string starts here and has no end",
                hint="close it with the same quotation mark, on the same line unless it is "
                "tripled, and write a backslash as \\\\",
                location=location,
            )
        if character == "\\":
            return InputError(
                "a backslash stands outside a string or IRI",
                hint="write the character itself",
                location=location,
            )
        return InputError(
            f'the character "{character}" has no meaning in SPARQL here',
            hint="remove it",
            location=location,
        )
