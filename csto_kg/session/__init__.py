"""What every job needs of the knowledge base: store, catalogue, names, rows of answers."""
