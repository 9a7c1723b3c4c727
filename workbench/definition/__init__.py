"""The definition: its repository, its versions, its clauses, and the pages that show them."""
