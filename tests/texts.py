"""A small definition of our own for the tests: three sections, every kind of clause that matters, permanent ids.

Tests name clauses by these ids. Wording that a test depends on belongs in that test, not here.
"""

from __future__ import annotations

DOCUMENT = "library.md"

FIRST = """\
# The open library {#library}

This text says when a library may call itself open. It is for readers, lenders and those who count books. {#library-purpose}

## Reading {#reading}

Anyone may read every book in the library, for any purpose, without asking first. {#reading-anyone}

The library publishes its rules: {#reading-rules}

- the hours at which its doors are open; {#reading-hours}
- the places where a reader may sit; {#reading-places}
- what is said to a reader who sings. {#reading-silence}

## Lending {#lending}

Whoever reads a book may also take it home, for as long as nobody else waits for it. {#lending-anyone}

A loan costs nothing. The library may ask for a name and an address, and for nothing else. {#lending-terms}

## Catalogue {#catalogue}

The catalogue names every book the library has ever owned, also those that were lost. {#catalogue-complete}

Anyone may copy the catalogue, whole or in part, and print it under another title. {#catalogue-copy}
"""

SECOND = FIRST.replace("without asking first", "without asking and without paying").replace(
    "A loan costs nothing.", "A loan costs nothing for the first month."
)

COMMITTEE = """\
name = "Library committee"
documents = ["library.md"]
scripts = ["Latin"]

[requirements]
clauses = ["reading-anyone", "lending-anyone", "lending-terms", "catalogue-copy"]

[rules.editorial]
title = "Editorial change"
for_classes = ["editorial"]
explain = "More members must vote for than against."
quorum = [{ count = ["F", "A", "S"], op = ">=", ratio = "1/2", of = ["E"] }]
pass = [[{ count = ["F"], op = ">", ratio = "1", of = ["A"] }]]
tie = "fails"
window = { challenge = "PT0H" }

[rules.substantive]
title = "Substantive change"
for_classes = ["substantive", "scope"]
explain = "Of the votes for or against, two thirds must be for."
quorum = [{ count = ["F", "A", "S"], op = ">=", ratio = "1/2", of = ["E"] }]
pass = [[{ count = ["F"], op = ">=", ratio = "2/3", of = ["F", "A"] }]]
tie = "fails"
window = { challenge = "PT0H" }

[rules.rivals]
title = "Rivals together"
method = "ranked"
explain = "Rank the rivals and the text as it stands."
quorum = [{ count = ["C"], op = ">=", ratio = "1/2", of = ["E"] }]
over_default = { ratio = { editorial = "1", substantive = "2", scope = "2" } }
unranked = "last"
tie = "chair_casting"
window = { challenge = "PT0H" }
"""
