"""The catalogue: every stored query under ``queries/``, found by name.

A query's name is its file name without ``.rq``; names are unique over all folders. The folder
says what the query is about. ``queries/commands/`` holds the lookups behind commands such as
``show``, ``queries/tables/`` and ``queries/description/`` those behind ``export``; they are bound
and run like the others, and are not listed.
"""

from __future__ import annotations

import os
import re

from csto_kg.catalog.stored_query import StoredQuery
from csto_kg.errors import EnvironmentFailure, InputError, Location, UsageError, did_you_mean

COMMANDS = "commands"
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# Behind an export: the tables of nodes and edges, and the graph's description of itself.
TABLES, DESCRIPTION = "tables", "description"
_NOT_QUERIES = frozenset((COMMANDS, TABLES, DESCRIPTION, "expected"))


class Catalog:
    """The stored queries under one folder; files are found at once and read when asked for.

    ``checked``: they are known to fit their headers, as a test says of the shipped ones.
    """

    def __init__(self, directory: str, *, checked: bool = False) -> None:
        self.directory = directory
        self._checked = checked
        self._paths: dict[str, str] | None = None

    def names(self) -> list[str]:
        """Return the names of all stored queries, sorted.

        Raises InputError for two files of one name, or a name that is not in kebab-case.
        """
        return sorted(self._found())

    def get(self, name: str) -> StoredQuery:
        """Return the stored query with this name; only its own file is read.

        Raises UsageError when there is none, InputError when its file is no stored query.
        """
        paths = self._found()
        if name not in paths:
            raise UsageError(
                f'there is no stored query "{name}"',
                hint=did_you_mean(name, paths) or 'list them with "csto-kg query"',
            )
        return self._open(name, paths[name])

    def command(self, name: str) -> StoredQuery:
        """Return the query behind a command: ``queries/commands/NAME.rq``.

        Raises EnvironmentFailure when the installation lacks it.
        """
        path = os.path.join(self.directory, COMMANDS, name + ".rq")
        if not os.path.isfile(path):
            raise EnvironmentFailure(f'there is no file "{path}"', hint="install csto-kg again")
        return self._open(name, path)

    def behind(self, folder: str) -> list[StoredQuery]:
        """Return the queries of a folder that is not listed, in order of name.

        Raises EnvironmentFailure when the installation lacks it.
        """
        path = os.path.join(self.directory, folder)
        if not os.path.isdir(path):
            raise EnvironmentFailure(f'there is no folder "{path}"', hint="install csto-kg again")
        return [
            self._open(name, os.path.join(path, file))
            for file in sorted(os.listdir(path))
            for name, extension in [os.path.splitext(file)]
            if extension == ".rq" and not file.startswith(".")
        ]

    def all(self) -> list[StoredQuery]:
        """Return all stored queries, by folder and then name. Raises as ``get`` does."""
        queries = [self._open(name, path) for name, path in self._found().items()]
        return sorted(queries, key=lambda query: (query.group, query.name))

    def _open(self, name: str, path: str) -> StoredQuery:
        group = os.path.relpath(os.path.dirname(path), self.directory).replace(os.sep, "/")
        return StoredQuery(name, "" if group == "." else group, path, checked=self._checked)

    def _found(self) -> dict[str, str]:
        if self._paths is None:
            self._paths = self._scan()
        return self._paths

    def _scan(self) -> dict[str, str]:
        if not os.path.isdir(self.directory):
            raise EnvironmentFailure(
                f'there is no folder "{self.directory}"', hint="install csto-kg again"
            )
        paths: dict[str, str] = {}
        for folder, subfolders, files in os.walk(self.directory):
            if folder == self.directory:
                subfolders[:] = [name for name in subfolders if name not in _NOT_QUERIES]
            subfolders.sort()
            for file in sorted(files):
                name, extension = os.path.splitext(file)
                if extension != ".rq" or file.startswith("."):
                    continue
                path = os.path.join(folder, file)
                if not _NAME.fullmatch(name):
                    raise InputError(
                        f'"{name}" is no name for a stored query',
                        hint="use small letters and digits, with hyphens between words",
                        location=Location(path),
                    )
                if name in paths:
                    raise InputError(
                        f'the stored query "{name}" is also in "{paths[name]}"',
                        hint="rename one of the two",
                        location=Location(path),
                    )
                paths[name] = path
        return paths
