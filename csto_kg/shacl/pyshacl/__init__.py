"""pyshacl as an engine: mended, ordered, and its results as ours."""
