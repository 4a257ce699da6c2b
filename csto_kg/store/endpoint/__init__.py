"""A SPARQL endpoint as a store, over SPARQLWrapper."""
