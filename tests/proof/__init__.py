"""Tests of the folder that proves the record to a stranger."""
