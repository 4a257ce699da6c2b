"""OWL: what a reasoner gets to see of the graph, and what it says of it."""
