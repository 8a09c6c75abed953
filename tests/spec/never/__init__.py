"""What we do not do

Some things that could be worked out would mislead.
"""
