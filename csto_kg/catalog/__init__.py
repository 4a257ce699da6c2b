"""Stored queries: one ``.rq`` file each, with a header that names its typed parameters."""
