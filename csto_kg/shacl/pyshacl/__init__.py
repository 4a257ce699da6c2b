"""pyshacl as an engine: patched, its joins ordered, and its results as ours."""
