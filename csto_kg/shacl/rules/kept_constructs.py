"""The CONSTRUCT of rules kept from one run to the next, with the plans that were made for it.

To read a rule's text, and to plan it for a graph, takes longer than to ask it of a small one. What
is made of a text are values of a few classes, written as JSON lists: the number of the class, then
its fields.
"""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pyoxigraph as ox

from csto_kg.cache import keep, recall
from csto_kg.shacl.rules.construct import Construct, read_construct
from csto_kg.shacl.rules.together import Together
from csto_kg.sparql import tree
from csto_kg.sparql.tokens import Kind, Token

_KIND = "construct"
_MOST = 1024
_KINDS, _FORMS = [*Kind], [*tree.PathForm]
_TUPLE, _LIST, _DICT, _SET, _TOKEN, _FORM, _NODE, _FIRST = range(8)
_CLASSES: list[Any] = [
    Construct,
    Together,
    *(each for each in vars(tree).values() if dataclasses.is_dataclass(each)),
]
_NUMBERS = {each: number for number, each in enumerate(_CLASSES, start=_FIRST)}
_FIELDS = {each: [field.name for field in dataclasses.fields(each)] for each in _CLASSES}


@dataclass(eq=False)
class _Known:
    """A construct, and how many of its plans are kept; None if nothing of it is."""

    made_from: tuple[str, ...]
    construct: Construct
    kept: int | None

    @property
    def plans(self) -> int:
        return len(self.construct.together.plans) if self.construct.together else 0


_MADE: deque[_Known] = deque(maxlen=_MOST)


def construct_of(text: str, prefixes: Mapping[str, str]) -> Construct:
    """Return what ``read_construct`` makes of a rule's text, and raise as it does."""
    return _known(text, tuple(prefixes.items())).construct


def keep_constructs() -> None:
    """Keep what was made of texts since this runs, where it or a plan of it is new."""
    for known in _MADE:
        if known.kept != known.plans:
            known.kept = known.plans
            keep(_KIND, _written(known.construct), *known.made_from)


@lru_cache(maxsize=_MOST)  # rule sets share rules
def _known(text: str, declared: tuple[tuple[str, str], ...]) -> _Known:
    made_from = (text, *(part for pair in declared for part in pair))
    construct = _recalled(recall(_KIND, *made_from))
    if construct is None:
        found = _Known(made_from, read_construct(text, dict(declared)), None)
    else:
        found = _Known(made_from, construct, None)
        found.kept = found.plans
    _MADE.append(found)
    return found


def _recalled(value: object) -> Construct | None:
    """Return the construct that was written; None for anything else."""
    with suppress(AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError):
        found = _read(value)
        return found if isinstance(found, Construct) else None
    return None


def _written(value: object) -> object:
    """Write a value as JSON has it."""
    match value:
        case None | str() | int():
            return value
        case Token():
            return [_TOKEN, _KINDS.index(value.kind), *value[1:]]
        case tuple():
            return [_TUPLE, *map(_written, value)]
        case list():
            return [_LIST, *map(_written, value)]
        case dict():
            return [_DICT, *([_written(key), _written(each)] for key, each in value.items())]
        case frozenset():
            return [_SET, *sorted(value)]
        case tree.PathForm():
            return [_FORM, _FORMS.index(value)]
        case ox.NamedNode():
            return [_NODE, value.value]
    kind = type(value)
    return [_NUMBERS[kind], *(_written(getattr(value, name)) for name in _FIELDS[kind])]


def _read(value: Any) -> Any:
    """Return the value that was written. Raises all sorts of errors for anything else."""
    if type(value) is not list:
        return value
    number = value[0]
    if number == _TOKEN:
        return Token(_KINDS[value[1]], *value[2:])
    if number == _TUPLE:
        return tuple(map(_read, value[1:]))
    if number >= _FIRST:
        return _CLASSES[number - _FIRST](*map(_read, value[1:]))
    if number == _LIST:
        return [*map(_read, value[1:])]
    if number == _DICT:
        return {_read(key): _read(each) for key, each in value[1:]}
    if number == _SET:
        return frozenset(value[1:])
    return _FORMS[value[1]] if number == _FORM else ox.NamedNode(value[1])
