"""News for readers who do not look by themselves: feeds of what was done, a calendar of what is to come."""
