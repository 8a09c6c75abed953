"""The letters of a release, sent: to whom, by which carrier, and what became of each, on record."""
