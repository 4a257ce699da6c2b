"""The readings that the data folder has: one file each, named as the reading is."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass

from csto_kg.errors import InputError, Location, UsageError, did_you_mean
from csto_kg.resources import Resources
from csto_kg.terms import ID

RESERVED = frozenset(("all", "none"))
"""Words that stand for readings on the command line, so that no reading has them as its name."""

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
