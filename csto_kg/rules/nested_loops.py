"""Queries written so that Oxigraph joins by nested loops where its own plan would be slow.

Oxigraph orders the joins of a query, but not those inside EXISTS (oxigraph issue #885): there it
matches each triple pattern by itself, against all facts, once for each row outside. And triples
that come after an OPTIONAL, a BIND or a MINUS are matched by themselves before they are joined.
What takes microseconds for a small graph takes minutes for a large one. Its keyword LATERAL hands
on what the patterns so far have bound::

    NOT EXISTS { ?a ex:p ?b . ?b ex:q ?outer }
    NOT EXISTS { ?b ex:q ?outer LATERAL { ?a ex:p ?b } }

For triple patterns the answer is the same, in any order. The order chosen here begins with what
is bound outside. In EXISTS a path ``p/q`` is two patterns with a new variable between them, as
SPARQL defines it: as one, it is slow too. What is not known here (blank nodes, collections) stays
as it is, and so does what the engine orders well.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from csto_kg.sparql_tokens import Kind, Token

_NAMES = frozenset((Kind.IRI, Kind.PNAME))
_TERMS = _NAMES | {Kind.VAR, Kind.STRING, Kind.NUMBER}
_SPACE = Token(Kind.SPACE, " ", 0, 0, 0)


def with_nested_loops(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens of a query, with LATERAL where it helps; comments become spaces."""
    return _Rewriting(tokens).run()


@dataclass(frozen=True)
class _Pattern:
    """A triple pattern: its tokens, and what decides when it is matched."""

    subject: Sequence[Token]
    verb: Sequence[Token]
    value: Sequence[Token]

    @property
    def tokens(self) -> list[Token]:
        return [*self.subject, _SPACE, *self.verb, _SPACE, *self.value]

    @property
    def variables(self) -> set[str]:
        return _variables(self.tokens)

    @property
    def may_be_empty(self) -> bool:
        """Whether its path may have no step, and so match a node that is in no triple."""
        return any(token.text in ("*", "?") for token in self.verb)

    def selective(self, known: set[str]) -> float:
        """Return how few triples it matches when ``known`` variables are bound, roughly."""
        score = 0.0
        if not _variables(self.subject) - known:
            score += 3
        if not _variables(self.value) - known:
            # Many things share a class or a flag; fewer share a node that a variable stands for.
            constant = 0.5 if self.verb[0].text == "a" else 1
            score += 2 if self.value[0].kind is Kind.VAR else constant
        return score - bool(_variables(self.verb) - known)


