"""Reads the triple patterns and paths of a query, and what its reader needs to go over tokens."""

from __future__ import annotations

from collections.abc import Sequence

from csto_kg.sparql.tokens import Kind, Token, UnreadableError
from csto_kg.sparql.tree import Element, PathForm, PropertyPath, Term, Tokens, TriplePattern
from csto_kg.terms import RDF

_SPACE = Token(Kind.SPACE, " ", 0, 0, 0)
_OPEN, _CLOSE = (Token(Kind.PUNCT, bracket, 0, 0, 0) for bracket in "()")
_NAMES = frozenset((Kind.IRI, Kind.PNAME))
_TERMS = _NAMES | {Kind.VAR, Kind.STRING, Kind.NUMBER}
_FIRST, _REST, _NIL = (Token(Kind.IRI, f"<{RDF}{name}>", 0, 0, 0) for name in
                       ("first", "rest", "nil"))  # fmt: skip


class TriplesReader:
    """Goes over the significant tokens of a query; this half reads triples."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._real: list[Token] = []
        self._spaced: list[bool] = []
        space = False
        for token in tokens:
            if token.significant:
                self._real.append(token)
                self._spaced.append(space)
            space = not token.significant
        self._at = 0
        self._stem = "step_"
        names = [token.text for token in self._real if token.kind in (Kind.VAR, Kind.BNODE)]
        while any(self._stem in name for name in names):
            self._stem += "_"
        self._made = 0
        self._labels: dict[str, Term] = {}

    def is_hidden(self, variable: str) -> bool:
        """Whether a variable was made here and stands in no text."""
        return variable.startswith(self._stem)

    def _text(self) -> str:
        return self._real[self._at].text if self._at < len(self._real) else ""

    def _keyword(self) -> str:
        return self._real[self._at].keyword if self._at < len(self._real) else ""

    def _kind(self) -> Kind | None:
        return self._real[self._at].kind if self._at < len(self._real) else None

    def _skip(self, text: str) -> bool:
        found = self._text() == text
        self._at += found
        return found

    def _expect(self, text: str) -> None:
        if not self._skip(text):
            raise UnreadableError(f"{self._text() or 'the end'} where {text} is expected")

    def _variable(self) -> str:
        if self._kind() is not Kind.VAR:
            raise UnreadableError(f"{self._text() or 'the end'} where a variable is expected")
        self._at += 1
        return self._real[self._at - 1].text[1:]

    def _skip_brackets(self) -> None:
        """Go on to what follows the bracket that closes the one at hand."""
        depth = 0
        while self._at < len(self._real):
            text = self._text()
            depth += (text in ("(", "{", "[")) - (text in (")", "}", "]"))
            self._at += 1
            if depth == 0:
                return
        raise UnreadableError("a bracket without its end")

    def _between(self, start: int, end: int) -> Tokens:
        """Return tokens with the spaces between them."""
        found: list[Token] = []
        for index in range(start, end):
            if found and self._spaced[index]:
                found.append(_SPACE)
            found.append(self._real[index])
        return tuple(found)

    def _hidden(self) -> Term:
        self._made += 1
        return (Token(Kind.VAR, f"?{self._stem}{self._made}", 0, 0, 0),)

    def _same_subject(self, found: list[Element]) -> None:
        """Read the triples of one subject."""
        nested = self._text() in ("[", "(")
        subject = self._node(found)
        if nested and (self._text() in (".", "}", "{", "]", "") or self._at_keyword()):
            return
        self._properties(subject, found)

    def _at_keyword(self) -> bool:
        return self._keyword() not in ("", "A")

    def _properties(self, subject: Term, found: list[Element]) -> None:
        while True:
            path = self._verb()
            while True:
                value = self._node(found)
                self._along(subject, path, value, found)
                if not self._skip(","):
                    break
            if not self._skip(";"):
                return
            while self._skip(";"):
                pass
            if self._text() in (".", "}", "]", "{", "") or self._at_keyword():
                return

    def _node(self, found: list[Element]) -> Term:
        """Read a term, or what stands for a blank node: brackets, a collection or a label."""
        if self._skip("["):
            node = self._hidden()
            if self._text() != "]":
                self._properties(node, found)
            self._expect("]")
            return node
        if self._skip("("):
            return self._collection(found)
        if self._kind() is Kind.BNODE:
            self._at += 1
            label = self._real[self._at - 1].text
            if label not in self._labels:
                self._labels[label] = self._hidden()
            return self._labels[label]
        return self._term()

    def _collection(self, found: list[Element]) -> Term:
        if self._skip(")"):
            return (_NIL,)
        first = place = self._hidden()
        while True:
            found.append(TriplePattern(place, _iri(_FIRST), self._node(found)))
            if self._skip(")"):
                found.append(TriplePattern(place, _iri(_REST), (_NIL,)))
                return first
            following = self._hidden()
            found.append(TriplePattern(place, _iri(_REST), following))
            place = following

    def _term(self) -> Term:
        start = self._at
        if self._text() in ("+", "-"):
            self._at += 1
        if self._kind() not in _TERMS and self._keyword() not in ("TRUE", "FALSE"):
            raise UnreadableError(f"{self._text() or 'the end'} where a term is expected")
        self._at += 1
        if self._skip("^^"):
            self._at += 1
        elif self._kind() is Kind.LANG:
            self._at += 1
        return tuple(self._real[start : self._at])

    def _along(self, subject: Term, path: PropertyPath, value: Term, found: list[Element]) -> None:
        """Add the patterns of a path: step by step, and turned round where it begins with ``^``."""
        if path.form is PathForm.SEQUENCE:
            for step in path.parts[:-1]:
                between = self._hidden()
                self._along(subject, step, between, found)
                subject = between
            self._along(subject, path.parts[-1], value, found)
        elif path.form is PathForm.INVERSE and value[0].kind in (*_NAMES, Kind.VAR):
            self._along(value, path.parts[0], subject, found)
        else:
            found.append(TriplePattern(subject, path, value))

    def _verb(self) -> PropertyPath:
        if self._kind() is Kind.VAR:
            self._at += 1
            return PropertyPath(PathForm.VARIABLE, (self._real[self._at - 1],))
        return self._alternatives()

    def _alternatives(self) -> PropertyPath:
        start = self._at
        parts = [self._sequence()]
        while self._skip("|"):
            parts.append(self._sequence())
        if len(parts) == 1:
            return parts[0]
        return PropertyPath(PathForm.ALTERNATIVE, self._between(start, self._at), tuple(parts))

    def _sequence(self) -> PropertyPath:
        start = self._at
        parts = [self._step()]
        while self._skip("/"):
            parts.append(self._step())
        if len(parts) == 1:
            return parts[0]
        return PropertyPath(PathForm.SEQUENCE, self._between(start, self._at), tuple(parts))

    def _step(self) -> PropertyPath:
        start = self._at
        if self._skip("^"):
            inner = self._step()
            return PropertyPath(PathForm.INVERSE, self._between(start, self._at), (inner,))
        if self._skip("!"):
            if self._text() == "(":
                self._skip_brackets()
            else:
                self._skip("^")
                self._at += 1
            path = PropertyPath(PathForm.NEGATED, self._between(start, self._at))
        elif self._skip("("):
            inner = self._alternatives()
            self._expect(")")
            # Its text keeps the parentheses: what it is part of may need them.
            path = PropertyPath(inner.form, self._between(start, self._at), inner.parts)
            if inner.form in (PathForm.IRI, PathForm.NEGATED, PathForm.REPEATED):
                path = inner
        elif self._kind() in _NAMES or self._text() == "a":
            self._at += 1
            path = _iri(self._real[self._at - 1])
        else:
            raise UnreadableError(f"{self._text() or 'the end'} in a path")
        if self._text() in ("*", "?") or (self._text() == "+" and not self._signs_a_number()):
            sign = self._real[self._at]
            self._at += 1
            tokens = path.tokens
            if path.form is not PathForm.IRI and tokens[0].text != "(":
                tokens = (_OPEN, *tokens, _CLOSE)
            return PropertyPath(PathForm.REPEATED, (*tokens, sign), (path,))
        return path

    def _signs_a_number(self) -> bool:
        plus, following = self._real[self._at], self._real[self._at + 1 : self._at + 2]
        return bool(following) and (
            following[0].kind is Kind.NUMBER and following[0].offset == plus.offset + 1
        )


def _iri(token: Token) -> PropertyPath:
    return PropertyPath(PathForm.IRI, (token,))
