"""Hypothesis without haste: the same examples each time, on machines that others use too."""

from hypothesis import settings

settings.register_profile("figures", deadline=None, derandomize=True)
settings.load_profile("figures")
