"""JSON as all commands write it: indented, in UTF-8 without escapes, ended by a line end."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def json_text(value: object, default: Callable[[object], object] | None = None) -> str:
    """Return a value as JSON; ``default`` makes something of what JSON has no form for.

    Raises TypeError for such a thing without it.
    """
    return json.dumps(value, ensure_ascii=False, indent=2, default=default) + "\n"
