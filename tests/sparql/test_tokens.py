"""The tokenizer: nothing lost, every place right, and ``<`` read as the grammar wants it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csto_kg.errors import InputError, error_line
from csto_kg.sparql.tokens import Kind, significant, tokenize

# Pieces that tend to run into one another; drawn side by side, with and without space between.
_PIECES = st.sampled_from([
    " ", "\n", "\r\n", "\r", "\t", "# note <'\"\n", "<http://e/a>", "<", "<=", ">", "<a>", "<<",
    "?x", "$y",
    "ex:a", "ex:", ":b", ":", "_:b1", "ex:a.b", "ex:a%20\\~", '"s"', "'s'", '"""a\n"b"""',
    "'''x\r'y'''", '"\\u0041\\n"', "@en-GB", "^^", "^", "1", "1.5", ".5", "1e9", "-", "+", "&&",
    "||", "|",
    "!", "!=", "=", "{", "}", "(", ")", "[", "]", ".", ";", ",", "*", "/", "?", "SELECT", "a",
    "FILTER", "VALUES", "true", "service", "Ёж", "ex:Ёж", "?é", "&", "~", "BIND", "ORDER", "BY",
])  # fmt: skip


@given(st.lists(_PIECES, max_size=40).map("".join) | st.text(max_size=60))
def test_tokens_joined_are_the_text_or_the_error_has_a_place_in_it(text: str) -> None:
    try:
        tokens = tokenize(text)
    except InputError as caught:
        place = caught.location
    else:
        place = None
    if place is not None:
        assert place.line is not None
        assert 1 <= place.line <= len(_lines(text))
        return
    assert "".join(token.text for token in tokens) == text
    for token in tokens:
        line = _lines(text)[token.line - 1]
        assert line[token.column - 1 :].startswith(_lines(token.text)[0])
        assert text[token.offset :].startswith(token.text)


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _texts(text: str) -> list[str]:
    return [token.text for token in significant(tokenize(text))]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("FILTER(?a<?b&&?b>3)", ["FILTER", "(", "?a", "<", "?b", "&&", "?b", ">", "3", ")"]),
        ("?s <http://e/p> ?o", ["?s", "<http://e/p>", "?o"]),
        ("SELECT (?a<?b AS ?c)", ["SELECT", "(", "?a", "<", "?b", "AS", "?c", ")"]),
        ("BY ASC(1<?b&&?c>2)", ["BY", "ASC", "(", "1", "<", "?b", "&&", "?c", ">", "2", ")"]),
        ("VALUES(?a ?b){(<a:b> <b:c>)}",
         ["VALUES", "(", "?a", "?b", ")", "{", "(", "<a:b>", "<b:c>", ")", "}"]),
        ("{ ?s <a:b>/(^<c:d>|<e:f>) (1 <g:h>) }",
         [*"{ ?s <a:b> / ( ^ <c:d> | <e:f> ) ( 1 <g:h> ) }".split()]),
        ("FILTER(EXISTS{?a <b:c> 1}&&1<2)",
         ["FILTER", "(", "EXISTS", "{", "?a", "<b:c>", "1", "}", "&&", "1", "<", "2", ")"]),
        ("FILTER <f:f>(?a<?b||?a>1)",
         ["FILTER", "<f:f>", "(", "?a", "<", "?b", "||", "?a", ">", "1", ")"]),
        ("FILTER(?a IN (<a:b>, <c:d>))",
         ["FILTER", "(", "?a", "IN", "(", "<a:b>", ",", "<c:d>", ")", ")"]),
        ("FILTER(?a*<f:f>(?b)<1)",
         ["FILTER", "(", "?a", "*", "<f:f>", "(", "?b", ")", "<", "1", ")"]),
        ("?s ex:a.b. ex: 1.", ["?s", "ex:a.b", ".", "ex:", "1", "."]),
        ("1.5e3 .5 -1", ["1.5e3", ".5", "-", "1"]),
        ("'''a'b''c''' '' \"\"", ["'''a'b''c'''", "''", '""']),
        ("?x#no ?y\n?z", ["?x", "?z"]),
        ("<a#b> #c", ["<a#b>"]),
    ],
)  # fmt: skip
def test_what_the_tokens_are(text: str, tokens: list[str]) -> None:
    assert _texts(text) == tokens


def test_kinds() -> None:
    kinds = [t.kind for t in significant(tokenize("<a:b> ex:c _:d ?e @f 'g' 1 h ;"))]
    assert kinds == [
        Kind.IRI, Kind.PNAME, Kind.BNODE, Kind.VAR, Kind.LANG, Kind.STRING, Kind.NUMBER, Kind.WORD,
        Kind.PUNCT,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("ASK {\n  ?s ?p 'abc }",
         "csto-kg: error: <query>:2:9: a string starts here and has no end; close it with the same "
         "quotation mark, on the same line unless it is tripled, and write a backslash as \\\\"),
        ("ASK { \\u0053ERVICE }",
         "csto-kg: error: <query>:1:7: a backslash stands outside a string or IRI; write the "
         "character itself"),
        ("ASK { ?s ?p %x }",
         'csto-kg: error: <query>:1:13: the character "%" has no meaning in SPARQL here; '
         "remove it"),
        ("ASK { ?s\u00a0?p 1 }",
         'csto-kg: error: <query>:1:9: the character "\u00a0" has no meaning in SPARQL here; '
         "remove it"),
        ("ASK { ex:a\u00d7b ?p 1 }",
         'csto-kg: error: <query>:1:11: the character "\u00d7" has no meaning in SPARQL here; '
         "remove it"),
        ("ASK {\r\n 'a\udc80' }",
         "csto-kg: error: <query>:2:4: this is not UTF-8; write the query in UTF-8"),
    ],
)  # fmt: skip
def test_what_starts_no_token_is_named_with_its_place(text: str, line: str) -> None:
    with pytest.raises(InputError) as caught:
        tokenize(text)
    assert error_line(caught.value).replace("\\xa0", "\u00a0") == line
