"""Language tags as they are written: the engine's parsers and constructors lower their letters.

Before parsing, each tag with upper-case letters is replaced in the text by a private one
(``x-k0-3``) that is found nowhere else in it; afterwards, literals get their own tag back.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

_MAY_HAVE = re.compile(rb"@[A-Za-z0-9-]*[A-Z]")
_MAY_HAVE_XML = re.compile(rb"xml:lang\s*=\s*[\"'][^\"']*[A-Z&]")

# What can hold a @ that starts no language tag: comments, IRIs, strings and escapes in names.
_TEXT = re.compile(
    rb"#[^\n\r]*"
    rb"|<[^\x00-\x20<>\"{}|^`]*>"
    rb'|"""(?:"{0,2}(?:[^"\\]|\\.))*"""'
    rb"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''"
    rb'|"(?:[^"\\\n\r]|\\.)*"'
    rb"|'(?:[^'\\\n\r]|\\.)*'"
    rb"|\\."
    rb"|@(?P<tag>[A-Za-z]+(?:-[A-Za-z0-9]+)*)",
    re.DOTALL,
)
_XML = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
    rb"|<(?:[^\"'<>]|\"[^\"]*\"|'[^']*')*>",
    re.DOTALL,
)
_XML_LANG = re.compile(rb"(\sxml:lang\s*=\s*)(\"[^\"<]*\"|'[^'<]*')")
_NUMBERED = "urn:n:"
_BATCH = 5000


def may_have(part: bytes, *, xml: bool = False) -> bool:
    """Whether there may be tags with upper-case letters in the text."""
    return (_MAY_HAVE_XML if xml else _MAY_HAVE).search(part) is not None


class HiddenTags:
    """A text whose tags with upper-case letters are hidden; :attr:`content` is the text to parse.

    For all formats but JSON-LD; ``xml`` for RDF/XML.
    """

    def __init__(self, content: bytes, *, xml: bool = False) -> None:
        self._tags: list[str] = []
        self._numbers: dict[str, int] = {}
        self._nonce = next(n for n in range(len(content) + 1) if b"x-k%d-" % n not in content)
        self.content = _XML.sub(self._tag, content) if xml else _TEXT.sub(self._token, content)

    def reveal(self, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        """Return the quads with the tags as they are written, in order."""
        batch: list[ox.Quad] = []
        for quad in quads:
            batch.append(quad)
            if len(batch) >= _BATCH:
                yield from self._revealed(batch)
                batch = []
        yield from self._revealed(batch)

    def _revealed(self, batch: list[ox.Quad]) -> list[ox.Quad]:
        prefix = f"x-k{self._nonce}-"
        places: list[int] = []
        texts: list[tuple[str, str]] = []
        for place, quad in enumerate(batch):
            value = quad.object
            if not isinstance(value, ox.Literal):
                continue
            if value.language and value.language.startswith(prefix):
                places.append(place)
                texts.append((value.value, self._original(value.language)))
            elif prefix in value.value:  # an XML literal has its tags inside
                inside = re.sub(prefix + "[0-9]+", lambda tag: self._original(tag[0]), value.value)
                batch[place] = _with(quad, ox.Literal(inside, datatype=value.datatype))
        for place, literal in zip(places, with_languages(texts), strict=True):
            batch[place] = _with(batch[place], literal)
        return batch

    def _original(self, hidden: str) -> str:
        return self._tags[int(hidden.rsplit("-", 1)[1])]

    def _token(self, match: re.Match[bytes]) -> bytes:
        tag = match["tag"]
        hidden = self._hidden(tag.decode()) if tag else None
        return b"@" + hidden if hidden else match[0]

    def _tag(self, match: re.Match[bytes]) -> bytes:
        if match[0][:2] in (b"<!", b"<?"):
            return match[0]
        return _XML_LANG.sub(self._attribute, match[0])

    def _attribute(self, match: re.Match[bytes]) -> bytes:
        quote = match[2][:1]
        hidden = self._hidden(html.unescape(match[2][1:-1].decode("utf-8", "replace")))
        return match[1] + quote + hidden + quote if hidden else match[0]

    def _hidden(self, tag: str) -> bytes | None:
        """What stands for the tag; None when it may stay, or is none and the parser says so."""
        if tag == tag.lower():
            return None
        try:
            ox.Literal("", language=tag)
        except ValueError:
            return None
        number = self._numbers.setdefault(tag, len(self._tags))
        if number == len(self._tags):
            self._tags.append(tag)
        return b"x-k%d-%d" % (self._nonce, number)


def with_languages(texts: Iterable[tuple[str, str]]) -> list[ox.Literal]:
    """Return a literal for each pair of text and language tag, upper-case letters kept.

    The engine's JSON-LD parser, told not to look at tags closely, does not lower them.
    """
    node: dict[str, object] = {"@id": _NUMBERED + "s"}
    texts = list(texts)
    for number, (text, language) in enumerate(texts):
        node[f"{_NUMBERED}{number}"] = {"@value": text, "@language": language}
    found: dict[int, ox.Literal] = {}
    document = json.dumps(node).encode()
    for quad in ox.parse(document, format=ox.RdfFormat.JSON_LD, lenient=True):
        assert isinstance(quad.object, ox.Literal)  # noqa: S101  (made above)
        found[int(quad.predicate.value[len(_NUMBERED) :])] = quad.object
    return [found[number] for number in range(len(texts))]


def _with(quad: ox.Quad, value: ox.Literal) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, value, quad.graph_name)
