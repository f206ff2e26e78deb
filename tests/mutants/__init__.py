"""Planted faults: each breaks one guard and must turn its own test red (``./run mutants [name…]``)."""
