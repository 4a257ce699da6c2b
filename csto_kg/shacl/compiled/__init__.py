"""SHACL without rdflib: shapes as a model, evaluated on the store that holds the facts."""
