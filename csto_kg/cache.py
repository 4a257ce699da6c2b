"""What was found out once, kept on disk for the next run: a file an answer.

An entry's name is the hash of all that the answer was made from: what the caller names, and the
program, by its version and by when its files changed, since a clone changes without a new version.
So nothing goes stale, and nobody has to clear anything. An entry that is absent, damaged, another
user's or no file is not used, and a folder that cannot be written keeps nothing; neither is ever an
error. Values are JSON, which runs no code.

The folder is ``csto-kg`` in ``XDG_CACHE_HOME``, else ``~/.cache/csto-kg``. The environment variable
``CSTO_KG_CACHE`` names another one; ``off`` keeps nothing. The oldest entries go when there are too
many.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections import Counter
from contextlib import suppress
from functools import lru_cache
from typing import Any

import pyoxigraph as ox

from csto_kg.__about__ import __version__

CACHE_VARIABLE = "CSTO_KG_CACHE"
_OFF = "off"
_LARGEST = 8_000_000
_FILES, _BYTES = 1000, 64_000_000
"""So many entries, and so many bytes, are kept; when there is more, half of it goes."""
_OFTEN = 100
_kept: Counter[str] = Counter()
"""How many this process kept in a folder: it looks for too many at the first, and now and then."""
_ENTRY = re.compile(r"[a-z]+-[0-9a-f]{64}(\.[0-9a-f]+)?")
"""The name of an entry, or of one that is being written; other files of the folder stay."""

# A pipe must not be waited for, and a link is no entry of ours.
_FLAGS = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY")
)


def recall(kind: str, *made_from: str) -> Any:
    """Return the value that was kept under a kind and what it was made from; None if none is."""
    folder = _folder()
    if folder is None:
        return None
    name = _name(kind, made_from)
    path = os.path.join(folder, name)
    with suppress(OSError, ValueError, RecursionError):
        body = _read(path)
        checksum, _, text = body.partition(b"\n")
        if checksum == _checksum(name, text):
            value = json.loads(text)
            os.utime(path)  # it was of use: others go first
            return value
    return None


def keep(kind: str, value: object, *made_from: str) -> None:
    """Keep a value, which JSON can write, until it is among the oldest of too many."""
    folder = _folder()
    if folder is None:
        return
    name = _name(kind, made_from)
    text = json.dumps(value, separators=(",", ":")).encode()
    if len(text) > _LARGEST:
        return
    with suppress(OSError):
        os.makedirs(folder, mode=0o700, exist_ok=True)
        _write(os.path.join(folder, name), _checksum(name, text) + b"\n" + text)
        if _kept[folder] % _OFTEN == 0:
            _trim(folder)
        _kept[folder] += 1


def _folder() -> str | None:
    named = os.environ.get(CACHE_VARIABLE)
    if named:
        return None if named == _OFF else os.path.abspath(named)
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):  # the XDG specification: a relative one is ignored
        base = os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "csto-kg") if os.path.isabs(base) else None


def _name(kind: str, made_from: tuple[str, ...]) -> str:
    digest = hashlib.sha256(_program())
    for part in (kind, *made_from):
        raw = part.encode(errors="surrogatepass")
        digest.update(b"%d\n%b" % (len(raw), raw))
    return f"{kind}-{digest.hexdigest()}"


@lru_cache(maxsize=1)
def _program() -> bytes:
    """What tells this program from others: versions, and the state of each of its files."""
    digest = hashlib.sha256(f"{__version__}\n{ox.__version__}\n".encode())
    for folder, folders, files in os.walk(os.path.dirname(os.path.abspath(__file__))):
        folders[:] = sorted(each for each in folders if not each.startswith("_"))
        for name in sorted(each for each in files if each.endswith(".py")):
            path = os.path.join(folder, name)
            with suppress(OSError):
                found = os.stat(path)
                digest.update(f"{path}\n{found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.digest()


def _checksum(name: str, text: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + text).hexdigest().encode()


def _read(path: str) -> bytes:
    """Return what an entry holds. Raises OSError for what is no file, or not this user's."""
    descriptor = os.open(path, _FLAGS)
    with open(descriptor, "rb") as stream:
        found = os.fstat(descriptor)
        ours = not hasattr(os, "geteuid") or found.st_uid == os.geteuid()
        if not stat.S_ISREG(found.st_mode) or not ours or found.st_size > 2 * _LARGEST:
            raise OSError("no entry of this user")
        return stream.read()


def _write(path: str, content: bytes) -> None:
    """Write a file that appears whole or not at all."""
    new = f"{path}.{os.urandom(8).hex()}"
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "wb") as stream:
            stream.write(content)
        os.replace(new, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(new)
        raise


def _trim(folder: str) -> None:
    """Remove the oldest files where there are too many; what a kill left is one of them."""
    with os.scandir(folder) as listed:
        ours = [each for each in listed if _ENTRY.fullmatch(each.name)]
        found = [(each.stat(follow_symlinks=False), each.path) for each in ours]
    files = [(s.st_mtime_ns, s.st_size, path) for s, path in found if stat.S_ISREG(s.st_mode)]
    files.sort(reverse=True)
    if len(files) <= _FILES and sum(size for _, size, _ in files) <= _BYTES:
        return
    left = _BYTES // 2
    for number, (_, size, path) in enumerate(files):
        left -= size
        if number >= _FILES // 2 or left < 0:
            with suppress(OSError):
                os.unlink(path)
