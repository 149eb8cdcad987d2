"""Measurements of the main paths against a bare Django floor, in one run on one machine."""
