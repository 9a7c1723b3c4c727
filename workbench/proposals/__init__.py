"""Proposals: drafts, filed revisions, comments on words, and what becomes of them."""
