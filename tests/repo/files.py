"""The files of the repository: what git lists, and what it would list if all were added."""

from __future__ import annotations

import subprocess
from pathlib import Path


def repository_files(root: Path, *folders: str) -> dict[str, Path]:
    """Return the tracked files and the untracked ones that are not ignored, by their names."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *folders],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    names = sorted({name for name in listed.split("\0") if name})
    return {name: root / name for name in names if (root / name).is_file()}


def repository_texts(root: Path, *folders: str) -> dict[str, str]:
    """Return the text of each of these files; those that are no UTF-8 text are left out."""
    texts = {}
    for name, path in repository_files(root, *folders).items():
        try:
            texts[name] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return texts
