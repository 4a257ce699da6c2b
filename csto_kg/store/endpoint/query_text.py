"""The text of a query as it goes to a server, readable in one way only by whatever parses it there.

:mod:`csto_kg.sparql.guard` decides on the tokens what a query may do; a server must not find
other tokens in the same characters. Two habits of servers matter beside those of Oxigraph:

- codepoint escapes are decoded before parsing by some (SPARQL 1.1, section 19.2: ``"\\u0022``
  then ends the string), and in strings and IRIs only by others. None is left in the text;
- a context-free tokenizer (Jena's) takes ``<b&&?b>`` for an IRI wherever it stands. An operator
  ``<`` gets a space after it; an IRI that could be read as an operator and its operand has its
  first character escaped, the one exception to the above.

Comments stay here, prefixes that need no declaration are declared, and ``SELECT *`` names its
variables, since servers put them in different orders.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from csto_kg.sparql.guard import CheckedQuery, declared_prefixes, engine_text
from csto_kg.sparql.tokens import Kind, Token, significant
from csto_kg.terms import PREFIXES

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|.)", re.DOTALL)
# No expression goes on like this after "<": "a:" would be a name, and "//" nothing at all.
_PLAIN_IRI = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")
_IN_STRING = {'"': '\\"', "'": "\\'", "\\": "\\\\", "\n": "\\n", "\r": "\\r"}


def text_to_send(query: CheckedQuery, variables: Sequence[str] = ()) -> str:
    """Return the query for a server; ``variables`` are those of a SELECT, in order.

    Lines are kept, so that a place named by the server is a place in the user's text.
    """
    tokens = [token for token in query.tokens if token.kind is not Kind.COMMENT]
    tokens = _named_variables(tokens, variables)
    pieces = []
    for index, token in enumerate(tokens):
        if token.kind is Kind.STRING:
            pieces.append(_decoded(token.text, _IN_STRING))
        elif token.kind is Kind.IRI and _PLAIN_IRI.match(_decoded(token.text, {})):
            pieces.append(_decoded(token.text, {}))
        elif token.kind is Kind.IRI or token.text in ("<", "<="):
            pieces.append(_with_context(tokens, index))
        else:
            pieces.append(token.text)
    return _prologue(significant(query.tokens)) + "".join(pieces)


def _with_context(tokens: list[Token], index: int) -> str:
    """Return what the guard makes of the token, given the one before and the one after."""
    before = next((t for t in reversed(tokens[:index]) if t.significant), None)
    token = tokens[index]
    if token.kind is Kind.IRI:
        token = token._replace(text=_decoded(token.text, {}))
    around = [token, *tokens[index + 1 : index + 2]]
    if before is not None:
        around.insert(0, before)
    skipped = len(engine_text([before])) if before is not None else 0
    following = len(tokens[index + 1].text) if index + 1 < len(tokens) else 0
    whole = engine_text(around)
    return whole[skipped : len(whole) - following]


def _decoded(text: str, special: Mapping[str, str]) -> str:
    def replace(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        if code is None or int(code, 16) > 0x10FFFF:
            return match[0]
        character = chr(int(code, 16))
        return special.get(character, character)

    return _ESCAPE.sub(replace, text)


def _named_variables(tokens: list[Token], variables: Sequence[str]) -> list[Token]:
    """Return the tokens with the ``*`` of the outermost SELECT replaced by the variables."""
    words = (i for i, token in enumerate(tokens) if token.keyword.startswith("SELECT"))
    start = next(words, None)
    if start is None or not variables:
        return tokens
    for index in range(start + 1, len(tokens)):
        token = tokens[index]
        if token.text == "*":
            listed = " " + " ".join(f"?{name}" for name in variables) + " "
            return [*tokens[:index], token._replace(text=listed), *tokens[index + 1 :]]
        if token.significant and token.keyword not in ("DISTINCT", "REDUCED"):
            break
    return tokens


def _prologue(real: list[Token]) -> str:
    declared = declared_prefixes(real)
    used = {token.text.split(":", 1)[0] for token in real if token.kind is Kind.PNAME}
    return "".join(
        f"PREFIX {prefix}: <{PREFIXES[prefix]}> "
        for prefix in sorted(used)
        if prefix in PREFIXES and prefix not in declared
    )
