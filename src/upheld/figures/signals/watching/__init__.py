"""How signals are found: quarterly series, where they restart, what to expect, and when to speak."""
