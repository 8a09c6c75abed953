"""A synthetic case-level extract whose totals equal the published statistics."""

from upheld.snapshot.sample.report import Impossible, SampleReport
from upheld.snapshot.sample.write import SEED, write_sample

__all__ = ["SEED", "Impossible", "SampleReport", "write_sample"]
