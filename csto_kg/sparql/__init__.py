"""Reading SPARQL text: tokens, what a query may do, what it reads, in which order."""
