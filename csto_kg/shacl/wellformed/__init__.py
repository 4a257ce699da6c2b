"""Whether a shapes graph is well-formed: refused with its place where it is not."""
