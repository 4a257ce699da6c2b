"""The rules and shapes to check with: the common ones, and those of readings."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.checking.readings import Reading, find_readings, readings
from csto_kg.errors import InputError, Location, UsageError, did_you_mean
from csto_kg.rdf_files.file import RdfFile
from csto_kg.shacl.rules.rule_set import RuleSet, rule_set
from csto_kg.shacl.wellformed.shapes import Shapes, load_shapes
from csto_kg.terms import PREFIXES, RDF

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csto_kg.resources import Resources
    from csto_kg.shacl.validator import Validator

ALL, NONE = "all", "none"
"""Words for readings: every one, side by side, without deciding anything; or no reading."""

ENGINES = ("pyshacl",)

COMMON = "common"
"""What holds under every reading is called so; no reading may be."""

_MEMBER = ox.NamedNode(PREFIXES["skos"] + "member")
_SHAPES = frozenset(ox.NamedNode(PREFIXES["sh"] + name) for name in ("NodeShape", "PropertyShape"))


@dataclass(frozen=True)
class Rules:
    """The common rules (``reading`` None), or those together with a reading's own.

    ``stamp`` tells these rules from all others.
    """

    reading: str | None
    rules: RuleSet
    stamp: str


@dataclass(frozen=True)
class Checks:
    """Rules, and shapes for what they derive: the common shapes, or a reading's own alone."""

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
    """Read the common rules, then those of each reading.

    Raises InputError that names the file and the rule of what is broken.
    """
    common = [*resources.rule_files]
    found = [Rules(None, rule_set(common), _stamp(common))]
    for reading in readings(resources):
        if reading.name == COMMON:
            raise InputError(
                f'a reading cannot have the name "{COMMON}"',
                hint="rename the file",
                location=Location(reading.path),
            )
        files = [*common, reading.path]
        found.append(Rules(reading.name, rule_set(files), _stamp(files)))
    return found


def load_checks(
    resources: Resources, rules: Iterable[Rules], chosen: Iterable[Reading]
) -> list[Checks]:
    """Read the common shapes, and those of the chosen readings; the common checks come first.

    Raises InputError that names the file and the shape of what is broken.
    """
    files = {None: resources.shape_files} | {each.name: (each.path,) for each in chosen}
    return [
        Checks(each, load_shapes(files[each.reading])) for each in rules if each.reading in files
    ]


def check_engine(name: str) -> None:
    """Raise UsageError when there is no engine of this name."""
    if name not in ENGINES:
        raise UsageError(
            f'there is no engine "{name}"',
            hint=did_you_mean(name, ENGINES) or f"use one of {', '.join(ENGINES)}",
        )


def engine(name: str) -> Validator:
    """Return the engine of this name, which takes a third of a second to import."""
    check_engine(name)
    from csto_kg.shacl.pyshacl.engine import PyshaclValidator

    return PyshaclValidator()


def described(resources: Resources) -> frozenset[str]:
    """Return the names of everything that the files of shapes, rules and readings describe."""
    files = (*resources.rule_files, *resources.reading_files, *resources.shape_files)
    return frozenset(
        quad.subject.value
        for path in files
        for quad in RdfFile(path).quads()
        if isinstance(quad.subject, ox.NamedNode)
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
            for triple in shapes.triples
            if triple.predicate.value == RDF + "type"
            and triple.object in _SHAPES
            and isinstance(triple.subject, ox.NamedNode)
        }
    )


def _stamp(paths: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        with open(path, "rb") as stream:
            content = stream.read()
        digest.update(f"{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()
