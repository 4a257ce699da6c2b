"""Our own words: each entry is used where it says, in ontology, queries, program or manual."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT
from tests.repo.files import repository_texts

PAGE = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
ENTRIES = re.findall(r"(?ms)^- \*\*(.+?)\*\*: (.+?)\s+In:\s(.+?)\.\n(?=- |\n|\Z)", PAGE)
TEXTS = repository_texts(ROOT)


def used(word: str, text: str) -> bool:
    """Whether a word begins somewhere in a text, in a name with underscores too."""
    stem = re.sub("y$", "(y|ies)", word)
    return re.search(rf"(?<!\w){stem}", re.sub(r"[\s_]+", " ", text), re.IGNORECASE) is not None


def places(listed: str) -> list[str]:
    """The files, folders, pages and terms where an entry says that it is used."""
    found = re.findall(r"`([^`]+)`|\]\(([^)#]+)", listed)
    return [name or f"docs/{page}" for name, page in found]


def text_of(place: str) -> str:
    """What stands there; of a term, what defines it."""
    if place.startswith("csto:"):
        (entry,) = re.findall(rf"(?ms)^{place} a .*?^    \.$", TEXTS["ontology/csto.ttl"])
        return re.sub(r"([a-z])([A-Z])", r"\1 \2", entry)
    return "\n".join(f"{n}\n{t}" for n, t in TEXTS.items() if n == place or n.startswith(place))


def test_every_entry_is_read() -> None:
    assert len(ENTRIES) > 40
    words = [word for word, _, _ in ENTRIES]
    assert len(set(words)) == len(words) == PAGE.count("\n- **")


@pytest.mark.parametrize(("words", "meaning", "listed"), ENTRIES, ids=lambda each: each[:20])
def test_a_word_is_used_where_its_entry_says(words: str, meaning: str, listed: str) -> None:
    assert 1 <= len(re.findall(r"[.!?](?:\s|$)", meaning)) <= 3
    found = {
        place: {word for word in words.split(", ") if used(word, text_of(place))}
        for place in places(listed)
    }
    assert [place for place, here in found.items() if not here] == []
    assert set().union(*found.values()) == set(words.split(", "))


def test_a_word_is_found_as_a_word_alone() -> None:
    assert used("moved turn", "class moved_turns")
    assert used("stored query", "Stored\nqueries")
    assert not used("due", "residue of")
