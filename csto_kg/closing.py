"""What is open until it is closed, and may stand in a ``with`` statement."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Self


class Closing(ABC):
    """A context manager that is itself what the block uses, and is closed at its end."""

    @abstractmethod
    def close(self) -> None:
        """Let go of what is held. Safe to repeat."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
