"""The rules and shapes to check with: the common ones, and those of readings.

A reading is a file of the data folder, named as the reading is.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.cache import keep, recall
from csto_kg.errors import InputError, Location, UsageError, did_you_mean
from csto_kg.rdf_files.file import RdfFile
from csto_kg.resources import Resources
from csto_kg.shacl.graph.shapes_graph import ShapesFile, ShapesGraph, read_rdf, read_turtle
from csto_kg.shacl.wellformed.shapes import Shapes, shapes_of
from csto_kg.terms import ID, PREFIXES, RDF

if TYPE_CHECKING:
    from csto_kg.shacl.rules.rule_set import RuleSet

ALL, NONE = "all", "none"
"""Words for readings: every one, side by side, without deciding anything; or no reading."""

RESERVED = frozenset((ALL, NONE))
"""No reading has one of these as its name."""

_NAME = re.compile(r"[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*")


@dataclass(frozen=True)
class Reading:
    """A reading of the rules: its name, the file with what it changes, its individual."""

    name: str
    path: str
    iri: str


def readings(resources: Resources) -> list[Reading]:
    """Return the readings in order of name.

    Raises InputError for a file whose name cannot be a reading's.
    """
    found = []
    for path in resources.reading_files:
        name = os.path.splitext(os.path.basename(path))[0]
        if not _NAME.fullmatch(name) or name in RESERVED:
            raise InputError(
                f'a reading cannot have the name "{name}"',
                hint="rename the file: letters and digits, with single hyphens between them, and "
                f"neither {' nor '.join(sorted(RESERVED))}",
                location=Location(path),
            )
        found.append(Reading(name, path, ID + name))
    return sorted(found, key=lambda reading: reading.name)


def find_readings(resources: Resources, names: Iterable[str]) -> list[Reading]:
    """Return the readings of these names, each once, in order of name.

    Raises UsageError for a name that no reading has.
    """
    known = {reading.name: reading for reading in readings(resources)}
    wanted = set()
    for name in names:
        if name not in known:
            raise UsageError(
                f'there is no reading "{name}"',
                hint=did_you_mean(name, known)
                or (f"choose from: {', '.join(known)}" if known else "the data folder has none"),
            )
        wanted.add(name)
    return [reading for name, reading in known.items() if name in wanted]


COMMON = "common"
"""What holds under every reading is called so; no reading may be."""

_MEMBER = ox.NamedNode(PREFIXES["skos"] + "member")
_SHAPES = frozenset(ox.NamedNode(PREFIXES["sh"] + name) for name in ("NodeShape", "PropertyShape"))


@dataclass(frozen=True, eq=False)
class Rules:
    """The common rules (``reading`` None), or those together with a reading's own.

    ``stamp`` tells these rules from all others. They are read when they are first needed: what
    follows by them may be known.
    """

    reading: str | None
    files: tuple[ShapesFile, ...] = field(repr=False)
    stamp: str

    @cached_property
    def graph(self) -> ShapesGraph:
        """What the rules are made from."""
        return ShapesGraph(files=self.files)

    @cached_property
    def rules(self) -> RuleSet:
        """The rules. Raises InputError that names the file and the rule of what is broken."""
        from csto_kg.shacl.rules.rule_set import rules_of

        return rules_of(self.graph)


@dataclass(frozen=True, eq=False)
class Checks:
    """Rules, and shapes for what they derive: the common ones, or those judged by a reading."""

    rules: Rules
    shapes: Shapes

    @property
    def reading(self) -> str | None:
        """The reading's name; None for the common checks."""
        return self.rules.reading


@dataclass(frozen=True)
class Chosen:
    """The readings to check under, and whether they decide with the common shapes."""

    readings: tuple[Reading, ...]
    decide: bool

    @property
    def deciding(self) -> tuple[str, ...]:
        """The names of the readings that decide."""
        return tuple(reading.name for reading in self.readings) if self.decide else ()


