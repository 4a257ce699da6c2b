"""Graphs of this ontology's shape, of any size: the same seed and size give the same bytes.

    python -m bench.generate 1000000 --output big.nq
    python -m bench.generate 100000 --format turtle --seed 7 > part.ttl
    python -m bench.generate 1000000 --errors 60 --errors-file errors.json --output broken.nq

Made-up organisations, two to a region of ten states, each with a background of facts and some
articles. Nodes stream: nothing is held but one organisation at a time. With ``--errors``, the
graph is that of ``--errors 0`` but for the triples that the side file lists.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

from bench.article import Article
from bench.background import background, region_states
from bench.case import Case
from bench.chance import Chance
from bench.errors import Errors
from bench.rotation import organisation
from bench.triples import WRITERS, Node

SMALLEST = 8_000
ORGANISATIONS_PER_REGION = 2
ARTICLES_PER_ORGANISATION = 2
SENTENCES = (12, 22)
# No organisation begins when less is left: articles fill the rest. More than a background and
# the states of a region need.
_ROOM = 3_500


class Generator:
    """Makes one graph of ``size`` triples, within half a sentence's records."""

    def __init__(self, size: int, seed: int = 1, errors: Errors | None = None) -> None:
        if size < SMALLEST:
            raise ValueError(f"size: at least {SMALLEST}, so that proportions can be kept")
        self.size = size
        self.seed = seed
        self.errors = errors
        self.triples = 0
        """Triples made so far, without what errors add or take away."""

    def nodes(self) -> Iterator[Node]:
        """Yield the nodes, graph by graph."""
        for region in count():
            sheet, states = region_states(self.seed, region)
            yield from self._counted(sheet.nodes)
            for place in range(ORGANISATIONS_PER_REGION):
                plan = organisation(Chance(self.seed, 4, region, place), states)
                case = background(self.seed, f"g{region}o{place}", plan)
                yield from self._background(case)
                for article in count():
                    if article >= ARTICLES_PER_ORGANISATION and self._left() > _ROOM:
                        break
                    yield from self._article(case, article)
                    if self._left() <= 0:
                        if self.errors is not None:
                            self.errors.check_all_placed()
                        return

    def _left(self) -> int:
        return self.size - self.triples

    def _counted(self, nodes: list[Node]) -> list[Node]:
        self.triples += sum(len(node.facts) for node in nodes)
        return nodes

    def _background(self, case: Case) -> list[Node]:
        self._counted(case.sheet.nodes)
        if self.errors is not None:
            self.errors.spoil_background(case, self.triples / self.size)
        return case.sheet.nodes

    def _article(self, case: Case, ordinal: int) -> Iterator[Node]:
        sentences = Chance(self.seed, 5, ordinal, self.triples).between(*SENTENCES)
        for nodes in Article(self.seed, case, ordinal, sentences).passages():
            needed = sum(len(node.facts) for node in nodes)
            if needed > 2 * self._left():
                self.triples = self.size  # nearer to it without them
                return
            self._counted(nodes)
            if self.errors is not None:
                self.errors.spoil_article(nodes, self.triples / self.size)
            yield from nodes


def main(arguments: list[str] | None = None) -> int:
    """Write a graph as the arguments say."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.generate", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("size", type=int, help=f"triples, at least {SMALLEST}")
    parser.add_argument("--seed", type=int, default=1, help="another graph (default: 1)")
    parser.add_argument("--format", choices=WRITERS, default="nquads", help="default: nquads")
    parser.add_argument("--output", type=Path, help="file (default: standard output)")
    parser.add_argument("--errors", type=int, default=0, help="how many (default: none)")
    parser.add_argument("--errors-file", type=Path, help="JSON with each of them; with --errors")
    given = parser.parse_args(arguments)
    if bool(given.errors) != bool(given.errors_file):
        parser.error("--errors and --errors-file go together")
    errors = Errors(given.errors)
    try:
        generator = Generator(given.size, given.seed, errors)
        with ExitStack() as stack:
            stream = sys.stdout.buffer
            if given.output is not None:
                stream = stack.enter_context(given.output.open("wb"))
            for block in WRITERS[given.format](generator.nodes()):
                stream.write(block.encode())
        if given.errors_file is not None:
            with given.errors_file.open("w", encoding="utf-8") as listing:
                errors.write(listing, given.size, given.seed)
    except ValueError as error:
        parser.error(str(error))
    return 0


if __name__ == "__main__":
    sys.exit(main())
