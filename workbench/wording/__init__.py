"""Texts of a definition: clauses, changes between two texts, merging, anchors. Pure: no Flask, no SQL, no git."""
