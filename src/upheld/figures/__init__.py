"""The statistics: pure functions from counts to figures. No files, no clock, no network."""
