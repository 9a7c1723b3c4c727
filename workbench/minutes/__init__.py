"""The minutes: who did what when, hash-chained, written in the same transaction as the act itself."""
