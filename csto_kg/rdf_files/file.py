"""A user's RDF file: a small one is read once, a large one again and again in constant memory.

What is given out is RDF 1.1 with absolute IRIs, each literal as it is written.
"""

from __future__ import annotations

import gzip
import io
import os
import sys
import zlib
from collections.abc import Iterable, Iterator
from typing import IO, TYPE_CHECKING

import pyoxigraph as ox

from csto_kg.errors import InputError, Location, UsageError
from csto_kg.rdf_files.formats import FORMATS, Format, choose_format, split_name
from csto_kg.rdf_files.language_tags import HiddenTags, may_have
from csto_kg.rdf_files.syntax_errors import no_rdf_1_2, syntax_problem

if TYPE_CHECKING:
    from csto_kg.rdf_files.jsonld import JsonLdFile

_PIECE = 1 << 20
_OVERLAP = 256  # no language tag that anybody means is longer
_BOM = b"\xef\xbb\xbf"
STDIN = "-"
FACTS_FORMAT = "--facts-format"
"""The option of the commands that take facts; import has ``--format``."""


def rdf_files(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    format_: str | None = None,
    *,
    option: str = FACTS_FORMAT,
) -> list[RdfFile]:
    """Return the files at one path or several, in ``format_`` when it is given.

    ``option`` is what names the format on the command line. Raises UsageError when standard input
    is named twice, InputError as RdfFile does.
    """
    listed = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    names = [os.fspath(path) for path in listed]
    if names.count(STDIN) > 1:
        raise UsageError("standard input can be read once", hint="give - once")
    if STDIN in names and format_ is None:
        raise InputError(
            "standard input has no name that says which RDF format this is",
            hint=f"name it with {option}, one of {', '.join(FORMATS)}",
            location=Location("<stdin>"),
        )
    return [RdfFile(name, format_, option=option) for name in names]


