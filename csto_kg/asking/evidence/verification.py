"""Evidence set out: which passages are verified against which text, and what came of it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csto_kg.asking.evidence.passage_text import SourceText, source_text
from csto_kg.asking.evidence.support import Document, Passage, Support, passages_of
from csto_kg.asking.evidence.verify import Finding, Match, Verdict, match, verify
from csto_kg.errors import InputError, Location

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from csto_kg.session.session import Session

    Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


@dataclass(frozen=True)
class Verification:
    """The findings by passage IRI, the text used for each document, and those without one."""

    findings: dict[str, Finding]
    texts: dict[str, SourceText]
    without_text: list[Document]

    @property
    def conforms(self) -> bool:
        """Whether no verified passage has moved or changed."""
        wrong = (Verdict.MOVED, Verdict.CHANGED)
        return not any(finding.verdict in wrong for finding in self.findings.values())


def verify_all(session: Session, supports: Sequence[Support], files: Paths) -> Verification:
    """Verify every passage of the supports against the texts in files.

    Each text is held against each document involved and used for the one it fits best. Raises
    InputError for a text that fits none of them, or cannot be read.
    """
    paths = [files] if isinstance(files, (str, os.PathLike)) else files
    texts = [source_text(os.fspath(path)) for path in paths]
    passages = {e.iri: e for s in supports for e in s.evidence if isinstance(e, Passage)}
    documents = {passage.document.iri: passage.document for passage in passages.values()}
    used: dict[str, SourceText] = {}
    for text in texts if documents else ():
        matches = [match(d, passages_of(session, d), text) for d in documents.values()]
        best = max(matches, key=lambda m: (m.same, m.fits, m.found))
        if not best.fits:
            raise _wrong_text(text, matches)
        if best.document.iri in used:
            raise InputError(
                f"this is a second text of {best.document.local_name}",
                hint="give one text for each document",
                location=Location(text.name),
            )
        used[best.document.iri] = text
    findings = {}
    for passage in passages.values():
        found = used.get(passage.document.iri)
        findings[passage.iri] = (
            verify(passage, found) if found else Finding(passage, Verdict.NOT_VERIFIED)
        )
    missing = [document for iri, document in documents.items() if iri not in used]
    return Verification(findings, used, missing)


def _wrong_text(text: SourceText, matches: Sequence[Match]) -> InputError:
    names = " or ".join(m.document.local_name for m in matches)
    files = " or ".join(m.document.text_file or "its text" for m in matches)
    if not text.words:
        reason = "it is empty"
    else:
        reason = "; ".join(f"{m.found} of its {m.total} passages stand in it" for m in matches)
    return InputError(
        f"this is not the text of {names}: {reason}",
        hint=f"give {files}",
        location=Location(text.name),
    )
