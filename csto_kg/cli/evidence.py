"""``csto-kg evidence``: what a record or an entity rests on, and whether a text still says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import pyoxigraph as ox

from csto_kg.cli.layout import Page
from csto_kg.cli.options import Settings, answer_options, examples
from csto_kg.cli.stderr import notice
from csto_kg.errors import ExitCode, UsageError
from csto_kg.output.answer import TABULAR_FORMATS, write_rows
from csto_kg.output.sink import open_output
from csto_kg.terms import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csto_kg.asking.evidence.support import Citation, Passage, Support
    from csto_kg.asking.evidence.verification import Verification
    from csto_kg.asking.evidence.verify import Finding
    from csto_kg.output.table import Cell

FORMATS = ("text", *TABULAR_FORMATS)
_COLUMNS = (
    "record", "what", "known_as", "evidence", "document", "paragraph", "sentence", "start", "end",
    "sha256", "outlet", "published", "url", "supports",
)  # fmt: skip
_TEXT_COLUMNS = ("verdict", "found_start", "found_end", "words")


@click.command(
    "evidence",
    epilog=examples(
        "csto-kg evidence edm-p3s3-decision-open",
        "csto-kg evidence edm-p3s3-decision-open --text edm-15-168.txt",
        'csto-kg evidence "Nikol Pashinyan" --format tsv',
    ),
)
@click.argument("entity")
@click.option(
    "--text",
    "texts",
    multiple=True,
    metavar="FILE",
    help="Show and verify the passages in this text of their document (- is standard input); "
    "give it again for each further document.",
)
@answer_options(FORMATS, "text")
def command(
    settings: Settings, entity: str, texts: tuple[str, ...], format_: str, output: str | None
) -> int:
    """Show the passages and citations behind ENTITY.

    ENTITY is a record, a passage or a citation; for any other thing, all records about it are
    shown. With --text, each passage's words are printed and verified by place and hash: ok, moved
    or changed. Exit code 1 when one has moved or changed, 3 when FILE is another text.
    """
    if texts.count("-") > 1:
        raise UsageError("standard input can be read only once", hint="give one of them as a file")
    with settings.open() as kb:
        iri = kb.resolve(entity)
        supports = kb.evidence(iri)
        verification = kb.verify(supports, texts) if texts else None
    with open_output(output) as sink:
        if format_ == "text":
            _write(Page(sink), supports, verification, shorten(iri.value))
        else:
            columns = _COLUMNS + (_TEXT_COLUMNS if verification else ())
            write_rows(columns, _rows(supports, verification), sink, format_)
    if verification is None:
        return ExitCode.OK
    _say_what_is_left(supports, verification)
    return ExitCode.OK if verification.conforms else ExitCode.NOT_CONFORMING


def _write(
    page: Page, supports: list[Support], verification: Verification | None, name: str
) -> None:
    if not supports:
        page.line(f"No record about {name} gives evidence.")
    shown: set[str] = set()
    for number, support in enumerate(supports):
        if number:
            page.line()
        page.line(support.what, indent=2)
        if support.status:  # a passage or citation itself has none
            page.line(f"{support.local_name}, {support.status}", lead="  record    ")
        for evidence in support.evidence:
            lead = f"  {evidence.kind:<8}  "
            if evidence.iri in shown:
                page.line(f"{evidence.local_name}, as above", lead=lead)
                continue
            shown.add(evidence.iri)
            if evidence.kind == "passage":
                _write_passage(page, lead, evidence, verification)
            else:
                _write_citation(page, lead, evidence)


def _write_passage(
    page: Page, lead: str, passage: Passage, verification: Verification | None
) -> None:
    document = passage.document
    under = " " * len(lead)
    page.line(
        f"{passage.local_name}: {document.label}, paragraph {passage.paragraph}, "
        f"sentence {passage.sentence}",
        lead=lead,
    )
    page.line(
        f"code points {passage.start} to {passage.end} of {document.text_file or 'its text'}",
        lead=under,
    )
    page.line(f"SHA-256 {passage.sha256}", lead=under)
    if verification is not None:
        finding = verification.findings[passage.iri]
        page.line(_verdict(finding), lead=under)
        if finding.words:
            page.line(finding.words, lead=f"{under}| ", indent=len(under) + 2)


def _verdict(finding: Finding) -> str:
    if finding.verdict == "ok":
        return "ok: the words stand there, and have this hash"
    if finding.verdict == "moved":
        return f"MOVED: the same words stand at code points {finding.start} to {finding.end}"
    if finding.verdict == "not verified":
        return f"not verified: no text of {finding.passage.document.local_name} was given"
    place = "other words stand there" if finding.words else "the text ends before it"
    where = "anywhere in the text" if finding.searched_all else "near there (the text is long)"
    return f"CHANGED: {place}, and the passage is not {where}"


def _write_citation(page: Page, lead: str, citation: Citation) -> None:
    under = " " * len(lead)
    said = ", ".join((*citation.outlets, *citation.published)) or "no outlet or date recorded"
    page.line(f"{citation.local_name}: {said}", lead=lead)
    for url in citation.urls:
        page.line(url, lead=under)
    for supported in citation.supports:
        page.line(supported, lead=f"{under}supports: ")


def _rows(supports: list[Support], verification: Verification | None) -> Iterator[list[Cell]]:
    for support in supports:
        for item in support.evidence:
            row: dict[str, Cell] = {
                "record": ox.NamedNode(support.record),
                "what": support.what,
                "known_as": support.status,
                "evidence": ox.NamedNode(item.iri),
            }
            if item.kind == "citation":
                listed = (item.outlets, item.published, item.urls, item.supports)
                texts = ["; ".join(values) or None for values in listed]
                row |= zip(("outlet", "published", "url", "supports"), texts, strict=True)
            else:
                row["document"] = ox.NamedNode(item.document.iri)
                row["sha256"] = item.sha256
                for name in ("paragraph", "sentence", "start", "end"):
                    row[name] = ox.Literal(getattr(item, name))
                if verification is not None:
                    row |= _verified(verification.findings[item.iri])
            columns = _COLUMNS + (_TEXT_COLUMNS if verification is not None else ())
            yield [row.get(column) for column in columns]


def _verified(finding: Finding) -> dict[str, Cell]:
    if finding.verdict == "not verified":
        return {"verdict": str(finding.verdict)}
    return {
        "verdict": str(finding.verdict),
        "found_start": ox.Literal(finding.start),
        "found_end": ox.Literal(finding.end),
        "words": finding.words,
    }


def _say_what_is_left(supports: list[Support], verification: Verification) -> None:
    """Name on standard error what no text could verify."""
    citations = {e.iri for s in supports for e in s.evidence if e.kind == "citation"}
    if citations:
        what = "a citation" if len(citations) == 1 else f"{len(citations)} citations"
        notice(f"{what} cannot be verified against a text")
    if not verification.findings:
        notice("there is no passage here to verify")
    for document in verification.without_text:
        said = f"{document.label} ({document.local_name})"
        notice(f"the passages of {said} are not verified: give its text too")
    for text in verification.texts.values():
        if "\r\n" in text.content and not verification.conforms:
            notice(f"{text.name} has CRLF line ends, which shift all places")
