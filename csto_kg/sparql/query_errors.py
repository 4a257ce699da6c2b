"""Where a query's syntax error really stands, and words for it.

Oxigraph reports the farthest point that it reached, but counts a missing keyword's own length
in: ``SELECT ?x {⏎ ?x foo ?y }`` is "2:11: expected OPTIONAL", though ``foo`` at 2:6 is at fault.
So the query is parsed once more with its tokens set so far apart that the surplus cannot reach
the next token; the token before the reported column is the one at fault. Only a failing query
pays for that.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from csto_kg.errors import InputError, Location
from csto_kg.sparql.guard import CheckedQuery, engine_text
from csto_kg.sparql.tokens import Kind, Token, significant

_REPORTED = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_GAP = 64  # more than the longest keyword that the parser can add to a column
_UNBOUND_IN_SELECT = "contains a variable that is unbound"
_SCHEME = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.-]*:|\\[uU])")


def syntax_error(
    query: CheckedQuery, reported: SyntaxError, parse: Callable[[str], object]
) -> InputError:
    """Return the error to show for a query that the engine refused.

    ``parse`` hands a text to the engine and is expected to raise SyntaxError.
    """
    real = significant(query.tokens)
    pieces = [engine_text([token]) for token in real]
    # A string may span lines; with its line ends escaped the column alone says where we are.
    pieces = [
        piece.replace("\r", "\\r").replace("\n", "\\n") if token.kind is Kind.STRING else piece
        for token, piece in zip(real, pieces, strict=True)
    ]
    message = str(reported)
    try:
        parse((" " * _GAP).join(pieces) + " " * _GAP)
    except SyntaxError as error:
        message = str(error)
    match = _REPORTED.match(message)
    if _UNBOUND_IN_SELECT in message:
        return InputError(
            "SELECT names a variable that is neither grouped nor aggregated, or names one twice",
            hint="add it to GROUP BY, or wrap it in an aggregate such as SAMPLE",
            location=Location(query.source),
        )
    position = _position(match, pieces)
    if position is None:
        return InputError(
            "this is not a SPARQL query", hint="check its syntax", location=Location(query.source)
        )
    if "IRI parsing failed" in message:
        while position > 0 and not (position < len(real) and real[position].text[0] == "<"):
            position -= 1
    expected = _expected(match[3] if match else "")
    if position >= len(real):
        last = real[-1]
        return InputError(
            "the query ends too early",
            hint=expected or "check that every bracket is closed",
            location=Location(query.source, *_end(last.text, last.line, last.column)),
        )
    return _misplaced(real[position], query.source, expected)


def _misplaced(token: Token, source: str, expected: str | None) -> InputError:
    location = token.location(source)
    if token.kind is Kind.IRI and not _SCHEME.match(token.text):
        return InputError(
            f"the IRI {token.text} is not absolute",
            hint="write it with its scheme, as in <https://…>, or declare a BASE",
            location=location,
        )
    if token.text == "<":
        return InputError(
            "no IRI can be read here",
            hint='an IRI stands between "<" and ">" and holds no spaces, quotation marks or braces',
            location=location,
        )
    return InputError(
        f'"{token.text}" does not fit here',
        hint=expected or "check the syntax just before it",
        location=location,
    )


def _position(match: re.Match[str] | None, pieces: list[str]) -> int | None:
    """Return the index of the token at the reported column; ``len(pieces)`` is the end."""
    if match is None:
        return None
    column = int(match[2]) - 1
    start, found = 0, 0
    for index, piece in enumerate(pieces):
        if start <= column:
            found = index
        start += len(piece) + _GAP
    return len(pieces) if start <= column else found


def _expected(listed: str) -> str | None:
    """Return "expected …" when the engine's list is short and made of plain signs or words."""
    if listed.startswith("expected one of "):
        names = listed.removeprefix("expected one of ").split(", ")
    else:
        names = [listed.removeprefix("expected ")]
    # Only signs: of the keywords the engine keeps an arbitrary few, and naming those misleads.
    plain = [name[1:-1] for name in names if re.fullmatch(r'"[^"\\A-Za-z]+"', name)]
    if len(plain) != len(names) or len(plain) > 6:
        return None
    quoted = [f'"{name}"' for name in plain]
    return f"expected {' or '.join(quoted)}"


def _end(text: str, line: int, column: int) -> tuple[int, int]:
    lines = re.split(r"\r\n|\r|\n", text)
    if len(lines) == 1:
        return line, column + len(text)
    return line + len(lines) - 1, len(lines[-1]) + 1
