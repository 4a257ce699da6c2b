"""Triple patterns read off the tokens of a query, one by one: ``;`` and ``,`` are written out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from csto_kg.sparql.tokens import Kind, Token

SPACE = Token(Kind.SPACE, " ", 0, 0, 0)
_OPEN, _CLOSE = (Token(Kind.PUNCT, bracket, 0, 0, 0) for bracket in "()")
_NAMES = frozenset((Kind.IRI, Kind.PNAME))
_TERMS = _NAMES | {Kind.VAR, Kind.STRING, Kind.NUMBER}


@dataclass(frozen=True)
class TokenPattern:
    """A triple pattern: its tokens, and what decides when it is matched."""

    subject: Sequence[Token]
    verb: Sequence[Token]
    value: Sequence[Token]

    @property
    def tokens(self) -> list[Token]:
        return [*self.subject, SPACE, *self.verb, SPACE, *self.value]

    @property
    def variables(self) -> set[str]:
        return variables_of(self.tokens)

    @property
    def may_be_empty(self) -> bool:
        """Whether its path may have no step, and so match a node that is in no triple."""
        return any(token.text in ("*", "?") for token in self.verb)

    def selective(self, known: set[str]) -> float:
        """Return how few triples it matches when ``known`` variables are bound, roughly."""
        score = 0.0
        if not variables_of(self.subject) - known:
            score += 3
        if not variables_of(self.value) - known:
            # Many things share a class or a flag; fewer share a node that a variable stands for.
            constant = 0.5 if self.verb[0].text == "a" else 1
            score += 2 if self.value[0].kind is Kind.VAR else constant
        return score - bool(variables_of(self.verb) - known)


def triple_patterns(
    block: Sequence[Token], steps: Iterator[Token] | None
) -> list[TokenPattern] | None:
    """Return the patterns of a block of triples; None where it has blank nodes or collections.

    With ``steps``, new variables, a path ``p/q`` becomes two patterns with one of them between.
    """
    try:
        return _TripleBlock(block, steps).read()
    except _UnknownError:
        return None


def variables_of(tokens: Sequence[Token]) -> set[str]:
    """Return the names of the variables among tokens; ``$this`` is none, but a term."""
    return {token.text[1:] for token in tokens if token.kind is Kind.VAR} - {"this"}


class _TripleBlock:
    """Reads a block of triples."""

    def __init__(self, block: Sequence[Token], steps: Iterator[Token] | None) -> None:
        self._block = block
        self._at = 0
        self._steps = steps

    def read(self) -> list[TokenPattern]:
        """Return the triple patterns one by one. Raises _UnknownError."""
        found: list[TokenPattern] = []
        while self._at < len(self._block):
            if not self._skip("."):
                self._same_subject(found)
        return found

    def _same_subject(self, found: list[TokenPattern]) -> None:
        subject = self._term()
        while self._at < len(self._block) and self._text() != ".":
            path = self._path()
            while True:
                found += self._along(subject, path, self._term())
                if not self._skip(","):
                    break
            if not self._skip(";"):
                break
            while self._skip(";"):
                pass
        if self._at < len(self._block) and self._text() != ".":
            raise _UnknownError

    def _text(self) -> str:
        return self._block[self._at].text if self._at < len(self._block) else ""

    def _skip(self, text: str) -> bool:
        found = self._text() == text
        self._at += found
        return found

    def _term(self) -> Sequence[Token]:
        start = self._at
        if self._text() in ("+", "-"):
            self._at += 1
        if self._at >= len(self._block):
            raise _UnknownError
        token = self._block[self._at]
        if token.kind not in _TERMS and token.keyword not in ("TRUE", "FALSE"):
            raise _UnknownError
        self._at += 1
        if self._skip("^^"):
            self._at += 1
        elif self._at < len(self._block) and self._block[self._at].kind is Kind.LANG:
            self._at += 1
        return self._block[start : self._at]

    def _along(
        self, subject: Sequence[Token], path: list[Sequence[Token]], value: Sequence[Token]
    ) -> Iterator[TokenPattern]:
        """Return the patterns for a path that goes on from step to step."""
        for step in path[:-1]:
            between = [next(self._steps)] if self._steps else []
            yield _step(subject, step, between)
            subject = between
        yield _step(subject, path[-1], value)

    def _path(self) -> list[Sequence[Token]]:
        """Return a verb: the steps of a path, one after another."""
        if self._block[self._at].kind is Kind.VAR:
            self._at += 1
            return [self._block[self._at - 1 : self._at]]
        whole = start = self._at
        steps: list[Sequence[Token]] = []
        alternatives = False
        while True:
            self._one_step()
            steps.append(self._block[start : self._at])
            alternatives = alternatives or self._text() == "|"
            if not self._skip("/") and not self._skip("|"):
                if len(steps) > 1 and (alternatives or self._steps is None):
                    # In parentheses, so that ^ at its start is not taken to turn it round.
                    return [[_OPEN, *self._block[whole : self._at], _CLOSE]]
                return steps
            start = self._at

    def _one_step(self) -> None:
        self._skip("^")
        self._skip("!")
        self._skip("^")
        if self._text() == "(":
            depth = 0
            while True:
                depth += (self._text() == "(") - (self._text() == ")")
                if not self._text() or self._text() in (".", ";", ","):
                    raise _UnknownError
                self._at += 1
                if depth == 0:
                    break
        elif self._at < len(self._block) and (
            self._block[self._at].kind in _NAMES or self._text() == "a"
        ):
            self._at += 1
        else:
            raise _UnknownError
        self._modifier()

    def _modifier(self) -> None:
        if self._text() in ("*", "?") or (self._text() == "+" and not self._at_sign()):
            self._at += 1

    def _at_sign(self) -> bool:
        """Whether the + at hand belongs to a number."""
        plus, following = self._block[self._at], self._block[self._at + 1 : self._at + 2]
        return bool(following) and (
            following[0].kind is Kind.NUMBER and following[0].offset == plus.offset + 1
        )


class _UnknownError(Exception):
    """Something among the triples that is not read here."""


def _step(subject: Sequence[Token], step: Sequence[Token], value: Sequence[Token]) -> TokenPattern:
    if step[0].text == "^" and value[0].kind in (Kind.VAR, Kind.IRI, Kind.PNAME):
        return TokenPattern(value, step[1:], subject)
    return TokenPattern(subject, step, value)
