"""The case log: how the definition applied to real systems, requirement by requirement, with evidence."""
