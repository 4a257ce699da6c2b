"""Known errors in known places: each breaks one rule, and the side file says where and by what.

An error is listed with its kind, the node on which a validator should report it, other nodes that
it involves, and the quads by which the graph differs from the same graph without errors.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from math import ceil
from typing import TextIO

from bench.case import Case
from bench.misdeeds import CASE_KINDS
from bench.triples import Node, nquad


@dataclass
class Error:
    """One error: where it is, and what was put in and taken out for it, as N-Quads."""

    kind: str
    focus: str
    about: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


class Errors:
    """Puts ``count`` errors into a graph while it is made, kinds in turn, over all its length."""

    def __init__(self, count: int) -> None:
        kinds = [*CASE_KINDS, *NODE_KINDS]
        self.pending = [kinds[i % len(kinds)] for i in range(count)]
        self.listed: list[Error] = []
        self._count = count

    def spoil_background(self, case: Case, progress: float) -> None:
        """Put in the errors about offices that are due; ``progress`` goes from 0 to 1.

        Kinds that are hard to place are tried first; they stand last in the list.
        """
        quota = 1 + ceil(self._count * min(1.0, 2 * progress)) - len(self.listed)
        taken: set[str] = set()
        for kind in [kind for kind in reversed(self.pending) if kind in CASE_KINDS]:
            if quota <= 0:
                break
            nodes = case.sheet.nodes
            before = {node.subject: list(node.facts) for node in nodes}
            found = CASE_KINDS[kind](case, f"{case.name}-e{len(self.listed)}", taken)
            if found is not None:
                self._list(kind, found[0], list(found[1:]), before, nodes)
                quota -= 1

    def spoil_article(self, nodes: list[Node], progress: float) -> None:
        """Put in at most one of the errors about single records that are due."""
        if ceil(self._count * min(1.0, 1.2 * progress)) <= len(self.listed):
            return
        for kind in [kind for kind in self.pending if kind in NODE_KINDS]:
            for node in nodes:
                before = {node.subject: list(node.facts)}
                if NODE_KINDS[kind](node):
                    self._list(kind, node.subject, [], before, [node])
                    return

    def _list(
        self,
        kind: str,
        focus: str,
        about: list[str],
        before: dict[str, list[tuple[str, str]]],
        nodes: list[Node],
    ) -> None:
        error = Error(kind, focus, about)
        for node in nodes:
            old = before.get(node.subject, [])
            for facts, others, lines in (
                (node.facts, old, error.added),
                (old, node.facts, error.removed),
            ):
                lines += [
                    nquad(node.graph, node.subject, *fact).rstrip()
                    for fact in facts
                    if fact not in others
                ]
        self.pending.remove(kind)
        self.listed.append(error)

    def check_all_placed(self) -> None:
        """Raise ValueError when the graph was too small for all the errors."""
        if self.pending:
            raise ValueError(
                f"only {len(self.listed)} of {self._count} errors have a place in a graph of this "
                f"size; left over: {', '.join(sorted(set(self.pending)))}"
            )

    def write(self, stream: TextIO, size: int, seed: int) -> None:
        """Write the list as JSON."""
        listed = [asdict(error) for error in self.listed]
        document = {"size": size, "seed": seed, "errors": listed}
        json.dump(document, stream, indent=1, ensure_ascii=False, sort_keys=True)
        stream.write("\n")


def _missing_status(node: Node) -> bool:
    return node.kind == "csto:Statement" and _drop(node, "csto:status")


def _two_statuses(node: Node) -> bool:
    if node.kind != "csto:Statement" or node.value("csto:status") != "csto:AttributedStatement":
        return False
    node.facts.append(("csto:status", "csto:ReportedAsFact"))
    return True


def _wrong_datatype(node: Node) -> bool:
    value = node.value("csto:dateEarliest")
    if node.kind != "csto:CitedSource" or value is None:
        return False
    place = node.facts.index(("csto:dateEarliest", value))
    node.facts[place] = ("csto:dateEarliest", value.replace("xsd:date", "xsd:string"))
    return True


def _unknown_term(node: Node) -> bool:
    speaker = node.value("csto:speaker")
    if node.kind != "csto:Characterization" or speaker is None:
        return False
    node.facts[node.facts.index(("csto:speaker", speaker))] = ("csto:speeker", speaker)
    return True


def _missing_speaker(node: Node) -> bool:
    attributed = node.value("csto:status") == "csto:AttributedStatement"
    return node.kind == "csto:Statement" and attributed and _drop(node, "csto:speaker")


def _missing_bound(node: Node) -> bool:
    return node.kind == "csto:CrossReference" and _drop(node, "csto:dateLatest")


def _drop(node: Node, predicate: str) -> bool:
    value = node.value(predicate)
    if value is None:
        return False
    node.facts.remove((predicate, value))
    return True


NODE_KINDS: dict[str, Callable[[Node], bool]] = {
    "missing-status": _missing_status,
    "wrong-datatype": _wrong_datatype,
    "two-statuses": _two_statuses,
    "unknown-term": _unknown_term,
    "missing-speaker": _missing_speaker,
    "date-without-latest-day": _missing_bound,
}
KINDS = (*CASE_KINDS, *NODE_KINDS)
