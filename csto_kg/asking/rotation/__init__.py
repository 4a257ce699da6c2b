"""Who has the turn for an office, under each reading of its rotation rule, and why."""
