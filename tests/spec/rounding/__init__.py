"""Rounding

We round once, at the very end, and from whole numbers. Nothing rounded is ever used to work out something else.
"""
