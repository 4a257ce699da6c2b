"""The engine's own Turtle, rearranged: the text of :mod:`csto_kg.writers.turtle.writer`, sooner.

The engine writes Turtle as fast as N-Triples, and most of it as we would. So its text is cut into
subjects and properties, and these are put in our order; few terms are looked at. Its text is::

    id:somebody a csto:Person ;
    <TAB>rdfs:label "Somebody"@en , "Someone" .

Line ends and tabs stand where they do here and nowhere else: inside of literals they are escaped.
A run of triples with one subject is a block, and in it a run with one predicate a property. So a
subject or a predicate comes again where the engine holds its triples in several places.

A block with a term that we write otherwise, and one whose subject or predicate comes again, is
**odd**: it is read as triples, and the usual writer writes it. Tests compare the bytes of both.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from csto_kg.writers.canonical import natural
from csto_kg.writers.statements import dumped, sorted_lines
from csto_kg.writers.subjects import TYPE, ReadingOrder, value_key
from csto_kg.writers.turtle.notation import HIDDEN, Known, Notation
from csto_kg.writers.turtle.writer import Blocks, in_graph, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from csto_kg.store.interface import Store

# What we write as the engine does: names of plain characters, numbers in their shortest form,
# booleans, datatypes of XML Schema. All else is odd; an odd thing inside of a literal is no harm.
_NAME = re.compile(r"[a-z]+:[A-Za-z0-9_.-]+")
_BARE = re.compile(r"[^ ]+ (?:0|-?[1-9][0-9]*|-?(?:0|[1-9][0-9]*)\.[0-9]*[1-9]|true|false)")
_ODD_DATATYPE = re.compile(r"\^\^(?!<|xsd:[A-Za-z]+(?: |$))")
# Each predicate with how its first object begins: the prefix of such a name, else one character.
_STARTS = re.compile(r"\t([^ ]+ (?:[a-z]+:(?=[A-Za-z0-9_.-]+(?: |$))|.))")
_TERM = re.compile(r'"(?:[^"\\]++|\\.)*+"[^ ]*|[^ ,"\n\t][^ ]*')


class Rearranged(NamedTuple):
    """A text, of how many subjects, and how many of these were odd."""

    text: str
    subjects: int
    odd: int


def rearranged_turtle(
    store: Store, graphs: Sequence[str], kinds: Sequence[str] = ()
) -> Rearranged | None:
    """Return the merged triples of a store's graphs in Turtle, as ``turtle_of`` writes them.

    ``kinds``: IRIs of classes in reading order. None where the engine's text won't do, as
    :func:`csto_kg.writers.statements.dumped` says. Raises EnvironmentFailure where the store does.
    """
    notation = Notation()
    texts = dumped(store, graphs, ox.RdfFormat.TURTLE, notation.prefixes)
    if texts is None:
        return None
    writer = _Rearranger(notation, kinds)
    return writer.done(writer.blocks(texts))


def rearranged_trig(
    store: Store, graphs: Sequence[str], kinds: Sequence[str] = ()
) -> Rearranged | None:
    """Return a store's graphs in TriG, as ``trig_of`` writes them; else as the one for Turtle."""
    notation = Notation()
    texts = dumped(store, graphs, ox.RdfFormat.TURTLE, notation.prefixes)
    if texts is None:
        return None
    writer = _Rearranger(notation, kinds)
    texts_of = {f"<{graph}>": text for graph, text in zip(graphs, texts, strict=True) if text}
    return writer.done(
        [
            in_graph(notation, name, writer.blocks([texts_of[name]]))
            for name in sorted(texts_of, key=natural)
        ]
    )


class _Odd(Exception):  # noqa: N818  (no error)
    """A block that the usual writer must write."""


class _Plan(NamedTuple):
    """What to do with the properties of a block; many blocks have the same."""

    in_order: Callable[[list[str]], Sequence[str]]
    """Returns them in our order."""
    types: int | None
    """Where the types stand."""
    bare: list[int]
    """Where the first object is a number, a boolean or an odd name."""


