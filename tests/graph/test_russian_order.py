"""Short names in Russian sort as the Russian alphabet does, by their collation keys.

The alphabet is written out here, and the keys are built anew from it: two digits a letter, its
place in the alphabet; a space or a hyphen is 00, before every letter. By code points alone Ё
would come before А.
"""

from __future__ import annotations

import pytest

from tests.graph.facts import Dataset, Node, short

ALPHABET = "А Б В Г Д Е Ё Ж З И Й К Л М Н О П Р С Т У Ф Х Ц Ч Ш Щ Ъ Ы Ь Э Ю Я".split()
BEFORE_LETTERS = " -"


def key(name: str) -> str:
    """The collation key of a Russian name."""
    return "".join(
        "00" if letter in BEFORE_LETTERS else f"{ALPHABET.index(letter) + 1:02}"
        for letter in name.upper()
    )


def russian(data: Dataset) -> dict[Node, str]:
    """The records of Russian short names."""
    found = {}
    for record in data.instances("csto:ShortName"):
        form = data.facts.value(record, "csto:shortForm")
        if getattr(form, "language", None) == "ru":
            found[record] = getattr(form, "value", "")
    return found


def wrong_keys(data: Dataset) -> list[str]:
    return [
        f"{short(record)}: {name}"
        for record, name in russian(data).items()
        if data.facts.texts(record, "csto:collationKey") != [key(name)]
    ]


def states_by_key(data: Dataset) -> list[str]:
    records = sorted(russian(data), key=lambda r: data.facts.texts(r, "csto:collationKey"))
    return [short(state) for r in records for state in data.facts.values(r, "csto:state")]


def test_the_alphabet_is_the_russian_one() -> None:
    assert len(ALPHABET) == 33
    assert ALPHABET[5:8] == ["Е", "Ё", "Ж"]
    assert [x for x in ALPHABET if x != "Ё"] == [chr(c) for c in range(ord("А"), ord("Я") + 1)]


def test_every_key_is_built_from_its_name(data: Dataset) -> None:
    assert len(russian(data)) == 9
    assert wrong_keys(data) == []


def test_the_states_stand_in_russian_order(data: Dataset) -> None:
    assert states_by_key(data) == [
        "id:azerbaijan", "id:armenia", "id:belarus", "id:georgia", "id:kazakhstan",
        "id:kyrgyzstan", "id:russia", "id:tajikistan", "id:uzbekistan",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "names",
    [
        ["Едания", "Ежания", "Ёдания", "Жедания"],  # Ё after all of Е, not before А
        ["Аения", "Аёния", "Ажния"],
        ["Ания", "Ёния", "Яния"],
        ["Киения", "Кизния", "Кииния", "Кийния", "Кикния"],  # Й after И, not with it
        ["Кот", "Кот Д", "Котания"],  # a space before every letter
        ["Гвинея", "Гвинея-Бисау", "Гвинеяна"],
    ],
)
def test_made_up_names_sort_as_the_alphabet_does(names: list[str]) -> None:
    assert sorted(set(names), key=key) == names


def test_code_points_alone_would_be_wrong() -> None:
    assert sorted(["Ания", "Ёния"]) == ["Ёния", "Ания"]
    assert sorted(["Ания", "Ёния"], key=key) == ["Ания", "Ёния"]


def test_official_names_break_the_order(data: Dataset) -> None:
    """Why the short names count: with «Республика …», Belarus comes after Kyrgyzstan."""
    official = {"id:belarus": "Республика Беларусь", "id:kyrgyzstan": "Кыргызская Республика"}
    assert key(official["id:kyrgyzstan"]) < key(official["id:belarus"])
    order = states_by_key(data)
    assert order.index("id:belarus") < order.index("id:kyrgyzstan")


def test_a_wrong_key_is_caught(data: Dataset) -> None:
    broken = data.changed(
        add='id:bg-short-name-armenia csto:collationKey "3418" .',
        remove='id:bg-short-name-armenia csto:collationKey "01181406151033" .',
    )
    assert wrong_keys(broken) == ["id:bg-short-name-armenia: Армения"]
    assert states_by_key(broken)[-1] == "id:armenia"
