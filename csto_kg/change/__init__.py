"""Changes to the graph: staged, derived from, checked, and put in place whole or not at all.

``staging`` reads new facts and knows where each stands, ``admission`` refuses what they may not
say, ``check`` compares the graph before and after, ``promotion`` writes, ``change`` does all of it.
"""
