"""Derives the geography of England's authorities from open postcode data. Run by `make geography`; see `__main__`.

Nothing of `upheld` needs this package: it makes the files that the scheme's geography folder holds.
"""
