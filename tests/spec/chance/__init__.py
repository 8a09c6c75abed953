"""Chance

Few cases say little. We show how little.
"""
