"""Licences and citation: the legal texts unchanged, and one version everywhere."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import yaml

import csto_kg


@pytest.mark.parametrize(
    ("name", "title", "digest"),
    [
        (
            "LICENSE",
            "Apache License Version 2.0, January 2004",
            "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30",
        ),
        (
            "LICENSE-graph",
            "Attribution 4.0 International",
            "fd3a263fe19ed8faa9068b43abaebafc02c77897b0c6fc09abc04bb592e5f16e",
        ),
    ],
)
def test_legal_texts_are_as_published(root: Path, name: str, title: str, digest: str) -> None:
    text = (root / name).read_bytes()
    assert " ".join(text.decode().split()).startswith(title)
    assert hashlib.sha256(text).hexdigest() == digest


def test_the_notice_says_which_licence_covers_what(root: Path) -> None:
    notice = " ".join((root / "NOTICE").read_text(encoding="utf-8").split())
    for words in ("see LICENSE-graph.", "see LICENSE.", "ontology/, graphs/ and queries/"):
        assert words in notice


def test_the_citation_is_of_this_version(root: Path) -> None:
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == csto_kg.__version__
    assert citation["license"] == "Apache-2.0"
    assert citation["authors"] == [{"name": "csto-kg contributors"}]
