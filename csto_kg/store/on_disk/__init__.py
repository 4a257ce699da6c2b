"""A store in a directory: marker, lock, and changes put in place in one step."""
