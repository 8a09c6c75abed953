"""What a scheme is, and each scheme as a folder of data."""

from upheld.scheme.loader import folder_hash, load, review_dates
from upheld.scheme.model import Authority, AuthorityType, Break, Category, Count, Measure, Scheme
from upheld.scheme.years import ReviewYear, YearEnd

__all__ = [
    "Authority",
    "AuthorityType",
    "Break",
    "Category",
    "Count",
    "Measure",
    "ReviewYear",
    "Scheme",
    "YearEnd",
    "folder_hash",
    "load",
    "review_dates",
]
