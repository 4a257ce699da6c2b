"""The graph handed on: Turtle and N-Quads, byte for byte the same each time it is the same."""
