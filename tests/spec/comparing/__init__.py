"""Comparing

A rate says more beside the rate of authorities of the same kind. It still does not say why they differ.
"""