class RdfFile:
    """One file to read; ``-`` is standard input, which needs ``format_``.

    ``option`` is what names the format on the command line. Raises InputError when the file cannot
    be read, is empty, or is of no known format.
    """

    def __init__(
        self,
        path: str,
        format_: str | None = None,
        *,
        option: str = "--format",
        content: bytes | None = None,
    ) -> None:
        """``content``: what it holds, of a text in memory, which is then not looked for."""
        self.path = path
        self.shown = "<stdin>" if path == STDIN else path
        self.format: Format = choose_format(self.shown, format_, option)
        self._option = option
        self._content: bytes | None = None  # None: read from the path, as often as needed
        self._hidden: HiddenTags | None = None
        self._signature: tuple[int, ...] | None = None  # None: not a file that the engine can read
        try:
            if content is None:
                self._look()
            else:
                self._keep(content)
        except (OSError, EOFError, zlib.error) as error:
            raise self._unreadable(error) from error
        self._document = self._json()

    @property
    def stem(self) -> str:
        """The file's name without its extensions; empty for standard input."""
        return "" if self.path == STDIN else split_name(self.path)[0]

    @property
    def plain(self) -> bool:
        """Whether the engine may read the file by itself, and gets the same triples."""
        return self._signature is not None

    @property
    def size(self) -> int:
        """How many bytes the engine reads."""
        if self._content is not None:
            return len(self._content)
        return self._signature[0] if self._signature else 0

    def quads(self, *, hasty: bool = False) -> Iterator[ox.Quad]:
        """Read the file. Raises InputError with line and column; see the module.

        ``hasty``: in half the time, when the engine reads the file by itself later on; only then
        are IRIs and language tags of line formats looked at.
        """
        if self._document is not None:
            yield from self._document.quads()
            return
        parsed = self._parsed(hasty and self.plain and self.format.lines)
        try:
            yield from self.revealed(parsed)
        except SyntaxError as error:
            raise self.problem(error) from error
        except OSError as error:
            raise self._unreadable(error) from error

    def open(self) -> IO[bytes]:
        """Open the file's own bytes, unzipped, without a byte order mark."""
        if self._content is not None:
            return io.BytesIO(self._content)
        return open(self.path, "rb")

    def open_parsed(self) -> IO[bytes]:
        """Open the text that is parsed: with as many lines as the file, and maybe hidden tags."""
        return io.BytesIO(self._hidden.content) if self._hidden else self.open()

    def revealed(self, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        """Return the quads parsed from that text, in order, with the tags that it hides."""
        return self._hidden.reveal(quads) if self._hidden else iter(quads)

    def check(self, quad: ox.Quad) -> None:
        """Raise InputError for a quad with what RDF 1.1 does not have."""
        no_rdf_1_2(quad, self.open, self.format, self.shown)

    def problem(self, error: SyntaxError) -> InputError:
        """Return our error for what the engine refused in the file."""
        return syntax_problem(self.open, self.format, self.shown, error, self._option)

    def without_triples(self) -> InputError:
        """Return our error for a file that says nothing."""
        return self._refused("there is no triple in it", "name a file with facts")

    def blank_graph(self, name: object) -> InputError:
        """Return our error for a graph of the file that a blank node names."""
        return self._refused(
            f"a graph is named by the blank node {name}, which says nothing elsewhere",
            "name it by an IRI",
        )

    def unchanged(self) -> None:
        """Raise InputError if the file has changed since it was first looked at."""
        if not self.plain:
            return
        try:
            changed = self._stat() != self._signature
        except OSError as error:
            raise self._unreadable(error) from error
        if changed:
            raise self._refused(
                "the file changed while it was read", "wait until it is finished, and try again"
            )

    def _json(self) -> JsonLdFile | None:
        if self.format.name != "jsonld" or self._content is None:
            return None
        from csto_kg.rdf_files.jsonld import JsonLdFile

        return JsonLdFile(self._content, self.shown, self._option)

    def _parsed(self, hasty: bool) -> Iterator[ox.Quad]:
        if self._hidden is not None:
            return iter(ox.parse(self._hidden.content, format=self.format.engine))
        if self._content is not None:
            return iter(ox.parse(self._content, format=self.format.engine, lenient=hasty))
        return iter(ox.parse(path=self.path, format=self.format.engine, lenient=hasty))

    def _look(self) -> None:
        """Find out what is special in the file; what is, and a small file, is kept in memory."""
        zipped = self.path != STDIN and split_name(self.path)[2]
        plain = not zipped and self.path != STDIN and os.path.isfile(self.path)
        if not plain or self.format.name == "jsonld":
            self._keep(self._whole(zipped))
            return
        self._signature = self._stat()
        with open(self.path, "rb") as stream:
            first = part = stream.read(_PIECE)
            special = first.startswith(_BOM)
            tail = b""
            while part and not special:
                special = may_have(tail + part, xml=self._xml)
                tail = part[-_OVERLAP:]
                part = stream.read(_PIECE)
        if not first:
            raise self._empty()
        whole = first if len(first) < _PIECE else None
        if special:
            self._keep(self._whole(zipped=False) if whole is None else whole)
        else:
            self._content = whole

    def _keep(self, content: bytes) -> None:
        content = content.removeprefix(_BOM)
        if not content.strip():
            raise self._empty()
        self._content, self._signature = content, None
        if self.format.name != "jsonld" and may_have(content, xml=self._xml):
            self._hidden = HiddenTags(content, xml=self._xml)

    def _whole(self, zipped: bool) -> bytes:
        if self.path == STDIN:
            return sys.stdin.buffer.read()
        if zipped:
            with gzip.open(self.path, "rb") as unzipped:
                return unzipped.read()
        with open(self.path, "rb") as stream:
            return stream.read()

    @property
    def _xml(self) -> bool:
        return self.format.name == "rdfxml"

    def _stat(self) -> tuple[int, ...]:
        found = os.stat(self.path)
        return (found.st_size, found.st_mtime_ns, found.st_ino, found.st_dev)

    def _unreadable(self, error: Exception) -> InputError:
        said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        said = " ".join(said.split()) or type(error).__name__
        hint = "name a file that you may read"
        if isinstance(error, IsADirectoryError):
            said, hint = "this is a directory", "name the files in it"
        elif isinstance(error, (EOFError, zlib.error, gzip.BadGzipFile)):
            said, hint = f"this cannot be unzipped: {said[0].lower()}{said[1:]}", "zip it again"
        elif isinstance(error, FileNotFoundError):
            said = "there is no such file"
        return self._refused(said, hint)

    def _empty(self) -> InputError:
        return self._refused("the file is empty", "name one with facts")

    def _refused(self, message: str, hint: str) -> InputError:
        return InputError(message, hint=hint, location=Location(self.shown))
