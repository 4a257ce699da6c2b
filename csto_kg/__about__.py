"""The version of csto-kg, stated here alone: every module may read it, as it imports nothing."""

__version__ = "0.2.0"
