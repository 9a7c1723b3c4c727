"""Mutation testing of the wording engine: does a test fail when a line of it is changed? Run by `make mutate`."""
