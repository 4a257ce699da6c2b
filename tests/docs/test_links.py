"""Every link from the manual and the pages at the root leads to a file and, if given, a heading."""

from __future__ import annotations

import re

import pytest

from tools.console import PAGES

_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def test_the_manual_is_there() -> None:
    names = {page.name for page in PAGES}
    assert names == {
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "README.md",
        "adding-facts.md",
        "asking.md",
        "checking.md",
        "checks.md",
        "cli.md",
        "competency-questions.md",
        "coverage.md",
        "endpoints.md",
        "glossary.md",
        "handing-on.md",
        "how-checking-works.md",
        "ontology.md",
        "python.md",
        "queries.md",
        "reasoning.md",
        "reports.md",
        "shacl.md",
        "statuses.md",
    }


def _anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).strip().replace(" ", "-") for h in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: object) -> None:
    assert hasattr(page, "read_text")
    text = page.read_text(encoding="utf-8")
    broken = []
    for link in _LINK.findall(_FENCE.sub("", text)):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page  # type: ignore[attr-defined]
        if not target.exists():
            broken.append(link)
        elif anchor and anchor not in _anchors(target.read_text(encoding="utf-8")):
            broken.append(link)
    assert broken == []
