"""Checking

Nobody should have to believe us.
"""
