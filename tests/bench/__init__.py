"""Benchmarks (``./run bench``): ratios of one run on a generated register, against the figures of the design."""
