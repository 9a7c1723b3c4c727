"""Ballots counted twice: by the workbench, and by a second count that was written from the procedure alone."""
