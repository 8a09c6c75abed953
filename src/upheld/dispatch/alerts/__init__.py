"""Alerts: people ask for news of a body, a service area or some words, confirm it, and get a mail when there is some.

Nobody is written to who did not confirm, everybody can stop with one click, and who stops is erased.
"""
