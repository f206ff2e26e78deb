"""Visits from phones: receiving, entering, deciding."""
