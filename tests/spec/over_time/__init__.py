"""Over time

We show every year for which there are cases. Not all of them can be compared.
"""
