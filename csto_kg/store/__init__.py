"""Where the graph is kept and asked: one small interface, and an embedded store behind it."""
