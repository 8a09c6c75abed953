"""The commands that `upheld.cli` gathers: thin, as it is. Each imports what it needs only when it runs."""
