"""Measurements of the wording engine, on texts whose every change is known word by word. No part of the program."""
