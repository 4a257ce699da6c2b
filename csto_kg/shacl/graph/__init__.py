"""A shapes graph as it is read: terms with their places, prefixes, paths, targets."""
