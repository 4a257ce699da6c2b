"""Checking facts against shapes: SHACL Core and SHACL-SPARQL, behind one interface.

``shapes`` reads and checks the shapes' files, ``validator`` is the interface of the engines,
``result`` what they give back, ``report`` writes it for people and machines.
"""
