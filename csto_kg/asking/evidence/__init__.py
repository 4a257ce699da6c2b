"""What a record rests on: passages and citations, and whether a text still says it."""
