"""The graph handed on, in each RDF format, as tables and as VoID: the same bytes each time."""