class _Rearranger:
    def __init__(self, notation: Notation, kinds: Sequence[str]) -> None:
        self._notation = notation
        self._prefixes = notation.prefixes
        self._used = notation.used
        self._order = ReadingOrder(kinds)
        self._plans = Known(self._plan)
        self._kinds = Known(self._kind)
        self._keys: Known[str, str] = Known(lambda term: natural(self._full(term)))
        self._written: dict[tuple[int, str], list[tuple[str, str]]] = defaultdict(list)
        """By the key of their kind the blocks, each after the key of its subject."""
        self._subjects = self._odd = 0

    def done(self, parts: list[str]) -> Rearranged:
        """Return the text of all parts."""
        return Rearranged(whole(self._notation, parts), self._subjects, self._odd)

    def blocks(self, texts: Iterable[bytes]) -> list[str]:
        """Return the blocks of the engine's texts, merged, as we write them and in our order."""
        blocks = [block for text in texts for block in _cut(text)]
        subjects = [block[: block.index(" ")] for block in blocks]
        found = dict(zip(subjects, blocks, strict=True))
        odd: list[str] = []
        if len(found) < len(blocks):
            several = {s for s, times in Counter(subjects).items() if times > 1}
            odd += [b for s, b in zip(subjects, blocks, strict=True) if s in several]
            found = {s: b for s, b in found.items() if s not in several}
        self._learn_keys(found)
        for subject, block in found.items():
            try:
                self._write(subject, block)
            except _Odd:
                odd.append(block)
        if odd:
            self._write_anew(odd)
        written = []
        for kind in sorted(self._written):
            self._written[kind].sort()
            written += [text for _, text in self._written[kind]]
        self._written.clear()
        self._subjects += len(written)
        return written

    def _write(self, subject: str, block: str) -> None:
        """Write the block; raises _Odd for one that is odd."""
        if _ODD_DATATYPE.search(block) or (not block.isascii() and HIDDEN.search(block)):
            raise _Odd
        properties = block[len(subject) + 1 :]
        in_order, types, bare = self._plans[tuple(_STARTS.findall("\t" + properties))]
        parts = properties.split(" ;\n\t")
        for place in bare:
            if not _BARE.fullmatch(parts[place]):
                raise _Odd
        key = self._keys[subject]
        kind = self._kinds["" if types is None else parts[types]]
        if " , " in properties:
            parts = [self._sorted(part) if " , " in part else part for part in parts]
        if "xsd" not in self._used and "^^xsd:" in properties:
            self._used.update(_datatype(t).partition(":")[0] for t in _TERM.findall(properties))
        text = " ;\n    ".join(in_order(parts))
        self._written[kind].append((key, f"{subject} {text} ;\n    .\n"))

    def _plan(self, starts: tuple[str, ...]) -> _Plan:
        """Return what to do with such a block; raises _Odd where a predicate comes again."""
        predicates, firsts = zip(*(start.split(" ") for start in starts), strict=True)
        ordered = self._order.plan(tuple(map(self._full, predicates)))
        if len(ordered) < len(predicates):
            raise _Odd
        self._used.update(first[:-1] for first in firsts)  # of a name the prefix, else nothing
        places = [places[0] for _, places in ordered]
        return _Plan(
            in_order=itemgetter(*places) if len(places) > 1 else list,
            types=predicates.index("a") if "a" in predicates else None,
            bare=[place for place, first in enumerate(firsts) if first[-1] not in ':"<'],
        )

    def _kind(self, types: str) -> tuple[int, str]:
        """Return the key of a kind, from the property that gives the types."""
        return self._order.kind([(TYPE, self._full(term)) for term in _TERM.findall(types)[1:]])

    def _sorted(self, part: str) -> str:
        """Return the property with its objects sorted; raises _Odd for an odd object."""
        predicate, objects = part.split(" ", 1)
        if '"' in objects:
            terms = _TERM.findall(objects)
            terms.sort(key=lambda term: value_key(self._full(term)))
        else:
            terms = objects.split(" , ")
            terms.sort(key=self._keys.__getitem__)
        return f"{predicate} {' , '.join(terms)}"

    def _learn_keys(self, subjects: Iterable[str]) -> None:
        """Keep the keys of subjects with names, all in one go."""
        spaces = {prefix: natural("<" + iri) for prefix, iri in self._prefixes.items()}
        keys = natural("\n".join(subjects)).split("\n")
        for subject, key in zip(subjects, keys, strict=False):  # of no subjects there is a key: ""
            if _NAME.fullmatch(subject):
                prefix, _, local = key.partition(":")
                self._used.add(prefix)
                self._keys[subject] = f"{spaces[prefix]}{local}>"

    def _full(self, term: str) -> str:
        """Return a term as it stands in N-Triples; raises _Odd for an odd one."""
        if term[0] == "<":
            return term
        if term[0] == '"':
            name = _datatype(term)
            return term[: -len(name)] + self._full(name) if name else term
        if term == "a":
            return TYPE
        if not _NAME.fullmatch(term):
            raise _Odd
        prefix, _, local = term.partition(":")
        self._used.add(prefix)
        return f"<{self._prefixes[prefix]}{local}>"

    def _write_anew(self, blocks: list[str]) -> None:
        """Write blocks as the usual writer does, those of one subject together."""
        names = [f"@prefix {name}: <{iri}>" for name, iri in self._prefixes.items()]
        text = "".join([f"{part} .\n" for part in (*names, *blocks)])
        quads = ox.parse(text.encode(), format=ox.RdfFormat.TURTLE)
        lines = sorted_lines((ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"").decode())
        usual = Blocks(lines, self._notation, self._order)
        self._odd += len(usual.facts)
        for subject, facts in usual.facts.items():
            written = self._written[self._order.kind(facts)]
            written.append((natural(subject), usual.block(subject)))


def _cut(text: bytes) -> list[str]:
    """Return the blocks of the engine's text, without the declarations of prefixes."""
    blocks = text.split(b" .\n")
    blocks.pop()  # what follows the last full stop: nothing
    declared = 0
    while declared < len(blocks) and blocks[declared].startswith(b"@prefix "):
        declared += 1
    return [*map(bytes.decode, blocks[declared:])]


def _datatype(term: str) -> str:
    """Return the name of a literal's datatype; of all else an empty text."""
    end = term[term.rindex('"') + 1 :] if term[0] == '"' else ""
    return end[2:] if end.startswith("^^") else ""
