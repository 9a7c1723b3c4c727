"""Who may do what at the addresses of the definition and its errata."""

ROUTES: dict[str, str] = {
    "definition.show": "read",
    "errata.index": "read",
    "errata.show": "read",
    "errata.new": "errata.report",
    "errata.report": "errata.report",
    "errata.correct": "errata.report",
    "errata.confirm": "errata.decide",
    "errata.reject": "errata.decide",
    "errata.reopen": "errata.decide",
    "errata.fold_in": "errata.decide",
    "definition.versions": "read",
    "definition.version": "read",
    "definition.day": "read",
    "definition.compare": "read",
    "definition.words": "read",
    "definition.choose": "read",
    "definition.document": "read",
    "definition.requirements": "read",
    "definition.clause": "read",
}
