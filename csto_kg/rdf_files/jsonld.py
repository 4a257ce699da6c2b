"""JSON-LD without a network, and without the silence in which it drops what it cannot place.

A ``@context`` that names the shipped one, by its address or file name, gets it; others by name are
refused. A key that no context maps, a relative IRI without a base and an ill-formed language tag
are errors here, where the JSON-LD algorithms leave them out.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import Any, NoReturn

import pyoxigraph as ox

from csto_kg.errors import EnvironmentFailure, InputError, Location
from csto_kg.terms import CSTO, ID

CONTEXT_FILE = "context.jsonld"
CONTEXT_ADDRESS = "https://w3id.org/csto-kg/ontology/" + CONTEXT_FILE

_SHIPPED = re.compile(
    r"(?:https?://w3id\.org/csto-kg/(?:ontology/)?|(?![a-z]+:)(?:.*/)?)context\.jsonld"
)
_UNMAPPED = "urn:csto-kg:unmapped:"
_BASE = "https://relative.csto-kg.invalid/"


class JsonLdFile:
    """A document; its quads keep the letters of language tags."""

    def __init__(self, content: bytes, shown: str, option: str) -> None:
        self._shown = shown
        self._option = option
        try:
            self._text = content.decode()
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            column = error.start - content.rfind(b"\n", 0, error.start)
            raise InputError(
                "this is not UTF-8",
                hint="save it as UTF-8",
                location=Location(shown, line, column),
            ) from error
        self._document = self._prepared()

    def quads(self) -> Iterator[ox.Quad]:
        """Return what the document says. Raises InputError for what it does not say clearly."""
        try:
            quads = list(self._parse(lenient=True))
            strict = sum(1 for _ in self._parse(lenient=False))
        except SyntaxError as error:
            said = " ".join(str(error.args[0]).split()).rstrip(".")
            self._fail(f"this is not JSON-LD: {said}", "correct it", _quoted(said))
        for quad in quads:
            self._check(quad, complete=strict == len(quads))
        yield from quads

    def _parse(self, *, lenient: bool) -> Iterator[ox.Quad]:
        return iter(
            ox.parse(
                self._document,
                format=ox.RdfFormat.JSON_LD,
                base_iri=_BASE,
                lenient=lenient,
            )
        )

    def _prepared(self) -> bytes:
        try:
            document = json.loads(
                self._text,
                object_pairs_hook=self._object,
                parse_constant=self._no_number,
                parse_float=self._number,
            )
        except json.JSONDecodeError as error:
            raise InputError(
                f"this is not JSON: {error.msg[:1].lower()}{error.msg[1:]}",
                hint="correct it there; if the file is in another format, name that with "
                f"{self._option}",
                location=Location(self._shown, error.lineno, error.colno),
            ) from error
        except RecursionError:
            self._fail("this is nested too deep", "write it flatter")
        try:
            self._place_contexts(document)
        except RecursionError:
            self._fail("this is nested too deep", "write it flatter")
        nodes = document if isinstance(document, list) else [document]
        for node in nodes:
            if isinstance(node, dict):
                own = node.get("@context", [])
                own = own if isinstance(own, list) else [own]
                # First, so that the object's own words come before the rest of it.
                rest = {key: value for key, value in node.items() if key != "@context"}
                node.clear()
                node["@context"] = [{"@vocab": _UNMAPPED}, *own]
                node.update(rest)
        return json.dumps(document).encode()

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """Return an object; of a key that stands twice, JSON would lose a value."""
        found = dict(pairs)
        if len(found) < len(pairs):
            [(key, _), *_] = (Counter(key for key, _ in pairs) - Counter(found.keys())).items()
            hint = f'give "{key}" once, with a list of its values'
            self._fail(f'the key "{key}" stands twice in one object', hint, key)
        return found

    def _place_contexts(self, value: Any) -> None:
        """Put the shipped context where it is named."""
        if isinstance(value, list):
            for item in value:
                self._place_contexts(item)
        elif isinstance(value, dict):
            for key, item in value.items():
                if key == "@context":
                    value[key] = self._context(item)
                    self._place_contexts(value[key])
                elif key == "@direction" and item is not None:
                    self._fail(
                        "there is a text with a base direction, which is RDF 1.2 and not supported",
                        "say it in RDF 1.1",
                        "@direction",
                    )
                elif key == "@import":
                    self._fail("@import is not supported", "write the context out", "@import")
                else:
                    self._place_contexts(item)

    def _context(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._context(item) for item in value]
        if not isinstance(value, str):
            return value
        if not _SHIPPED.fullmatch(value):
            self._unknown_context(value)
        return self._shipped

    def _unknown_context(self, value: str) -> NoReturn:
        self._fail(
            f'the context "{value}" is not here, and nothing is fetched',
            f'write it out in the file, or use "{CONTEXT_ADDRESS}"',
            value,
        )

    @cached_property
    def _shipped(self) -> Any:
        from csto_kg.resources import find_resources

        path = os.path.join(find_resources().ontology_dir, CONTEXT_FILE)
        try:
            with open(path, encoding="utf-8") as stream:
                return json.load(stream)["@context"]
        except (OSError, ValueError, KeyError) as error:
            raise EnvironmentFailure(
                f'cannot read the context "{path}"', hint="install csto-kg again"
            ) from error

    def _check(self, quad: ox.Quad, *, complete: bool) -> None:
        for term in quad:
            if isinstance(term, ox.NamedNode):
                self._check_iri(term.value, complete=complete)
            elif isinstance(term, ox.Literal):
                self._check_iri(term.datatype.value, complete=complete)
                if not complete and term.language is not None:
                    try:
                        ox.Literal("", language=term.language)
                    except ValueError:
                        self._fail(
                            f'"{term.language}" is no language tag',
                            "correct it",
                            term.language,
                        )

    def _check_iri(self, iri: str, *, complete: bool) -> None:
        if iri.startswith(_UNMAPPED):
            name = iri[len(_UNMAPPED) :]
            self._fail(
                f'no context says what "{name}" means',
                f'correct it, or let "@context" be "{CONTEXT_ADDRESS}"',
                name,
            )
        if iri.startswith(_BASE):
            name = iri[len(_BASE) :]
            self._fail(
                f'the IRI "{name}" is relative and there is no base',
                'write the whole IRI, or give "@base" in the context',
                name,
            )
        if not complete:
            try:
                ox.NamedNode(iri)
            except ValueError:
                self._no_iri(iri)

    def _no_iri(self, iri: str) -> NoReturn:
        """What is no IRI as a whole: a word in one of our namespaces, or all of it."""
        for namespace in (CSTO, ID):
            if iri.startswith(namespace):
                word = iri.removeprefix(namespace)
                name = "".join(part[:1].upper() + part[1:] for part in word.split())
                hint = f'write it without spaces; did you mean "{name}"?' if " " in word else ""
                self._fail(f'"{word}" is no name', hint or "correct it", word)
        self._fail(f'"{iri}" is no IRI', "correct it", iri)

    def _number(self, digits: str) -> float:
        number = float(digits)
        if number in (float("inf"), float("-inf")):
            self._fail(f"the number {digits} is too large for JSON", "write it as text", digits)
        return number

    def _no_number(self, name: str) -> NoReturn:
        self._fail(f"{name} is not JSON", "write it as text", name)

    def _fail(self, message: str, hint: str, words: str = "") -> NoReturn:
        """Raise InputError at the first place where the words stand."""
        quoted = json.dumps(words, ensure_ascii=False)
        place = self._text.find(quoted) if words else -1
        if place < 0 and words:
            place = self._text.find(words)
        line = column = None
        if place >= 0:
            line = self._text.count("\n", 0, place) + 1
            column = place - self._text.rfind("\n", 0, place)
        raise InputError(message, hint=hint, location=Location(self._shown, line or 1, column or 1))


def _quoted(said: str) -> str:
    found = re.search(r"['\"]([^'\"]+)['\"]", said)
    return found[1] if found else ""
