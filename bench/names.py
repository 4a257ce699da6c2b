"""Made-up names: of states in English and in Russian with the collation key, of people, of places.

A name is the number of its bearer in syllables, so no two bearers share one.
"""

from __future__ import annotations

from typing import NamedTuple

ALPHABET = "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"

_FIRST = (
    "Ad Bad Vel Gor Dar Er Yol Zhen Zor Il Kav Lum Mor Nav Os Per Rud Sel Tav Ur"
    " Fen Khar Cher Shal Yul Yar"
).split()
_FIRST_RU = (
    "Ад Бад Вел Гор Дар Ер Ёл Жен Зор Ил Кав Лум Мор Нав Ос Пер Руд Сел Тав Ур"
    " Фен Хар Чер Шал Юл Яр"
).split()
_MIDDLE = "a e i o u ya yo ma ne li ro ta vu do ge be".split()
_MIDDLE_RU = "а е и о у я ё ма не ли ро та ву до ге бе".split()
_SECOND = "b d g k l m n r s t v z".split()
_SECOND_RU = "б д г к л м н р с т в з".split()
_GIVEN = (
    "Alen Bela Davor Emin Filip Goran Hanna Ivo Jana Kira Lena Marek Nadia Olga Pavel Rosa"
    " Stefan Tamar Viktor Zora"
).split()
# How many states can be told apart; the step walks through them all and is prime to the number.
STATES = len(_FIRST) * len(_MIDDLE) * len(_SECOND) * len(_MIDDLE)
_STEP = 30_011


class StateName(NamedTuple):
    """A state's name in English, its short name in Russian, and the key that sorts the latter."""

    english: str
    russian: str
    key: str


def collation_key(name: str) -> str:
    """Return the key: two digits a letter, its place in the alphabet; 00 for space and hyphen."""
    return "".join(
        "00" if letter in " -" else f"{ALPHABET.index(letter) + 1:02}" for letter in name.upper()
    )


def state_name(number: int) -> StateName:
    """Return the name of a state; the same one comes again only after ``STATES`` others."""
    rest = number * _STEP % STATES
    rest, first = divmod(rest, len(_FIRST))
    rest, middle = divmod(rest, len(_MIDDLE))
    last, second = divmod(rest, len(_SECOND))
    english = _FIRST[first] + _MIDDLE[middle] + _SECOND[second] + _MIDDLE[last] + "nia"
    russian = _FIRST_RU[first] + _MIDDLE_RU[middle] + _SECOND_RU[second] + _MIDDLE_RU[last] + "ния"
    if number % 9 == 0:  # some names have two words, and some a hyphen
        english, russian = "New " + english, "Новая " + russian
    elif number % 13 == 0:
        english, russian = english + "-Lo", russian + "-Ло"
    return StateName(english, russian, collation_key(russian))


def person_name(number: int) -> str:
    """Return a person's name; a surname comes again after some thousand others."""
    rest, given = divmod(number, len(_GIVEN))
    rest, first = divmod(rest * 7 + given, len(_FIRST))
    rest, middle = divmod(rest, len(_MIDDLE))
    second = (rest + first) % len(_SECOND)
    return f"{_GIVEN[given]} {_FIRST[first]}{_MIDDLE[middle]}{_SECOND[second]}ov"


def place_name(number: int) -> str:
    """Return the name of a city."""
    name = state_name(number + 7)
    return name.english.split(" ")[-1].split("-")[0].removesuffix("nia") + "grad"
