"""Checks a release from outside: opens what was written and believes only that."""
