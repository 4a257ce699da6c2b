"""The properties whose triples a graph pattern can match, read off its tokens.

A rule whose properties have no new triples since it last ran would give the same again, and need
not run. What is found errs on one side only: where a triple of any property could matter (a
variable as predicate, ``!p``, a path that may be empty) and where the tokens are anything that
it does not know, the answer is None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum, auto

from csto_kg.sparql.guard import resolve
from csto_kg.sparql.tokens import Kind, Token
from csto_kg.terms import RDF

_NAMES = frozenset((Kind.IRI, Kind.PNAME))
_TERMS = _NAMES | {Kind.VAR, Kind.BNODE, Kind.STRING, Kind.NUMBER}


class _At(Enum):
    """What comes next."""

    SUBJECT = auto()  # or a keyword, or a group
    PREDICATE = auto()
    STEP = auto()  # a property in a path
    PATH = auto()  # a path that goes on, or the object
    OBJECT = auto()
    END = auto()  # of a triple
    CONSTRAINT = auto()  # of FILTER or BIND, up to its parentheses or its group
    EXPRESSION = auto()  # inside parentheses
    CLAUSE = auto()  # of a SELECT, before and after its group
    DATA = auto()  # of VALUES, up to the end of the block


_AFTER_KEYWORD = {
    "OPTIONAL": _At.SUBJECT,
    "UNION": _At.SUBJECT,
    "MINUS": _At.SUBJECT,
    "FILTER": _At.CONSTRAINT,
    "BIND": _At.CONSTRAINT,
    "SELECT": _At.CLAUSE,
}
_AFTER_TRIPLE = {",": _At.OBJECT, ";": _At.PREDICATE, ".": _At.SUBJECT}
_CLOSES = {")": "(", "]": "[", "}": "{"}


class _AnyMatters(Exception):  # noqa: N818  (no error, an answer)
    """A triple of any property may matter."""


def properties_read(tokens: Sequence[Token], prefixes: Mapping[str, str]) -> frozenset[str] | None:
    """Return the properties that a query reads, given its tokens from WHERE on; None: any."""
    walk = _TokenWalk(prefixes)
    try:
        for token in tokens:
            walk.take(token)
    except _AnyMatters:
        return None
    return frozenset(walk.found)


class _TokenWalk:
    """Goes over the tokens once; keeps the open brackets, and what comes after each."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.found: set[str] = set()
        self._prefixes = prefixes
        self._at = _At.CLAUSE
        self._open: list[tuple[str, _At]] = []
        self._after_data = _At.SUBJECT
        self._datatype_next = False
        self._readers = {
            _At.SUBJECT: self._subject,
            _At.PREDICATE: self._predicate,
            _At.STEP: self._step,
            _At.PATH: self._path,
            _At.OBJECT: self._object,
            _At.END: self._end,
            _At.CONSTRAINT: self._constraint,
            _At.EXPRESSION: self._expression,
            _At.CLAUSE: self._clause,
            _At.DATA: self._data,
        }

    def take(self, token: Token) -> None:
        if self._datatype_next:
            self._datatype_next = False
        elif token.text == "^^":
            self._datatype_next = True
        elif token.kind is not Kind.LANG:
            self._readers[self._at](token)

    def _enter(self, bracket: str, inside: _At, after: _At) -> None:
        self._open.append((bracket, after))
        self._at = inside

    def _leave(self, token: Token) -> None:
        opened, after = self._open.pop() if self._open else ("", _At.END)
        if opened != _CLOSES.get(token.text):
            raise _AnyMatters
        self._at = after

    def _subject(self, token: Token) -> None:
        if token.text == "[":
            self._enter("[", _At.PREDICATE, _At.PREDICATE)
        elif token.kind in _TERMS or token.keyword in ("TRUE", "FALSE"):
            self._at = _At.PREDICATE
        elif token.text != ".":
            self._between(token)

    def _between(self, token: Token) -> None:
        """What stands between triples."""
        if token.text == "{":
            self._enter("{", _At.SUBJECT, _At.SUBJECT)
        elif token.text == "}":
            self._leave(token)
        elif token.keyword == "VALUES":
            self._at, self._after_data = _At.DATA, _At.SUBJECT
        elif token.keyword in _AFTER_KEYWORD:
            self._at = _AFTER_KEYWORD[token.keyword]
        else:
            raise _AnyMatters

    def _predicate(self, token: Token) -> None:
        if token.text in (".", ";"):
            self._at = _AFTER_TRIPLE[token.text]
        elif token.text == "]":
            self._leave(token)
        elif token.text in ("{", "}") or token.keyword not in ("", "A"):
            self._between(token)
        else:
            self._step(token)

    def _step(self, token: Token) -> None:
        if token.kind in _NAMES:
            iri = resolve(token, self._prefixes)
            if iri is None:
                raise _AnyMatters
            self.found.add(iri)
            self._at = _At.PATH
        elif token.text == "a":
            self.found.add(RDF + "type")
            self._at = _At.PATH
        elif token.text == "^":
            self._at = _At.STEP
        elif token.text == "(":
            self._enter("(", _At.STEP, _At.PATH)
        else:
            raise _AnyMatters

    def _path(self, token: Token) -> None:
        if token.text in ("/", "|"):
            self._at = _At.STEP
        elif token.text == ")":
            self._leave(token)
        elif token.text == "+":  # once or more often; or a number's sign
            pass
        elif self._open and self._open[-1][0] == "(":
            raise _AnyMatters
        else:
            self._object(token)

    def _object(self, token: Token) -> None:
        if token.text == "[":
            self._enter("[", _At.PREDICATE, _At.END)
        elif token.kind in _TERMS or token.keyword in ("TRUE", "FALSE"):
            self._at = _At.END
        elif token.text in ("+", "-"):
            self._at = _At.OBJECT
        else:
            raise _AnyMatters

    def _end(self, token: Token) -> None:
        if token.text in _AFTER_TRIPLE:
            self._at = _AFTER_TRIPLE[token.text]
        elif token.text == "]":
            self._leave(token)
        else:
            self._between(token)

    def _constraint(self, token: Token) -> None:
        if token.text == "(":
            self._enter("(", _At.EXPRESSION, _At.SUBJECT)
        elif token.text == "{":
            self._enter("{", _At.SUBJECT, _At.SUBJECT)
        elif token.kind is not Kind.WORD and token.kind not in _NAMES:
            raise _AnyMatters

    def _expression(self, token: Token) -> None:
        if token.text == "(":
            self._enter("(", _At.EXPRESSION, _At.EXPRESSION)
        elif token.text == "{":
            self._enter("{", _At.SUBJECT, _At.EXPRESSION)
        elif token.text in _CLOSES:
            self._leave(token)

    def _clause(self, token: Token) -> None:
        if token.text == "(":
            self._enter("(", _At.EXPRESSION, _At.CLAUSE)
        elif token.text == "{":
            self._enter("{", _At.SUBJECT, _At.CLAUSE)
        elif token.text == "}":
            self._leave(token)
        elif token.keyword == "VALUES":
            self._at, self._after_data = _At.DATA, _At.CLAUSE

    def _data(self, token: Token) -> None:
        if token.text == "}":
            self._at = self._after_data