def choose_readings(resources: Resources, names: Iterable[str]) -> Chosen:
    """Return the readings of these names; ``all`` is the default, ``none`` stands for none.

    Raises UsageError for a name that no reading has, and for a word beside names.
    """
    wanted = list(dict.fromkeys(names)) or [ALL]
    for word in (ALL, NONE):
        if word in wanted:
            if len(wanted) > 1:
                raise UsageError(
                    f'"{word}" stands for readings, and there are others beside it',
                    hint=f"give {word} alone, or names",
                )
            return Chosen(tuple(readings(resources)) if word == ALL else (), decide=False)
    return Chosen(tuple(find_readings(resources, wanted)), decide=True)


def load_rules(resources: Resources) -> list[Rules]:
    """Return the common rules, then those of each reading.

    Raises InputError that names the file and the rule of what is broken.
    """
    found = readings(resources)
    for reading in found:
        if reading.name == COMMON:
            raise InputError(
                f'a reading cannot have the name "{COMMON}"',
                hint="rename the file",
                location=Location(reading.path),
            )
    return load_rules_of(resources, (None, *found))


def load_rules_of(resources: Resources, chosen: Iterable[Reading | None]) -> list[Rules]:
    """Return the common rules (None), or those with a reading's own, for each that is chosen.

    Where the files say what they said before, these are the same rules. Raises as
    :func:`load_rules` does.
    """
    common = tuple(map(read_turtle, resources.rule_files))
    return [
        _rules(None, common)
        if reading is None
        else _rules(reading.name, (*common, read_turtle(reading.path)))
        for reading in chosen
    ]


@lru_cache(maxsize=32)
def _rules(reading: str | None, files: tuple[ShapesFile, ...]) -> Rules:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{len(file.content)}\n".encode())
        digest.update(file.content)
    found = Rules(reading, files, digest.hexdigest())
    if recall("rules", found.stamp) is not True:
        found.rules  # noqa: B018  (raises for what is broken)
        keep("rules", True, found.stamp)
    return found


def load_checks(
    resources: Resources, rules: Iterable[Rules], chosen: Iterable[Reading]
) -> list[Checks]:
    """Return the common shapes, and those of the chosen readings; the common checks come first.

    A reading's are those that are written once for every reading, and those of its own file. Where
    the files say what they said before, these are the same checks.

    Raises InputError that names the file and the shape of what is broken.
    """
    own = {each.name: each.path for each in chosen}
    judging = [read_turtle(path) for path in resources.by_reading_files] if own else []
    found = []
    for each in rules:
        if each.reading is None:
            found.append(_checks(each, tuple(map(read_rdf, resources.shape_files))))
        elif each.reading in own:
            files = (*judging, *(f for f in each.files if f.path == own[each.reading]))
            found.append(_checks(each, files))
    return found


@lru_cache(maxsize=32)
def _checks(rules: Rules, files: tuple[ShapesFile, ...]) -> Checks:
    return Checks(rules, shapes_of(ShapesGraph(files=files)))


def described(
    resources: Resources, rules: Iterable[Rules], checks: Iterable[Checks]
) -> frozenset[str]:
    """Return the names of everything that the files of rules, readings and shapes describe.

    Those that rules and checks were made from are not opened again.
    """
    files = {file.path: file for each in rules for file in each.files}
    files |= {path: file for each in checks for path, file in each.shapes.graph.files.items()}
    files |= {p: read_turtle(p) for p in resources.by_reading_files if p not in files}
    return frozenset(
        quad.subject.value
        for file in files.values()
        for quad, _ in file.quads
        if isinstance(quad.subject, ox.NamedNode) and not isinstance(quad.object, ox.Triple)
    )


def reserved(resources: Resources) -> frozenset[str]:
    """Return the terms that no source may state, as ``ontology/reserved.ttl`` lists them."""
    path = os.path.join(resources.ontology_dir, "reserved.ttl")
    if not os.path.exists(path):
        return frozenset()
    return frozenset(
        quad.object.value
        for quad in RdfFile(path).quads()
        if quad.predicate == _MEMBER and isinstance(quad.object, ox.NamedNode)
    )


def shapes_in(shapes: Shapes) -> int:
    """Return how many shapes with a name there are."""
    return len(
        {
            triple.subject
            for triple in shapes.graph.triples
            if triple.predicate.value == RDF + "type"
            and triple.object in _SHAPES
            and isinstance(triple.subject, ox.NamedNode)
        }
    )
