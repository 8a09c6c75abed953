"""The measures

Each measure is one whole number divided by another. We always print both, so that anyone can check the rate.
"""
