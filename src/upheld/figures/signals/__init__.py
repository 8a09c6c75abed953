"""Early warning: one file for each signal, and `watching`, which finds them. Private: never part of a release.

A signal says that something has changed at an authority beyond what chance and the times explain. To add one, write
`figures/signals/<name>.py` with a `SIGNAL`; it is then watched. A test fails until it has drawn cases and wording.
"""
