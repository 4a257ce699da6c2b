"""Where the graph is kept and asked: one interface; embedded, on disk or behind an endpoint."""
