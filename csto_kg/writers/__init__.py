"""RDF written so that it is the same, byte for byte, each time the graph is the same."""
