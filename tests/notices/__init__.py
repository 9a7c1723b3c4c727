"""Tests of feeds and the calendar."""