class _Rewriting:
    """Goes over the significant tokens; keeps a space wherever there was one."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._real: list[Token] = []
        self._spaced: list[bool] = []
        space = False
        for token in tokens:
            if token.significant:
                self._real.append(token)
                self._spaced.append(space)
            space = not token.significant
        self._out: list[Token] = []
        self._at = 0
        self._steps = _new_variables(self._real)

    def run(self) -> list[Token]:
        while self._at < len(self._real):
            self._copy(inside=False)
        return self._out

    def _text(self) -> str:
        return self._real[self._at].text if self._at < len(self._real) else ""

    def _take(self) -> None:
        if self._spaced[self._at]:
            self._out.append(_SPACE)
        self._out.append(self._real[self._at])
        self._at += 1

    def _copy(self, *, inside: bool) -> bool:
        """Copy a token, a group, or EXISTS with its group; return whether it was an EXISTS."""
        if self._text() == "{":
            self._group(set(), inside=inside)
            return False
        exists = self._real[self._at].keyword == "EXISTS"
        self._take()
        if exists:
            outside = self._real[: self._at] + self._real[self._closing() :]
            self._group(_variables(outside), inside=True)
        return exists

    def _copy_until(self, end: int, *, inside: bool) -> None:
        while self._at < end:
            self._copy(inside=inside)

    def _closing(self) -> int:
        """Return the index after the bracket that closes the one at hand."""
        depth = 0
        for index in range(self._at, len(self._real)):
            text = self._real[index].text
            depth += (text in ("(", "{", "[")) - (text in (")", "}", "]"))
            if depth == 0:
                return index + 1
        return len(self._real)

    def _group(self, outside: set[str], *, inside: bool) -> None:
        """Rewrite a group, which is matched when ``outside`` variables may be bound.

        ``inside``: it is in an EXISTS, where the engine orders nothing, and no query selects what
        is new here (a subquery might).
        """
        start, end = self._at, self._closing()
        self._take()
        if self._real[self._at].keyword == "SELECT":
            self._copy_until(end, inside=False)
            return
        filled = late = False
        while self._text() not in ("}", ""):
            block = self._block()
            if block:
                first = self._at == start + 1
                known = outside | _variables(self._real[start : self._at])
                if inside or late:
                    self._triples(block, known, first=first, stepwise=inside)
                else:
                    self._as_it_is(block)
                filled = True
            elif self._text() == "{":
                self._group(outside, inside=inside)
                filled = True
            else:
                keyword = self._element(inside=inside)
                late = late or (filled and keyword in ("OPTIONAL", "BIND", "MINUS"))
        self._take()

    def _element(self, *, inside: bool) -> str:
        """Copy a keyword, with its expression or its data if it has any; return the keyword."""
        keyword = self._real[self._at].keyword
        self._take()
        if keyword in ("FILTER", "BIND", "VALUES"):
            opening = "{" if keyword == "VALUES" else "("
            while self._text() != opening:
                if self._copy(inside=inside):
                    return keyword
            self._copy_until(self._closing(), inside=inside)
        return keyword

    def _block(self) -> list[Token]:
        """Return the tokens of the triples at hand, up to a group, a keyword or the end."""
        block: list[Token] = []
        for token in self._real[self._at :]:
            word = token.kind is Kind.WORD and token.keyword not in ("A", "TRUE", "FALSE")
            if token.text in ("{", "}") or word:
                break
            block.append(token)
        return block

    def _as_it_is(self, block: Sequence[Token]) -> None:
        for _ in block:
            self._take()

    def _triples(
        self, block: Sequence[Token], known: set[str], *, first: bool, stepwise: bool
    ) -> None:
        """Write the triples at hand one by one; paths step by step, if ``stepwise``."""
        patterns = _Triples(block, self._steps if stepwise else None).read()
        # After VALUES and the like, a variable may stand for a node that is in no triple.
        if not patterns or (not first and any(pattern.may_be_empty for pattern in patterns)):
            self._as_it_is(block)
            return
        self._at += len(block)
        while patterns:
            following = max(patterns, key=lambda pattern: pattern.selective(known))
            patterns.remove(following)
            known |= following.variables
            if first:
                self._out += [_SPACE, *following.tokens, _SPACE]
            else:
                self._out += [_SPACE, _word("LATERAL"), _SPACE, _punctuation("{"), _SPACE,
                              *following.tokens, _SPACE, _punctuation("}"), _SPACE]  # fmt: skip
            first = False


class _Triples:
    """Reads a block of triples."""

    def __init__(self, block: Sequence[Token], steps: Iterator[Token] | None) -> None:
        self._block = block
        self._at = 0
        self._steps = steps

    def read(self) -> list[_Pattern] | None:
        """Return the triple patterns one by one; None where something else stands among them."""
        found: list[_Pattern] = []
        try:
            while self._at < len(self._block):
                if not self._skip("."):
                    self._same_subject(found)
        except _UnknownError:
            return None
        return found

    def _same_subject(self, found: list[_Pattern]) -> None:
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
    ) -> Iterator[_Pattern]:
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
                    return [[_punctuation("("), *self._block[whole : self._at], _punctuation(")")]]
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


def _step(subject: Sequence[Token], step: Sequence[Token], value: Sequence[Token]) -> _Pattern:
    if step[0].text == "^" and value[0].kind in (Kind.VAR, Kind.IRI, Kind.PNAME):
        return _Pattern(value, step[1:], subject)
    return _Pattern(subject, step, value)


def _new_variables(tokens: Sequence[Token]) -> Iterator[Token]:
    stem = "?step_"
    while any(stem[1:] in token.text for token in tokens):
        stem += "_"
    return (Token(Kind.VAR, f"{stem}{number}", 0, 0, 0) for number in itertools.count(1))


def _variables(tokens: Sequence[Token]) -> set[str]:
    return {token.text[1:] for token in tokens if token.kind is Kind.VAR} - {"this"}


def _word(text: str) -> Token:
    return Token(Kind.WORD, text, 0, 0, 0)


def _punctuation(text: str) -> Token:
    return Token(Kind.PUNCT, text, 0, 0, 0)
