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

from csto_kg.sparql.tokens import Kind, Token
from csto_kg.sparql.triple_patterns import SPACE, triple_patterns, variables_of

_LATERAL = [SPACE, Token(Kind.WORD, "LATERAL", 0, 0, 0), SPACE, Token(Kind.PUNCT, "{", 0, 0, 0)]
_END = Token(Kind.PUNCT, "}", 0, 0, 0)


def with_nested_loops(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens of a query, with LATERAL where it helps; comments become spaces."""
    return _Rewriting(tokens).run()


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
            self._out.append(SPACE)
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
            self._group(variables_of(outside), inside=True)
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
                known = outside | variables_of(self._real[start : self._at])
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
        patterns = triple_patterns(block, self._steps if stepwise else None)
        # After VALUES and the like, a variable may stand for a node that is in no triple.
        if not patterns or (not first and any(pattern.may_be_empty for pattern in patterns)):
            self._as_it_is(block)
            return
        self._at += len(block)
        while patterns:
            following = max(patterns, key=lambda pattern: pattern.selective(known))
            patterns.remove(following)
            known |= following.variables
            written = [SPACE, *following.tokens, SPACE]
            self._out += written if first else [*_LATERAL, *written, _END, SPACE]
            first = False


def _new_variables(tokens: Sequence[Token]) -> Iterator[Token]:
    stem = "?step_"
    while any(stem[1:] in token.text for token in tokens):
        stem += "_"
    return (Token(Kind.VAR, f"{stem}{number}", 0, 0, 0) for number in itertools.count(1))
