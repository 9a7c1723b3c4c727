"""Ballots: rules and tallies (pure), rolls, votes, and the adoption of exactly what was voted on."""
