"""Recommendations and compliance

A case can have several recommendations: say sorry, pay, change a procedure. Here is how they become one outcome.
"""
